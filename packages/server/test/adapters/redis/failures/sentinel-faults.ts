import type { RedisSecurity } from '../../../../../../test/fixtures/redis-folder.ts';
import { type SentinelSetup, startSentinelSetup } from '../../../../../../test/fixtures/redis-sentinel.ts';
import type { Fault, Ground } from './delivery.ts';
import { accessTo, addressOf, killClients, pauseProcess, revive } from './ground.ts';

/** A master with two replicas and three Sentinels. */
export async function openSentinel(security: RedisSecurity = {}): Promise<Ground<SentinelSetup>> {
  const setup = await startSentinelSetup(security);
  const sentinels = setup.sentinels.map(addressOf);
  const place = { sentinels, sentinelName: setup.name, ...accessTo(setup, security) };
  return { setup, places: { publisher: place, reader: place }, stop: setup.stop };
}

export const SENTINEL_FAULTS: readonly Fault<SentinelSetup>[] = [
  {
    name: 'Sentinel: CLIENT KILL of all connections to the master',
    limitMs: 3000,
    shows: false,
    run: async (setup) => killClients([await setup.master()]),
  },
  {
    name: 'Sentinel: kill -9 of the master',
    limitMs: 3000,
    shows: true,
    async run(setup) {
      const master = await setup.master();
      await master.kill();
      await setup.newMaster(master);
      return performance.now();
    },
    mend: revive,
  },
  {
    name: 'Sentinel: SENTINEL FAILOVER',
    limitMs: 3000,
    shows: false,
    async run(setup) {
      const old = await setup.master();
      await setup.sentinels[0]?.cli('SENTINEL', 'FAILOVER', setup.name);
      await setup.newMaster(old);
      return performance.now();
    },
    mend: revive,
  },
  {
    name: 'Sentinel: a replica detached by hand, which then takes itself for a master',
    limitMs: 3000,
    shows: false,
    async run(setup) {
      const [replica] = await setup.replicas();
      await replica?.cli('REPLICAOF', 'NO', 'ONE');
      return performance.now();
    },
    mend: revive,
  },
  {
    name: 'Sentinel: the master made a replica of its replica by hand',
    limitMs: 3000,
    shows: true,
    async run(setup) {
      const master = await setup.master();
      const [replica] = await setup.replicas();
      if (!replica) throw new Error('The master has no replica');
      await replica.cli('REPLICAOF', 'NO', 'ONE');
      await master.cli('REPLICAOF', replica.host, String(replica.port));
      await setup.takesWrites();
      return performance.now();
    },
    mend: revive,
  },
  {
    // It comes back as a master that knows nothing of the other one.
    name: 'Sentinel: SIGSTOP of the master for 4 s',
    limitMs: 5000,
    shows: true,
    async run(setup) {
      const master = await setup.master();
      const replaced = setup.newMaster(master).then(() => performance.now());
      await pauseProcess(master);
      return replaced;
    },
    mend: revive,
  },
];
