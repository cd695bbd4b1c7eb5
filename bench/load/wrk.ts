import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { exited } from '../../test/fixtures/processes.ts';
import { cpuSecondsOf } from '../processes/process-tree.ts';

const SAMPLE_MS = 100;

/** What the scripts print. */
interface Printed {
  readonly requests: number;
  readonly seconds: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly maxMs: number;
  readonly failed: number;
}

export interface WrkResult extends Printed {
  /** Share of its core that wrk itself took. */
  readonly busy: number;
}

interface Load {
  readonly url: string;
  readonly connections: number;
  readonly seconds: number;
  /** The core it runs on, 1 unless named. */
  readonly core?: string;
}

export interface Reports extends Load {
  readonly path: string;
  readonly token: string;
  readonly fixesPerRequest: number;
}

/** Reports new fixes over keep-alive connections, each with one request at a time. Throws when any was refused. */
export function runWrk({ path, token, fixesPerRequest, ...load }: Reports): Promise<WrkResult> {
  return runScript('fixes', [path, token, String(fixesPerRequest)], load);
}

export interface Reading extends Load {
  readonly token: string;
  /** Vehicles `bus-0`, `bus-1` …, of which one is asked for in each request. */
  readonly vehicles: number;
  /** Of the path `/api/tracking/vehicles/ID/history`. */
  readonly query: string;
}

/** Reads histories of vehicles over keep-alive connections, one at a time. Throws when any was refused. */
export function readHistories({ token, vehicles, query, ...load }: Reading): Promise<WrkResult> {
  return runScript('histories', [token, String(vehicles), query], load);
}

async function runScript(script: string, scriptArguments: readonly string[], load: Load): Promise<WrkResult> {
  const { url, connections, seconds, core = '1' } = load;
  const file = fileURLToPath(new URL(`./${script}.lua`, import.meta.url));
  // It takes whole seconds.
  const amount = [
    '-t',
    '1',
    '-c',
    String(connections),
    '-d',
    `${Math.max(1, Math.round(seconds))}s`,
    '--timeout',
    '20s',
  ];
  const child = spawn('taskset', ['-c', core, 'wrk', ...amount, '-s', file, url, '--', ...scriptArguments], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let printed = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (printed += text));
  const pid = child.pid ?? 0;
  let cpuSeconds = 0;
  const sampling = setInterval(() => (cpuSeconds = Math.max(cpuSeconds, cpuSecondsOf(pid))), SAMPLE_MS);
  await exited(child);
  clearInterval(sampling);
  const line = printed.split('\n').find((each) => each.startsWith('{'));
  if (line === undefined) throw new Error(`wrk printed no result:\n${printed}`);
  const result = JSON.parse(line) as Printed;
  if (result.failed > 0) throw new Error(`${result.failed} of ${result.requests} requests failed`);
  return { ...result, busy: cpuSeconds / result.seconds };
}
