import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, it } from 'vitest';
import { freshDatabase } from '../../../../../test/fixtures/database.ts';
import { exited } from '../../../../../test/fixtures/processes.ts';
import { openStore, temporaryFolder } from './stores.ts';

const PROGRAM = fileURLToPath(new URL('./fixtures/recording-server.ts', import.meta.url));
const EVERYTHING = { tenant: 'acme', vehicleId: 'bus-1', from: 0, to: Number.MAX_SAFE_INTEGER };
/** Five starts of the embedded database, some of them with recovery, on a machine that has other things to do. */
const STARTS_TIMEOUT_MS = 120_000;
const children: ChildProcess[] = [];

afterEach(async () => {
  for (const child of children.splice(0)) {
    child.kill('SIGKILL');
    await exited(child);
  }
});

/** Runs the server until it has acknowledged `count` fixes, kills it on the spot, and returns what it acknowledged. */
async function killAfter(count: number, where: { url: string } | { dataDir: string }): Promise<number[]> {
  const place = Object.entries(where).flat();
  const child = spawn(process.execPath, ['--conditions=waycast-source', PROGRAM, ...place], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  children.push(child);
  const acked: number[] = [];
  for await (const line of createInterface({ input: child.stdout })) {
    acked.push(Number(/^acked (\d+)$/.exec(line)?.[1]));
    if (acked.length === count) child.kill('SIGKILL');
  }
  await exited(child);
  expect(child.signalCode).toBe('SIGKILL');
  return acked;
}

async function storedTimes(where: { url: string } | { dataDir: string }): Promise<number[]> {
  const store = await openStore(where);
  try {
    return (await store.history.page(EVERYTHING, 10_000)).map(({ time }) => time);
  } finally {
    await store.close();
  }
}

it(
  "H1 embedded: kill -9 loses nothing that was acknowledged, and the dead server's lock is taken over",
  async () => {
    const { folder, remove } = await temporaryFolder();
    try {
      const first = await killAfter(40, { dataDir: folder });
      expect(await storedTimes({ dataDir: folder })).toEqual(expect.arrayContaining(first));
      const second = await killAfter(70, { dataDir: folder });
      const stored = await storedTimes({ dataDir: folder });
      expect(stored).toEqual(expect.arrayContaining([...first, ...second]));
      expect(new Set(stored).size).toBe(stored.length);
    } finally {
      await remove();
    }
  },
  STARTS_TIMEOUT_MS,
);

it('H1 PostgreSQL: kill -9 loses nothing that was acknowledged', async () => {
  const url = await freshDatabase();
  const acked = await killAfter(200, { url });
  expect(await storedTimes({ url })).toEqual(expect.arrayContaining(acked));
});
