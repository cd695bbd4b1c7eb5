// pm2, where it is what the machine already has. In the folder in which `npm install @waycast/cli` was run, with the
// settings in its .env:
//   pm2 start pm2.config.cjs && pm2 save
//   pm2 logs waycast; pm2 stop waycast
// `pm2 restart` stops before it starts. Behind a balancer with several hosts restart one host after the other.
module.exports = {
  apps: [
    {
      name: 'waycast',
      cwd: process.cwd(),
      script: 'node_modules/.bin/waycast',
      args: 'start',
      // The command finds Node 24 itself, and becomes it: signals reach the server and nothing between.
      interpreter: 'none',
      // One: pm2's cluster mode knows nothing of WebSocket upgrades. WORKERS gives a host several processes.
      exec_mode: 'fork',
      instances: 1,
      // The server passes the signal on to its workers; a second one would end the drain at once.
      treekill: false,
      // Longer than DRAIN_TIMEOUT (10 s), or the drain is cut off.
      kill_timeout: 30_000,
      // A server that cannot start, for instance for a wrong setting, is tried ever more slowly.
      min_uptime: 10_000,
      exp_backoff_restart_delay: 200,
      merge_logs: true,
      time: false,
    },
  ],
};
