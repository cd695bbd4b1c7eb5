import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { lockFolder } from '../../../src/adapters/postgres/embedded/folder-lock.ts';
import { encodeEntry } from '../../../src/adapters/spool/frames.ts';
import { quiet } from '../postgres/stores.ts';
import { dataFolder, drain, entryOf, filesIn, leaveSegment, openIn } from './journals.ts';

const numbers = (count: number, from = 1): number[] => Array.from({ length: count }, (_, at) => from + at);

describe('journal on disk', () => {
  it('leaves no trace until something is appended, nor after all was forgotten', async () => {
    const folder = await dataFolder();
    const { journal, close } = await openIn(folder);
    expect([journal.empty, journal.bytes, await filesIn(folder)]).toEqual([true, 0, []]);
    await journal.append(entryOf(1));
    expect(journal.bytes).toBe(encodeEntry(entryOf(1)).length);
    expect(await drain(journal)).toEqual([entryOf(1)]);
    expect([journal.empty, journal.bytes, journal.backlog]).toEqual([true, 0, 0]);
    await close();
    expect(await filesIn(folder)).toEqual([]);
  });

  it('J2 keeps the order of many appends at once, over many segments', async () => {
    const { journal } = await openIn(await dataFolder(), { segmentBytes: 2000 });
    const entries = numbers(200).map((number) => entryOf(number));
    await Promise.all(entries.map((entry) => journal.append(entry)));
    expect(await drain(journal)).toEqual(entries);
  });

  it('J2 gives the same until it is forgotten, and what comes meanwhile afterwards', async () => {
    const { journal } = await openIn(await dataFolder());
    await Promise.all([1, 2].map((number) => journal.append(entryOf(number))));
    expect(await journal.oldest(1)).toEqual([entryOf(1)]);
    await journal.append(entryOf(3));
    expect(await journal.oldest(1)).toEqual([entryOf(1)]);
    await journal.forget();
    expect(await drain(journal)).toEqual([entryOf(2), entryOf(3)]);
  });

  it('J2 waits for an append that is under way', async () => {
    const { journal } = await openIn(await dataFolder());
    const appended = journal.append(entryOf(1));
    expect(journal.empty).toBe(false);
    expect(await journal.oldest(1)).toEqual([entryOf(1)]);
    await appended;
  });

  it('J1 finishes what is on its way in when it is closed, refuses what comes after, and has it after a restart', async () => {
    const folder = await dataFolder();
    const first = await openIn(folder, { segmentBytes: 500 });
    const appends = numbers(20).map((number) => first.journal.append(entryOf(number)));
    await Promise.all([...appends, first.close()]);
    await expect(first.journal.append(entryOf(21))).rejects.toMatchObject({ code: 'unavailable' });
    const second = await openIn(folder);
    expect(second.journal.empty).toBe(false);
    expect(await drain(second.journal)).toEqual(numbers(20).map((number) => entryOf(number)));
    await second.close();
    expect(await filesIn(folder)).toEqual([]);
  });

  it('J2 gives what an earlier server left before its own, and from the beginning when it ended half-way', async () => {
    const folder = await dataFolder();
    const first = await openIn(folder, { segmentBytes: 500 });
    for (const number of numbers(12)) await first.journal.append(entryOf(number));
    await first.journal.oldest(4);
    await first.journal.forget();
    await first.close();
    const second = await openIn(folder);
    await second.journal.append(entryOf(13));
    const left = (await drain(second.journal)).map(([one]) => one?.fix.vehicleId);
    expect(left.slice(-9)).toEqual(numbers(9, 5).map((number) => `bus-${number}`));
  });

  it('J3 refuses beyond its bound, with a delay, and takes more when there is room again', async () => {
    const line = encodeEntry(entryOf(1)).length;
    const { journal } = await openIn(await dataFolder(), { maxBytes: 3 * line });
    const outcomes = await Promise.allSettled([1, 2, 3, 4].map((number) => journal.append(entryOf(number))));
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'fulfilled', 'rejected']);
    expect(outcomes[3]).toMatchObject({ reason: { code: 'unavailable', retryAfterMs: expect.any(Number) } });
    expect(await drain(journal)).toHaveLength(3);
    await journal.append(entryOf(5));
    expect(await drain(journal)).toEqual([entryOf(5)]);
  });

  it('leaves the spool of a living server alone', async () => {
    const folder = await dataFolder();
    const living = await openIn(folder);
    await living.journal.append(entryOf(1));
    const other = await openIn(folder);
    expect(other.journal.empty).toBe(true);
    await other.journal.append(entryOf(2));
    expect(await drain(other.journal)).toEqual([entryOf(2)]);
    expect(await drain(living.journal)).toEqual([entryOf(1)]);
  });

  it('takes over from workers that are no more, and from the time before there were workers', async () => {
    const folder = await dataFolder();
    await leaveSegment(folder, encodeEntry(entryOf(1)));
    await leaveSegment(join(folder, 'worker-3'), encodeEntry(entryOf(2)));
    const held = await leaveSegment(join(folder, 'worker-2'), encodeEntry(entryOf(3)));
    const unlock = await lockFolder(join(held, '..'), quiet);
    const { journal } = await openIn(join(folder, 'worker-1'), { isWorker: true });
    expect(await drain(journal)).toEqual([entryOf(1), entryOf(2)]);
    await unlock();
    const alone = await openIn(folder);
    expect(await drain(alone.journal)).toEqual([entryOf(3)]);
  });

  it('refuses what the disk does not take, says so once, and goes on when it does again', async () => {
    const folder = await dataFolder();
    // A file where the folder should be.
    await writeFile(join(folder, 'spool'), '');
    const { journal, lines } = await openIn(join(folder, 'spool', 'inner'));
    for (const number of [1, 2])
      await expect(journal.append(entryOf(number))).rejects.toMatchObject({
        code: 'unavailable',
        retryAfterMs: expect.any(Number),
      });
    expect(journal.empty).toBe(true);
    expect(lines.filter((line) => line.startsWith('error The spool cannot be written'))).toHaveLength(1);
    expect(lines.some((line) => line.startsWith('warn DATA_DIR cannot be written'))).toBe(true);
    await rm(join(folder, 'spool'));
    await mkdir(join(folder, 'spool'));
    await journal.append(entryOf(3));
    expect(lines.at(-1)).toMatch(/^info The spool can be written again/);
    expect(await drain(journal)).toEqual([entryOf(3)]);
  });

  it('is text that people can read', async () => {
    const folder = await dataFolder();
    const { journal } = await openIn(folder);
    await journal.append(entryOf(7));
    const text = await readFile(join(journal.folder ?? '', '00000001.fixes'), 'utf8');
    expect(text).toMatch(
      /^[0-9a-f]{8} [0-9a-f]{8} \[\{"tenant":"acme","fix":\{"vehicleId":"bus-7",.*\}\]\n$/,
    );
  });
});
