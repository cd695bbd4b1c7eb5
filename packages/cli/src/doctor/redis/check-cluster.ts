import { type Finding, fail, ok, warn } from '../finding.ts';
import { parseInfo } from './node-facts.ts';
import type { RedisNode } from './redis-access.ts';
import type { RedisConnection } from './redis-connection.ts';

const SLOTS = 16_384;
const MASTERS_MIN = 3;

/** A Cluster by the word of one of its nodes. */
export interface ClusterView {
  readonly state: string;
  readonly slotsServed: number;
  readonly masters: readonly (RedisNode & { readonly replicas: number })[];
}

export async function askCluster(connection: RedisConnection, asked: RedisNode): Promise<ClusterView> {
  const info = parseInfo(await connection.send('CLUSTER', 'INFO'));
  const slots = await connection.send('CLUSTER', 'SLOTS');
  const masters = new Map<string, RedisNode & { replicas: number }>();
  for (const range of Array.isArray(slots) ? slots : []) {
    const [, , master, ...replicas] = Array.isArray(range) ? range : [];
    if (!Array.isArray(master)) continue;
    // An empty host means: the one that you asked.
    const node = { host: String(master[0] ?? '') || asked.host, port: Number(master[1]) };
    masters.set(`${node.host}:${node.port}`, { ...node, replicas: replicas.length });
  }
  return {
    state: info.get('cluster_state') ?? 'unknown',
    slotsServed: Number(info.get('cluster_slots_ok') ?? 0),
    masters: [...masters.values()],
  };
}

export function judgeCluster({ state, slotsServed, masters }: ClusterView): Finding[] {
  return [judgeSlots(state, slotsServed), judgeMasters(masters), judgeReplicas(masters)];
}

function judgeSlots(state: string, served: number): Finding {
  if (served === SLOTS && state === 'ok') return ok('cluster slots', `all ${SLOTS} are served`);
  return fail(
    'cluster slots',
    `state ${state}, ${SLOTS - served} of ${SLOTS} slots without a master`,
    'vehicles in those slots have no live updates: `redis-cli --cluster check HOST:PORT`, then `--cluster fix`',
  );
}

function judgeMasters(masters: ClusterView['masters']): Finding {
  const found = `${masters.length} masters`;
  if (masters.length >= MASTERS_MIN) return ok('cluster masters', found);
  return warn('cluster masters', found, 'have at least three: fewer cannot agree that one of them is lost');
}

function judgeReplicas(masters: ClusterView['masters']): Finding {
  const alone = masters.filter(({ replicas }) => replicas === 0);
  if (alone.length === 0) return ok('replicas', 'every master has one');
  const names = alone.map(({ host, port }) => `${host}:${port}`).join(', ');
  return warn('replicas', `none for ${names}`, 'give each master one: without it its slots are lost with it');
}
