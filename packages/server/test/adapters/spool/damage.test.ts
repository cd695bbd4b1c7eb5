import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeEntry } from '../../../src/adapters/spool/frames.ts';
import { anyFix, fixAt, T0 } from '../../../src/conformance/history-samples.ts';
import { dataFolder, drain, entryOf, filesIn, leaveSegment, openIn } from './journals.ts';

const ENTRIES = [1, 2, 3, 4].map((number) => entryOf(number, number % 2 === 0 ? 2 : 1));
const LINES = ENTRIES.map(encodeEntry);
const BYTES = Buffer.concat(LINES);
/** Where each line ends; its last byte is the line end. */
const ENDS = LINES.map((_, at) => Buffer.concat(LINES.slice(0, at + 1)).length);
const EVERY_BYTE_MS = 120_000;

describe('a journal that was damaged', () => {
  it(
    'J4 is read up to wherever it was cut off, and nothing that was whole is lost',
    async () => {
      const folder = await dataFolder();
      for (let cut = 1; cut <= BYTES.length; cut++) {
        await leaveSegment(folder, BYTES.subarray(0, cut));
        const { journal, close, lines } = await openIn(folder);
        // The last line end says nothing that the length has not said.
        const whole = ENDS.filter((end) => end - 1 <= cut).length;
        expect(await drain(journal), `cut at ${cut}`).toEqual(ENTRIES.slice(0, whole));
        const torn = cut > (ENDS[whole - 1] ?? 0);
        expect(lines, `cut at ${cut}`).toEqual(torn ? [expect.stringMatching(/^warn Ignored the end/)] : []);
        expect(journal.empty).toBe(true);
        await close();
        expect(await filesIn(folder)).toEqual([]);
      }
    },
    EVERY_BYTE_MS,
  );

  it(
    'J4 loses one entry at most to a damaged byte, wherever that is, and the file is kept',
    async () => {
      for (let at = 0; at < BYTES.length; at++) {
        const folder = await dataFolder();
        const bytes = Buffer.from(BYTES);
        bytes[at] = (bytes[at] ?? 0) ^ (at % 2 === 0 ? 0x01 : 0xff);
        await leaveSegment(folder, bytes);
        const { journal, close } = await openIn(folder);
        const read = await drain(journal);
        const hit = ENDS.findIndex((end) => at < end);
        const others = ENTRIES.filter((_, index) => index !== hit);
        expect([ENTRIES, others], `byte ${at}`).toContainEqual(read);
        await close();
        if (read.length < ENTRIES.length && hit < ENTRIES.length - 1)
          expect(await filesIn(folder), `byte ${at}`).toEqual(['00000001.fixes.corrupt']);
      }
    },
    EVERY_BYTE_MS,
  );

  it('J4 says which line of which file is damaged', async () => {
    const folder = await dataFolder();
    const bytes = Buffer.from(BYTES);
    bytes.fill('x', (ENDS[0] ?? 0) + 20, (ENDS[0] ?? 0) + 30);
    await leaveSegment(folder, bytes);
    const { journal, lines } = await openIn(folder);
    await drain(journal);
    expect(lines).toEqual([expect.stringMatching(/^error A line of a spool file is damaged/)]);
  });

  it('J4 survives any garbage', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ minLength: 1, maxLength: 200 }), async (garbage) => {
        const folder = await dataFolder();
        await leaveSegment(folder, Buffer.concat([Buffer.from(garbage), Buffer.from('\n'), BYTES]));
        const { journal, close } = await openIn(folder);
        expect(await drain(journal)).toEqual(ENTRIES);
        await close();
      }),
      { numRuns: 40 },
    );
  });

  it('J2 gives back an attribute with a name that objects have a meaning for', async () => {
    const folder = await dataFolder();
    const { journal } = await openIn(folder);
    const fix = fixAt(T0, { attributes: JSON.parse('{"__proto__":1,"constructor":2}') });
    await journal.append([{ tenant: 'acme', fix }]);
    expect(JSON.stringify((await drain(journal))[0]?.[0]?.fix.attributes)).toBe(
      '{"__proto__":1,"constructor":2}',
    );
  });

  it('J2 gives back every field as it was', async () => {
    const folder = await dataFolder();
    const { journal } = await openIn(folder);
    await fc.assert(
      fc.asyncProperty(fc.array(anyFix(), { minLength: 1, maxLength: 4 }), async (fixes) => {
        const entry = fixes.map((fix) => ({ tenant: 'acme', fix }));
        await journal.append(entry);
        expect(await drain(journal)).toEqual([entry]);
      }),
      { numRuns: 60 },
    );
  });
});
