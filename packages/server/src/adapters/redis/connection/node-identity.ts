import type { Link } from './link.ts';

/** Older ones lack commands that the scripts use (ZADD GT), and on a Cluster sharded channels. */
const OLDEST = { alone: [6, 2], cluster: [7, 0] } as const;

/**
 * The `run_id` of the server's process. Rejects when it is not a master, for what is published at a replica reaches
 * nobody; on a Cluster a replica refuses what it does not own by itself.
 */
export async function identityOf(link: Link, cluster: boolean): Promise<string> {
  const [info, role] = await Promise.all([
    link.send(['INFO', 'server']),
    cluster ? undefined : link.send(['ROLE']),
  ]);
  const mode = /^redis_mode:(\w+)/m.exec(String(info))?.[1];
  if (!cluster && mode === 'cluster') throw new Error(`${link.address} is of a Cluster: set REDIS_CLUSTER`);
  if (mode === 'sentinel') throw new Error(`${link.address} is a Sentinel: set REDIS_SENTINELS`);
  if (!cluster && !(Array.isArray(role) && role[0] === 'master')) {
    throw new Error(`${link.address} is a replica, not a master`);
  }
  const tooOld = versionProblem(String(info), cluster);
  if (tooOld !== undefined) throw new Error(`${link.address} is ${tooOld}`);
  const runId = /^run_id:(\w+)/m.exec(String(info))?.[1];
  if (runId === undefined) throw new Error(`${link.address} does not tell its run_id in INFO server`);
  return runId;
}

/** What is wrong with the version in an answer to INFO server; undefined for one that serves, or that is not told. */
export function versionProblem(info: string, cluster: boolean): string | undefined {
  const [, version = '', major, minor] = /^redis_version:((\d+)\.(\d+)\S*)/m.exec(info) ?? [];
  const [oldestMajor, oldestMinor] = OLDEST[cluster ? 'cluster' : 'alone'];
  if (major === undefined || Number(major) > oldestMajor) return undefined;
  if (Number(major) === oldestMajor && Number(minor) >= oldestMinor) return undefined;
  return `Redis ${version}, but it takes ${oldestMajor}.${oldestMinor} or later${cluster ? ' on a Cluster' : ''}: update Redis`;
}
