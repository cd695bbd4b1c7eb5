import { usesRedis, type WaycastConfig } from '@waycast/server/config';
import { messageOf } from '../failure.ts';
import { type Finding, fail, ok, warn } from './finding.ts';
import { askCluster, judgeCluster } from './redis/check-cluster.ts';
import { askSentinels, judgeSentinels } from './redis/check-sentinels.ts';
import { judgeNode } from './redis/judge-node.ts';
import { judgeSecrecy } from './redis/judge-secrecy.ts';
import { tryCommands, tryDelivery } from './redis/needed-commands.ts';
import { askNode, type NodeFacts } from './redis/node-facts.ts';
import { type RedisAccess, type RedisNode, redisAccess } from './redis/redis-access.ts';
import { connect, type RedisConnection } from './redis/redis-connection.ts';

/** Asks Redis about itself and tries what the server will do with it. Nothing stays behind. */
export async function checkRedis(config: WaycastConfig): Promise<Finding[]> {
  if (!usesRedis(config))
    return [ok('redis', 'not used: one process, live state in memory; REDIS_URL joins several servers')];
  try {
    const access = await redisAccess(config);
    if (access === undefined) return [];
    return [...judgeSecrecy(access), ...(await checkWay(access))];
  } catch (error) {
    return [
      fail(
        'redis',
        `does not answer: ${messageOf(error)}`,
        'check address, password, TLS, firewall and that it runs; until then each server is on its own',
      ),
    ];
  }
}

async function checkWay(access: RedisAccess): Promise<Finding[]> {
  switch (access.way) {
    case 'alone':
      return checkAlone(access);
    case 'sentinel':
      return checkSentinelSetup(access);
    case 'cluster':
      return checkCluster(access);
  }
}

async function checkAlone(access: RedisAccess): Promise<Finding[]> {
  const [node] = access.nodes;
  if (node === undefined) return [];
  const { facts, findings } = await checkMaster(access, node);
  if (facts.isClusterNode)
    findings.push(
      fail(
        'redis topology',
        `${facts.address} is a node of a Cluster`,
        'set REDIS_CLUSTER instead of REDIS_URL',
      ),
    );
  else findings.push(judgeSpare(facts));
  return findings;
}

function judgeSpare({ replicas }: NodeFacts): Finding {
  const advice =
    'while it is away each server is on its own; three Sentinels and two replicas (REDIS_SENTINELS) take over in seconds';
  return warn('replicas', replicas === 0 ? 'none' : `${replicas}, but nobody makes one the master`, advice);
}

async function checkSentinelSetup(access: RedisAccess): Promise<Finding[]> {
  const views = await askSentinels(access);
  const findings = judgeSentinels(views, access.masterName);
  const master = views.find((view) => view.master !== undefined)?.master;
  if (master === undefined) return findings;
  return [...findings, ...(await checkMaster(access, master)).findings];
}

async function checkCluster(access: RedisAccess): Promise<Finding[]> {
  const { connection, node } = await firstThatAnswers(access);
  try {
    const facts = await askNode(connection);
    if (!facts.isClusterNode)
      return [
        fail(
          'redis topology',
          `${facts.address} is no node of a Cluster`,
          'set REDIS_URL instead of REDIS_CLUSTER',
        ),
      ];
    const view = await askCluster(connection, node);
    const each = await Promise.all(view.masters.map((master) => checkMaster(access, master, true)));
    return [...judgeCluster(view), ...gather(each)];
  } finally {
    connection.end();
  }
}

async function firstThatAnswers(
  access: RedisAccess,
): Promise<{ connection: RedisConnection; node: RedisNode }> {
  const failures: string[] = [];
  for (const node of access.nodes) {
    try {
      return { connection: await connect(access, node), node };
    } catch (error) {
      failures.push(`${node.host}:${node.port}: ${messageOf(error)}`);
    }
  }
  throw new Error(failures.join('; '));
}

interface CheckedMaster {
  readonly facts: NodeFacts;
  readonly findings: Finding[];
}

async function checkMaster(access: RedisAccess, node: RedisNode, cluster = false): Promise<CheckedMaster> {
  const connection = await connect(access, node);
  try {
    const subscriber = await connect(access, node);
    try {
      const facts = await askNode(connection);
      const tried = [await tryCommands(connection, cluster), await tryDelivery(connection, subscriber)];
      return { facts, findings: [...judgeNode(facts), ...(facts.isMaster ? tried : [])] };
    } finally {
      subscriber.end();
    }
  } finally {
    connection.end();
  }
}

/** Of several servers: what is wrong with each, and what is right with all once. */
function gather(masters: readonly CheckedMaster[]): Finding[] {
  const checks = new Set(masters.flatMap(({ findings }) => findings.map(({ check }) => check)));
  return [...checks].flatMap((check) => {
    const all = masters.flatMap(({ facts, findings }) =>
      findings.filter((one) => one.check === check).map((one) => ({ address: facts.address, one })),
    );
    const bad = all.filter(({ one }) => one.verdict !== 'ok');
    if (bad.length === 0) return all.slice(0, 1).map(({ one }) => one);
    return bad.map(({ address, one }) => ({ ...one, found: `${address}: ${one.found}` }));
  });
}
