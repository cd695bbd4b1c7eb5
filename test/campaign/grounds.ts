import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Balancer, startBalancer } from '../fixtures/balancer.ts';
import { type PostgresServer, startPostgres } from '../fixtures/postgres.ts';
import { freePort } from '../fixtures/processes.ts';
import { startRedisCluster } from '../fixtures/redis-cluster.ts';
import { startSentinelSetup } from '../fixtures/redis-sentinel.ts';
import type { Fault, Ground } from './campaign.ts';

const SERVERS = 3;
/** A followed vehicle's slot, whose migration is held half-way. */
const MIGRATED_VEHICLE = 'campaign-0';
const HALF_WAY_MS = 2000;

/** What every campaign stands on: PostgreSQL, ports for the servers, and nginx before them once they serve. */
interface Floor extends Pick<Ground, 'env' | 'ports' | 'balance'> {
  readonly postgres: PostgresServer;
  stop(): Promise<void>;
}

async function startFloor(drainTimeoutS: number): Promise<Floor> {
  const ports = await Promise.all(Array.from({ length: SERVERS }, freePort));
  const postgres = await startPostgres();
  const dataDir = await mkdtemp(join(tmpdir(), 'waycast-campaign-'));
  let nginx: Balancer | undefined;
  return {
    postgres,
    ports,
    env: {
      DATABASE_URL: await postgres.createDatabase(),
      DATA_DIR: dataDir,
      DRAIN_TIMEOUT: String(drainTimeoutS),
      GPS_MIN_INTERVAL: '500',
    },
    async balance() {
      nginx = await startBalancer('nginx', ports);
      return nginx.url;
    },
    async stop() {
      await nginx?.stop();
      await postgres.stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

/** Three servers on a master with two replicas under three Sentinels. */
export async function sentinelGround(drainTimeoutS = 10): Promise<Ground> {
  const [floor, redis] = await Promise.all([startFloor(drainTimeoutS), startSentinelSetup()]);
  const sentinels = redis.sentinels.map(({ host, port }) => `${host}:${port}`).join();
  const masterDies: Fault = {
    name: 'Redis master killed under Sentinel',
    async run() {
      const master = await redis.master();
      await master.kill();
      await redis.newMaster(master);
      return undefined;
    },
  };
  return {
    env: { ...floor.env, REDIS_SENTINELS: sentinels, REDIS_SENTINEL_NAME: redis.name },
    ports: floor.ports,
    balance: floor.balance,
    faults: [killServer(0), drainServer(1), masterDies, restartDatabase(floor.postgres)],
    async stop() {
      await redis.stop();
      await floor.stop();
    },
  };
}

/** Three servers on a Cluster of three masters with a replica each. */
export async function clusterGround(drainTimeoutS = 10): Promise<Ground> {
  const [floor, redis] = await Promise.all([startFloor(drainTimeoutS), startRedisCluster()]);
  const slotMoves: Fault = {
    name: 'slot of a followed vehicle migrated',
    async run() {
      const slot = await redis.slotOf(`transport:location:{${MIGRATED_VEHICLE}}`);
      const migration = await redis.migrate(slot);
      await migration.moveKeys();
      await sleep(HALF_WAY_MS);
      await migration.finish();
      return undefined;
    },
  };
  const masterDies: Fault = {
    name: 'Cluster master of the announcements killed',
    async run() {
      const slot = await redis.slotOf('users_channel');
      const master = await redis.masterOf(slot);
      await master.kill();
      await redis.newMasterOf(slot, master);
      return undefined;
    },
  };
  return {
    env: { ...floor.env, REDIS_CLUSTER: redis.nodes.map(({ host, port }) => `${host}:${port}`).join() },
    ports: floor.ports,
    balance: floor.balance,
    faults: [slotMoves, killServer(0), drainServer(1), masterDies, restartDatabase(floor.postgres)],
    async stop() {
      await redis.stop();
      await floor.stop();
    },
  };
}

function killServer(at: number): Fault {
  return {
    name: 'server killed by SIGKILL and started again',
    async run(servers, startServer) {
      await servers[at]?.end('SIGKILL');
      await replace(at, servers, startServer);
      return undefined;
    },
  };
}

function drainServer(at: number): Fault {
  return {
    name: 'server drained by SIGTERM and started again',
    async run(servers, startServer) {
      const startedAt = Date.now();
      await servers[at]?.end('SIGTERM');
      const drainedMs = Date.now() - startedAt;
      await replace(at, servers, startServer);
      return `of which draining ${drainedMs} ms`;
    },
  };
}

async function replace(...[at, servers, startServer]: [number, ...Parameters<Fault['run']>]): Promise<void> {
  const server = await startServer(at);
  servers[at] = server;
  server.announce();
}

function restartDatabase(postgres: PostgresServer): Fault {
  return {
    name: 'database restarted',
    async run() {
      await postgres.restart();
      return undefined;
    },
  };
}
