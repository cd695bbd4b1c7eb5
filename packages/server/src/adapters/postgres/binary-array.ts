/*
 * One-dimensional arrays in PostgreSQL's binary wire format, so that a whole column travels as one parameter. As text
 * the numbers alone cost more than the insert: writing them takes our event loop, and reading them back takes
 * long-double arithmetic, which WebAssembly has to emulate.
 *
 *     dimensions=1 | has nulls | element type | length | lower bound=1 | { byte length or -1 | bytes }…
 */

const HEADER_BYTES = 20;
const NULL_LENGTH = 0xffffffff;
/** Object ids of the element types, fixed for all versions. */
const OID = { float8: 701, text: 25, timestamptz: 1184 };
/** PostgreSQL counts microseconds from the year 2000. */
const EPOCH_2000_MS = 946_684_800_000;

/** For `float8[]`. */
export function float8Array(values: readonly (number | null)[]): Uint8Array<ArrayBuffer> {
  return eightByteArray(OID.float8, values, (view, offset, value) => view.setFloat64(offset, value));
}

/** For `timestamptz[]`, from epoch milliseconds. */
export function timestampArray(values: readonly (number | null)[]): Uint8Array<ArrayBuffer> {
  return eightByteArray(OID.timestamptz, values, (view, offset, value) => {
    view.setBigInt64(offset, BigInt(Math.round(value) - EPOCH_2000_MS) * 1000n);
  });
}

/** For `text[]`. */
export function textArray(values: readonly (string | null)[]): Uint8Array<ArrayBuffer> {
  const bytes = values.reduce(
    (sum, value) => sum + 4 + (value === null ? 0 : Buffer.byteLength(value)),
    HEADER_BYTES,
  );
  // Not from Buffer's pool: the array is handed to another thread with all the memory behind it.
  const array = Buffer.from(new ArrayBuffer(bytes));
  const view = new DataView(array.buffer);
  writeHeader(view, OID.text, values);
  let offset = HEADER_BYTES;
  for (const value of values) {
    const length = value === null ? 0 : array.write(value, offset + 4);
    view.setUint32(offset, value === null ? NULL_LENGTH : length);
    offset += 4 + length;
  }
  return new Uint8Array(array.buffer);
}

type WriteEightBytes = (view: DataView, offset: number, value: number) => void;

function eightByteArray(oid: number, values: readonly (number | null)[], write: WriteEightBytes) {
  const present = values.reduce<number>((count, value) => count + (value === null ? 0 : 1), 0);
  const array = new Uint8Array(HEADER_BYTES + values.length * 4 + present * 8);
  const view = new DataView(array.buffer);
  writeHeader(view, oid, values);
  let offset = HEADER_BYTES;
  for (const value of values) {
    view.setUint32(offset, value === null ? NULL_LENGTH : 8);
    offset += 4;
    if (value === null) continue;
    write(view, offset, value);
    offset += 8;
  }
  return array;
}

function writeHeader(view: DataView, oid: number, values: readonly unknown[]): void {
  view.setInt32(0, 1);
  view.setInt32(4, values.includes(null) ? 1 : 0);
  view.setInt32(8, oid);
  view.setInt32(12, values.length);
  view.setInt32(16, 1);
}
