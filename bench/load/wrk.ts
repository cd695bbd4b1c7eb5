import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { exited } from '../../test/fixtures/processes.ts';
import { cpuSecondsOf } from '../processes/process-tree.ts';

const SAMPLE_MS = 100;

/** What `fixes.lua` prints. */
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

export interface WrkOptions {
  readonly url: string;
  readonly path: string;
  /** Absent: none is sent. */
  readonly token?: string;
  readonly fixesPerRequest: number;
  readonly connections: number;
  readonly seconds: number;
  /** The core it runs on, 1 unless named. */
  readonly core?: string;
}

/** Reports new fixes over keep-alive connections, each with one request at a time. Throws when any was refused. */
export async function runWrk(options: WrkOptions): Promise<WrkResult> {
  const { url, path, token = '-', fixesPerRequest, connections, seconds, core = '1' } = options;
  const script = fileURLToPath(new URL('./fixes.lua', import.meta.url));
  const amount = ['-t', '1', '-c', String(connections), '-d', `${seconds}s`, '--timeout', '10s'];
  const child = spawn(
    'taskset',
    ['-c', core, 'wrk', ...amount, '-s', script, url, '--', path, token, String(fixesPerRequest)],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
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
