import { spawn } from 'node:child_process';
import { findNode24 } from './node24.js';

/** Tells the child who started it; never passed on, so that the server's own children are not meant. */
const LAUNCHER = 'NODE24_LAUNCHER_PID';
const FORWARDED_SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGUSR2'];

/**
 * Runs `node ARGS` under Node 24 in place of this process: by replacing it where Node can, else as a child
 * that gets every signal once and whose exit becomes ours.
 */
export function restartUnderNode24(args) {
  const node = findNode24();
  if (!node) {
    console.error(`waycast needs Node 24 or newer; this is ${process.version}.`);
    console.error(
      'Install it from https://nodejs.org, or run npm install without --omit=optional: it brings one.',
    );
    process.exit(1);
  }
  if (process.platform !== 'win32' && typeof process.execve === 'function') {
    process.execve(node, [node, ...args], process.env);
  }
  const child = spawn(node, args, {
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
    env: { ...process.env, [LAUNCHER]: String(process.pid) },
    // A process group of its own, or Ctrl-C would reach the child twice: from the terminal and from us.
    detached: process.platform !== 'win32',
  });
  for (const signal of FORWARDED_SIGNALS) process.on(signal, () => child.kill(signal));
  child.once('error', (error) => {
    console.error(`${node} could not be started: ${error.message}`);
    process.exit(1);
  });
  child.once('exit', (code, signal) => endLike(code, signal));
}

/** In the child: exit as soon as the launcher is gone, even by kill -9, which closes the channel to it. */
export function endWithLauncher() {
  const launcher = Number(process.env[LAUNCHER]);
  delete process.env[LAUNCHER];
  if (launcher !== process.ppid || !process.channel) return;
  process.once('disconnect', () => process.exit(1));
  process.channel.unref();
}

function endLike(code, signal) {
  if (!signal) process.exit(code ?? 1);
  process.removeAllListeners(signal);
  process.kill(process.pid, signal);
}
