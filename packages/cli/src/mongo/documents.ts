import { messageOf } from '../failure.ts';
import { readText } from '../read-text.ts';
import { numberedLines } from '../replay/lines.ts';
import { startsLikeGzip } from '../starts-like-gzip.ts';
import { isDocument, type PlainDocument, plainOf } from './ejson.ts';

/** A document of MongoDB has 16 MiB at the most; as Extended JSON it is longer. */
const DOCUMENT_MAX = 48 * 1024 * 1024;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const LINE_END = 0x0a;
/** Of `[` and `{`, and of what closes them: small letters of ASCII apart from one bit. */
const OPEN = 0x5b;
const CLOSE = 0x5d;
const BRACE_BIT = 0x20;

/** A document with the line where it begins, or why there is none. */
export type Found =
  | { readonly line: number; readonly document: PlainDocument }
  | { readonly line: number; readonly problem: Problem };

/** Why something cannot be taken over, and what helps. */
export interface Problem {
  readonly reason: string;
  readonly remedy: string;
}

const NOT_JSON = 'Export it again with mongoexport, without --pretty; or mend the line.';

/**
 * The documents of a file of `mongoexport`, also gzipped: one on each line, or those of one array. Memory holds one at
 * a time. Rejects with CommandFailure when the file cannot be opened.
 */
export async function* readDocuments(path: string): AsyncIterable<Found> {
  const broken: { reason?: string } = {};
  const pieces = readText(path, await startsLikeGzip(path), broken)[Symbol.asyncIterator]();
  const start = await firstOf(pieces);
  const text = joined(start, pieces);
  let last = 0;
  for await (const { line, number } of start.startsWith('[')
    ? arrayItems(text)
    : numberedLines(text, DOCUMENT_MAX)) {
    last = number;
    if (line.trim() !== '') yield parse(line, number);
  }
  if (broken.reason !== undefined)
    yield {
      line: last,
      problem: { reason: `the file is ${broken.reason}`, remedy: 'Copy or export it again.' },
    };
}

/** Up to the first character that says something, without what precedes it. */
async function firstOf(pieces: AsyncIterator<string>): Promise<string> {
  for (;;) {
    const { done, value } = await pieces.next();
    if (done) return '';
    const text = value.replace(/^\uFEFF/, '');
    if (text.trim() !== '') return text.trimStart();
  }
}

async function* joined(start: string, rest: AsyncIterator<string>): AsyncIterable<string> {
  yield start;
  for (let next = await rest.next(); !next.done; next = await rest.next()) yield next.value;
}

function parse(text: string, line: number): Found {
  try {
    const document = plainOf(JSON.parse(text));
    if (isDocument(document)) return { line, document };
    return { line, problem: { reason: 'not an object', remedy: NOT_JSON } };
  } catch (error) {
    return { line, problem: { reason: `not JSON: ${messageOf(error).slice(0, 120)}`, remedy: NOT_JSON } };
  }
}

/** The texts between the brackets and commas of an array, which needs not fit into memory. */
async function* arrayItems(text: AsyncIterable<string>): AsyncIterable<{ line: string; number: number }> {
  const scan = new ArrayScan();
  for await (const piece of text) {
    yield* scan.read(piece);
    if (scan.held > DOCUMENT_MAX) break;
  }
  const rest = scan.rest();
  if (rest !== undefined) yield rest;
}

class ArrayScan {
  #depth = 0;
  #inText = false;
  #escaped = false;
  #item = '';
  #line = 1;
  #startsAt = 1;

  /** Characters of an item that has not ended. */
  get held(): number {
    return this.#item.length;
  }

  *read(piece: string): Iterable<{ line: string; number: number }> {
    let from = 0;
    for (let at = 0; at < piece.length; at++) {
      const ended = this.#step(piece.charCodeAt(at));
      if (ended === undefined) continue;
      if (ended === 'after') yield { line: this.#item + piece.slice(from, at + 1), number: this.#startsAt };
      this.#item = '';
      from = at + 1;
    }
    if (this.#depth > 1) this.#item += piece.slice(from);
  }

  /** What is left when the text ends within an item. */
  rest(): { line: string; number: number } | undefined {
    if (this.#depth === 0) return undefined;
    return { line: this.#item === '' ? '[' : this.#item, number: this.#startsAt };
  }

  /** Whether an item ends with this character, or what precedes the next one does. */
  #step(code: number): 'before' | 'after' | undefined {
    if (code === LINE_END) this.#line += 1;
    if (this.#inText) return this.#stepInText(code);
    if (code === QUOTE) this.#inText = true;
    else if ((code & ~BRACE_BIT) === OPEN) {
      this.#depth += 1;
      if (this.#depth === 2) this.#startsAt = this.#line;
    } else if ((code & ~BRACE_BIT) === CLOSE) {
      this.#depth -= 1;
      return this.#depth === 1 ? 'after' : undefined;
    } else if (this.#depth === 1) return 'before';
    return code !== QUOTE && this.#depth === 1 ? 'before' : undefined;
  }

  #stepInText(code: number): undefined {
    if (this.#escaped) this.#escaped = false;
    else if (code === BACKSLASH) this.#escaped = true;
    else if (code === QUOTE) this.#inText = false;
  }
}
