import { type Topic, topicChannels } from '@waycast/contract';
import { type RedisCluster, startRedisCluster } from '../../../../../../test/fixtures/redis-cluster.ts';
import type { RedisSecurity } from '../../../../../../test/fixtures/redis-folder.ts';
import type { Fault, Ground } from './delivery.ts';
import { accessTo, addressOf, killClients, pause, pauseProcess, revive } from './ground.ts';

/** Three masters with a replica each. */
export async function openCluster(security: RedisSecurity = {}): Promise<Ground<RedisCluster>> {
  const setup = await startRedisCluster(security);
  const place = { cluster: setup.nodes.map(addressOf), ...accessTo(setup, security) };
  return { setup, places: { publisher: place, reader: place }, stop: setup.stop };
}

/** They happen to the slot of the followed vehicle. */
export const CLUSTER_FAULTS: readonly Fault<RedisCluster>[] = [
  {
    name: 'Cluster: CLIENT KILL of all connections to all masters',
    limitMs: 3000,
    shows: false,
    run: async (cluster) => killClients(await cluster.masters()),
  },
  {
    name: 'Cluster: CLUSTER FAILOVER',
    limitMs: 3000,
    shows: false,
    async run(cluster, vehicle) {
      await cluster.failOver(await cluster.masterOf(await slotOf(cluster, vehicle)));
      return performance.now();
    },
    mend: revive,
  },
  {
    // As slow as an operator's: keys are on their way for a while, then all of them are there, then it is told.
    name: 'Cluster: live migration of the slot',
    limitMs: 3000,
    shows: false,
    async run(cluster, vehicle) {
      const migration = await cluster.migrate(await slotOf(cluster, vehicle));
      await pause(500);
      await migration.moveKeys(1);
      await pause(500);
      while ((await migration.moveKeys()) > 0);
      await pause(2000);
      await migration.finish();
      return performance.now();
    },
    mend: revive,
  },
  {
    name: 'Cluster: kill -9 of the master',
    limitMs: 3000,
    shows: true,
    async run(cluster, vehicle) {
      const slot = await slotOf(cluster, vehicle);
      const master = await cluster.masterOf(slot);
      await master.kill();
      await cluster.newMasterOf(slot, master);
      return performance.now();
    },
    mend: revive,
  },
  {
    // It comes back and takes itself for the master until it hears otherwise.
    name: 'Cluster: SIGSTOP of the master for 4 s',
    limitMs: 5000,
    shows: true,
    async run(cluster, vehicle) {
      const slot = await slotOf(cluster, vehicle);
      const master = await cluster.masterOf(slot);
      const replaced = cluster.newMasterOf(slot, master).then(() => performance.now());
      await pauseProcess(master);
      return replaced;
    },
    mend: revive,
  },
];

function slotOf(cluster: RedisCluster, vehicle: Topic): Promise<number> {
  const [channel] = topicChannels(vehicle, { cluster: true });
  if (channel === undefined) throw new Error('A vehicle has a channel');
  return cluster.slotOf(channel);
}
