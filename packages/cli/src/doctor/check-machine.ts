import { access, constants, readFile, statfs } from 'node:fs/promises';
import { hostname } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import type { WaycastConfig } from '@waycast/server/config';
import { messageOf } from '../failure.ts';
import { type Finding, fail, ok, warn } from './finding.ts';

const NODE_MIN = 24;
const MEGABYTE = 1024 ** 2;
const FREE_MB = { fail: 200, warn: 2048 };
const OPEN_FILES_MIN = 10_000;

/** Node, the data folder, and how many files this process may have open. */
export async function checkMachine(config: WaycastConfig): Promise<Finding[]> {
  return [
    checkNode(process.versions.node),
    ...(await checkDataDir(config.dataDir)),
    ...(await checkSpool(config)),
    await checkOpenFiles(),
  ];
}

/** The sources and the published code need Node 24. */
export function checkNode(version: string): Finding {
  if (Number.parseInt(version, 10) >= NODE_MIN) return ok('Node', version);
  return fail('Node', version, `install Node ${NODE_MIN} or later: https://nodejs.org`);
}

/** Writable, with room, and not in use by another server. A folder that is not there yet is judged by its parent. */
export async function checkDataDir(dataDir: string): Promise<Finding[]> {
  const path = resolve(dataDir);
  try {
    const existing = await nearestExisting(path);
    await access(existing, constants.W_OK | constants.X_OK);
    const found = existing === path ? `${path} can be written` : `${path} will be made`;
    return [ok('DATA_DIR', found), checkFreeSpace(await freeMegabytes(existing)), await checkLock(path)];
  } catch (error) {
    return [
      fail(
        'DATA_DIR',
        `${path} cannot be written: ${messageOf(error)}`,
        'give the server a folder of its own, or set DATA_DIR to one',
      ),
    ];
  }
}

async function nearestExisting(path: string): Promise<string> {
  try {
    await access(path);
    return path;
  } catch (error) {
    const isMissing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    if (!isMissing || dirname(path) === path) throw error;
    return nearestExisting(dirname(path));
  }
}

async function freeMegabytes(path: string): Promise<number> {
  const { bavail, bsize } = await statfs(path);
  return Math.floor((bavail * bsize) / MEGABYTE);
}

/** Room for the embedded database, or for what waits while PostgreSQL is away. */
export function checkFreeSpace(megabytes: number): Finding {
  const found = `${megabytes.toLocaleString('en-US')} MB free under DATA_DIR`;
  if (megabytes < FREE_MB.fail)
    return fail('disk', found, 'make room: nothing can be stored when the disk is full');
  if (megabytes < FREE_MB.warn)
    return warn('disk', found, 'a fix takes about 150 bytes: plan for your retention');
  return ok('disk', found);
}

/** Whether what may wait for the database has room, for all processes of the server. Nothing to say without DATA_DIR. */
async function checkSpool({ dataDir, spoolMaxMb, workers }: WaycastConfig): Promise<Finding[]> {
  try {
    return [judgeSpool(spoolMaxMb * workers, await freeMegabytes(await nearestExisting(resolve(dataDir))))];
  } catch {
    return [];
  }
}

/** What fixes find while the database is away, with so many megabytes allowed and free. */
export function judgeSpool(allowed: number, free: number): Finding {
  if (allowed === 0)
    return warn(
      'spool',
      'SPOOL_MAX_MB is 0: fixes are refused while the database is away',
      'set it to what may wait on disk; an hour of 1,000 fixes a second takes about 700 MB',
    );
  const found = `up to ${allowed.toLocaleString('en-US')} MB of fixes may wait under DATA_DIR for the database`;
  if (free >= allowed) return ok('spool', found);
  return warn(
    'spool',
    found,
    `only ${free.toLocaleString('en-US')} MB are free there: make room, or lower SPOOL_MAX_MB`,
  );
}

async function checkLock(path: string): Promise<Finding> {
  const text = await readFile(join(path, 'waycast.lock'), 'utf8').catch(() => undefined);
  if (text === undefined) return ok('lock', 'no server uses DATA_DIR now');
  const [pid, host] = [/"pid":\s*(\d+)/.exec(text)?.[1], /"host":\s*"([^"]*)"/.exec(text)?.[1]];
  if (host !== hostname())
    return warn(
      'lock',
      `held from another host, ${host ?? 'unknown'}`,
      'two servers must not share a DATA_DIR',
    );
  return ok(
    'lock',
    isAlive(Number(pid))
      ? `a server (process ${pid}) uses DATA_DIR now`
      : 'left by a process that ended; the next start takes it over',
  );
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

async function checkOpenFiles(): Promise<Finding> {
  const limits = await readFile('/proc/self/limits', 'utf8').catch(() => undefined);
  const soft = limits === undefined ? undefined : /^Max open files\s+(\S+)/m.exec(limits)?.[1];
  return judgeOpenFiles(soft);
}

/** Each connection is an open file. `soft` is the limit as the system words it; undefined where it cannot be read. */
export function judgeOpenFiles(soft: string | undefined): Finding {
  if (soft === undefined) return ok('open files', 'this system does not tell its limit');
  if (soft === 'unlimited' || Number(soft) >= OPEN_FILES_MIN) return ok('open files', `limit ${soft}`);
  return warn(
    'open files',
    `limit ${soft}`,
    'each connection is an open file: raise it (ulimit -n 65536, or LimitNOFILE= in systemd)',
  );
}
