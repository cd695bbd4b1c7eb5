import { crc32 } from 'node:zlib';
import { z } from 'zod';
import type { JournalEntry } from '../../ports/journal.ts';

/**
 * One entry is one line of text, so that people can read it too, and so that reading finds its feet again after a
 * line that was damaged:
 *
 *     0000008a 5c1e9d02 [{"tenant":"acme","fix":{"vehicleId":"bus-7",…}}]
 *     │        │        └ JSON, which holds no line end
 *     │        └ CRC-32 of the JSON's bytes
 *     └ their number
 */
const HEAD_BYTES = 18;
const NEWLINE = 0x0a;

/** What lies at a place in a journal. */
export type Piece =
  | { readonly kind: 'entry'; readonly entry: JournalEntry; readonly end: number }
  /** `torn`: an append that was cut off, with nothing behind it. */
  | { readonly kind: 'unreadable'; readonly end: number; readonly torn: boolean };

/** As they were: a record of zod's leaves out a key named `__proto__`. */
const Attributes = z.custom<Record<string, unknown>>(
  (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
);

const Entry = z.array(
  z.object({
    tenant: z.string(),
    // Fields of a newer server pass through.
    fix: z.looseObject({
      vehicleId: z.string(),
      latitude: z.number(),
      longitude: z.number(),
      time: z.number(),
      receivedAt: z.number(),
      sentAt: z.number().exactOptional(),
      accuracy: z.number().nullable(),
      speed: z.number().exactOptional(),
      heading: z.number().exactOptional(),
      altitude: z.number().exactOptional(),
      future: z.literal(true).exactOptional(),
      attributes: Attributes.exactOptional(),
    }),
  }),
);

export function encodeEntry(entry: JournalEntry): Buffer {
  const text = Buffer.from(JSON.stringify(entry));
  const line = Buffer.allocUnsafe(HEAD_BYTES + text.length + 1);
  line.write(`${hex(text.length)} ${hex(crc32(text))} `, 'latin1');
  text.copy(line, HEAD_BYTES);
  line[line.length - 1] = NEWLINE;
  return line;
}

/** Reads what begins at `start`, which lies within the bytes. What is unreadable ends with its line. */
export function pieceAt(bytes: Buffer, start: number): Piece {
  const text = textAt(bytes, start);
  const entry = text === undefined ? undefined : decode(text);
  if (text !== undefined && entry !== undefined) {
    // Whatever stands where the line end should: one byte, or none when it was cut off.
    const end = Math.min(start + HEAD_BYTES + text.length + 1, bytes.length);
    return { kind: 'entry', entry, end };
  }
  const lineEnd = bytes.indexOf(NEWLINE, start);
  if (lineEnd === -1) return { kind: 'unreadable', end: bytes.length, torn: true };
  return { kind: 'unreadable', end: lineEnd + 1, torn: false };
}

/** The bytes of a line's JSON, when they are what its head says. */
function textAt(bytes: Buffer, start: number): Buffer | undefined {
  const head = bytes.toString('latin1', start, start + HEAD_BYTES);
  const [, length, sum] = /^([0-9a-f]{8}) ([0-9a-f]{8}) $/i.exec(head) ?? [];
  if (length === undefined || sum === undefined) return undefined;
  const from = start + HEAD_BYTES;
  const text = bytes.subarray(from, from + Number.parseInt(length, 16));
  const isWhole = text.length === Number.parseInt(length, 16);
  return isWhole && crc32(text) === Number.parseInt(sum, 16) ? text : undefined;
}

function decode(text: Buffer): JournalEntry | undefined {
  try {
    return Entry.parse(JSON.parse(text.toString()));
  } catch {
    return undefined;
  }
}

function hex(value: number): string {
  return value.toString(16).padStart(8, '0');
}
