import { messageOf } from '../../failure.ts';
import { type Finding, fail, ok, warn } from '../finding.ts';
import type { RedisAccess, RedisNode } from './redis-access.ts';
import { connect } from './redis-connection.ts';

const SENTINELS_MIN = 3;

/** What one Sentinel says of the master. */
export interface SentinelView {
  readonly address: string;
  /** Why it could not be asked, or does not know the name. */
  readonly failure?: string;
  readonly master?: RedisNode;
  /** Replicas that it knows to be alive. */
  readonly replicas?: number;
  /** Its verdict on whether enough Sentinels agree and can choose. */
  readonly quorum?: string;
}

/** Asks all Sentinels that the settings name. */
export async function askSentinels(access: RedisAccess): Promise<SentinelView[]> {
  return Promise.all(access.nodes.map((node) => askSentinel(access, node)));
}

async function askSentinel(access: RedisAccess, node: RedisNode): Promise<SentinelView> {
  const address = `${node.host}:${node.port}`;
  try {
    const connection = await connect(access, node, access.sentinelLogin, 0);
    try {
      const named = await connection.send('SENTINEL', 'GET-MASTER-ADDR-BY-NAME', access.masterName);
      if (!Array.isArray(named)) return { address, failure: `knows no master ${access.masterName}` };
      const replicas = await connection.send('SENTINEL', 'REPLICAS', access.masterName);
      const quorum = await connection.send('SENTINEL', 'CKQUORUM', access.masterName).then(String, messageOf);
      return {
        address,
        master: { host: String(named[0]), port: Number(named[1]) },
        replicas: Array.isArray(replicas) ? replicas.filter(isAlive).length : 0,
        quorum,
      };
    } finally {
      connection.end();
    }
  } catch (error) {
    return { address, failure: messageOf(error) };
  }
}

/** A replica as a list of field, value, field, value …; `flags` tells what is wrong with it. */
function isAlive(replica: unknown): boolean {
  if (!Array.isArray(replica)) return false;
  const flags = String(replica[replica.indexOf('flags') + 1]);
  return !/down|disconnected/.test(flags);
}

/** Verdicts on what they said together. */
export function judgeSentinels(views: readonly SentinelView[], masterName: string): Finding[] {
  const broken = views.filter(({ failure }) => failure !== undefined);
  const told = views.filter(({ master }) => master !== undefined);
  if (told.length === 0)
    return [
      fail(
        'sentinels',
        `none of ${views.length} tells the master ${masterName}: ${broken[0]?.failure}`,
        'check REDIS_SENTINELS, REDIS_SENTINEL_NAME and REDIS_SENTINEL_PASSWORD',
      ),
    ];
  return [judgeNumber(views, broken), judgeQuorum(told), judgeAgreement(told), judgeReplicas(told)];
}

function judgeNumber(views: readonly SentinelView[], broken: readonly SentinelView[]): Finding {
  const found = `${views.length - broken.length} of ${views.length} answer`;
  if (broken.length > 0)
    return warn('sentinels', `${found}; ${broken[0]?.address}: ${broken[0]?.failure}`, 'bring it back');
  if (views.length >= SENTINELS_MIN) return ok('sentinels', found);
  return warn('sentinels', found, 'name at least three: with fewer the loss of one can stop a failover');
}

function judgeQuorum(told: readonly SentinelView[]): Finding {
  const without = told.find(({ quorum }) => quorum?.startsWith('OK') !== true);
  if (without === undefined) return ok('quorum', 'enough Sentinels agree to choose a new master');
  return fail(
    'quorum',
    `${without.address}: ${without.quorum}`,
    'start the missing Sentinels, or lower quorum',
  );
}

function judgeAgreement(told: readonly SentinelView[]): Finding {
  const named = new Set(told.map(({ master }) => `${master?.host}:${master?.port}`));
  if (named.size === 1) return ok('master', [...named].join());
  return fail(
    'master',
    `they name different ones: ${[...named].join(', ')}`,
    'wait for a failover to end, or check the network between them',
  );
}

function judgeReplicas(told: readonly SentinelView[]): Finding {
  const replicas = Math.max(...told.map(({ replicas: count = 0 }) => count));
  if (replicas > 1) return ok('replicas', `${replicas} alive`);
  if (replicas === 1)
    return warn('replicas', '1 alive', 'have two: after a failover one is left, and could be lost next');
  return fail('replicas', 'none alive', 'without one Sentinel has nobody to make master: start a replica');
}
