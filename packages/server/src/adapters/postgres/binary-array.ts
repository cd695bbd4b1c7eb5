/*
 * One-dimensional arrays in PostgreSQL's binary wire format, so that a whole column travels as one parameter. As text
 * the numbers alone cost more than the insert: writing them takes our event loop, and reading them back takes
 * long-double arithmetic, which WebAssembly has to emulate.
 *
 *     dimensions=1 | has nulls | element type | length | lower bound=1 | { byte length or -1 | bytes }…
 *
 * Each takes rows and what a row has in the column, so that no list of a column's values is made first.
 */

const HEADER_BYTES = 20;
const NULL_LENGTH = 0xffffffff;
/** Object ids of the element types, fixed for all versions. */
const OID = { float8: 701, text: 25, timestamptz: 1184 };
/** PostgreSQL counts microseconds from the year 2000. */
const EPOCH_2000_MS = 946_684_800_000;
const TWO_32 = 2 ** 32;
const ASCII_END = 0x80;

type Column<Row, Value> = (row: Row) => Value | null | undefined;

/** For `float8[]`. */
export function float8Array<Row>(rows: readonly Row[], of: Column<Row, number>): Uint8Array<ArrayBuffer> {
  return eightByteArray(OID.float8, rows, of, writeFloat8);
}

/** For `timestamptz[]`, from epoch milliseconds. */
export function timestampArray<Row>(rows: readonly Row[], of: Column<Row, number>): Uint8Array<ArrayBuffer> {
  return eightByteArray(OID.timestamptz, rows, of, writeTimestamp);
}

/** For `text[]`. */
export function textArray<Row>(rows: readonly Row[], of: Column<Row, string>): Uint8Array<ArrayBuffer> {
  const texts = rows.map(of);
  return asciiTextArray(texts) ?? unicodeTextArray(texts);
}

function writeFloat8(view: DataView, offset: number, value: number): void {
  view.setFloat64(offset, value);
}

/** In two halves: a bigint for each would cost more than all the rest. */
function writeTimestamp(view: DataView, offset: number, ms: number): void {
  const microseconds = (Math.round(ms) - EPOCH_2000_MS) * 1000;
  const high = Math.floor(microseconds / TWO_32);
  view.setInt32(offset, high);
  view.setUint32(offset + 4, microseconds - high * TWO_32);
}

type Texts = readonly (string | null | undefined)[];

/** Ids are short and plain: their characters are written faster than a call to Buffer is made. */
function asciiTextArray(texts: Texts): Uint8Array<ArrayBuffer> | undefined {
  let bytes = HEADER_BYTES;
  for (const text of texts) bytes += 4 + (text?.length ?? 0);
  const array = new Uint8Array(bytes);
  const view = new DataView(array.buffer);
  let nulls = 0;
  let offset = HEADER_BYTES;
  for (const text of texts) {
    if (text == null) nulls = 1;
    view.setUint32(offset, text == null ? NULL_LENGTH : text.length);
    offset += 4;
    for (let at = 0; text != null && at < text.length; at++) {
      const code = text.charCodeAt(at);
      if (code >= ASCII_END) return undefined;
      array[offset++] = code;
    }
  }
  writeHeader(view, OID.text, texts.length, nulls);
  return array;
}

function unicodeTextArray(texts: Texts): Uint8Array<ArrayBuffer> {
  const bytes = texts.reduce((sum, text) => sum + 4 + Buffer.byteLength(text ?? ''), HEADER_BYTES);
  // Not from Buffer's pool: the array is handed to another thread with all the memory behind it.
  const array = Buffer.from(new ArrayBuffer(bytes));
  const view = new DataView(array.buffer);
  writeHeader(view, OID.text, texts.length, texts.some((text) => text == null) ? 1 : 0);
  let offset = HEADER_BYTES;
  for (const text of texts) {
    const length = text == null ? 0 : array.write(text, offset + 4);
    view.setUint32(offset, text == null ? NULL_LENGTH : length);
    offset += 4 + length;
  }
  return new Uint8Array(array.buffer);
}

function eightByteArray<Row>(
  oid: number,
  rows: readonly Row[],
  of: Column<Row, number>,
  write: (view: DataView, offset: number, value: number) => void,
): Uint8Array<ArrayBuffer> {
  // As if none were null, and then no longer than it became.
  const bytes = new ArrayBuffer(HEADER_BYTES + rows.length * 12);
  const view = new DataView(bytes);
  let nulls = 0;
  let offset = HEADER_BYTES;
  for (const row of rows) {
    const value = of(row);
    if (value == null) nulls = 1;
    view.setUint32(offset, value == null ? NULL_LENGTH : 8);
    offset += 4;
    if (value == null) continue;
    write(view, offset, value);
    offset += 8;
  }
  writeHeader(view, oid, rows.length, nulls);
  return new Uint8Array(bytes, 0, offset);
}

function writeHeader(view: DataView, oid: number, length: number, nulls: number): void {
  view.setInt32(0, 1);
  view.setInt32(4, nulls);
  view.setInt32(8, oid);
  view.setInt32(12, length);
  view.setInt32(16, 1);
}
