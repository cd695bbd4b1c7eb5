import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterEach, expect, it } from 'vitest';
import { exited } from '../../../../../test/fixtures/processes.ts';
import { dataFolder, drain, openIn } from './journals.ts';

const PROGRAM = fileURLToPath(new URL('./fixtures/appending-process.ts', import.meta.url));
/** Of a file, in the blocks of `ulimit`: less than a segment. */
const FEW_BLOCKS = 4;
const children: ChildProcess[] = [];

afterEach(async () => {
  for (const child of children.splice(0)) {
    child.kill('SIGKILL');
    await exited(child);
  }
});

function start(dataDir: string, command: readonly string[] = []) {
  const node = [process.execPath, '--conditions=waycast-source', PROGRAM, dataDir];
  const [program = '', ...args] = [...command, ...node];
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  children.push(child);
  return { child, lines: createInterface({ input: child.stdout }) };
}

async function readTimes(dataDir: string) {
  const { journal, close, lines } = await openIn(dataDir);
  const times = (await drain(journal)).flatMap((entry) => entry.map(({ fix }) => fix.time));
  await close();
  return { times, lines };
}

it('J1 kill -9 at any moment loses nothing that was acknowledged', async () => {
  const dataDir = await dataFolder();
  for (const count of [1, 5, 40, 160, 300]) {
    const { child, lines } = start(dataDir);
    const acked: number[] = [];
    for await (const line of lines) {
      acked.push(Number(/^acked (\d+)$/.exec(line)?.[1]));
      if (acked.length === count) child.kill('SIGKILL');
    }
    await exited(child);
    const { times } = await readTimes(dataDir);
    expect(times).toEqual(expect.arrayContaining(acked));
    expect(times).toEqual([...new Set(times)].sort((a, b) => a - b));
  }
});

it('J1 refuses what the disk has no room for, keeps what was acknowledged, and goes on when there is room', async () => {
  const dataDir = await dataFolder();
  // What the system says of a file at its limit is said of a full disk with another word, in the middle of a line too.
  const limited = ['sh', '-c', 'ulimit -S -f "$1"; shift; exec "$@"', 'sh', String(FEW_BLOCKS)];
  const { child, lines } = start(dataDir, limited);
  const acked: number[] = [];
  const refused: string[] = [];
  let freed = 0;
  for await (const line of lines) {
    if (line.startsWith('acked')) acked.push(Number(line.split(' ')[1]));
    else refused.push(line);
    if (refused.length === 6 && freed === 0) {
      freed = acked.length;
      await promisify(execFile)('prlimit', ['--pid', String(child.pid), '--fsize=unlimited:unlimited']);
    }
    if (freed > 0 && acked.length > freed + 30) child.kill('SIGKILL');
  }
  await exited(child);
  expect(freed).toBeGreaterThan(0);
  for (const line of refused) expect(line).toMatch(/^refused \d+ unavailable EFBIG$/);
  const { times, lines: logged } = await readTimes(dataDir);
  expect(times).toEqual(expect.arrayContaining(acked));
  // What was half written was cut back: nothing in between is damaged.
  expect(logged.filter((line) => line.startsWith('error'))).toEqual([]);
});
