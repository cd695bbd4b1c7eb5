import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { WaycastError } from '@waycast/contract';
import type { Clock } from '../../ports/clock.ts';
import type { Journal, JournalEntry } from '../../ports/journal.ts';
import type { Log } from '../../ports/log.ts';
import { encodeEntry } from './frames.ts';
import { type Given, nextOf } from './reading.ts';
import type { Segment } from './segment.ts';
import { SegmentWriter } from './segment-writer.ts';
import {
  type LeftBehind,
  type LockFolder,
  makeFolder,
  type SpoolFolder,
  segmentName,
} from './spool-folders.ts';

/** A segment this long is followed by another: it is read, and its room given back, as a whole. */
const SEGMENT_BYTES = 8 * 1024 ** 2;
/** Entries that may wait for the write before theirs. */
const MAX_WAITING_BYTES = 32 * 1024 ** 2;
const RETRY_AFTER_MS = 5000;

export interface DiskJournalOptions {
  /** Segments go into a folder below `spool` in it, made when the first is needed. */
  readonly dataDir: string;
  readonly maxBytes: number;
  readonly lock: LockFolder;
  readonly log: Log;
  readonly clock: Clock;
  readonly segmentBytes?: number;
}

interface Waiting {
  readonly bytes: Buffer;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/**
 * A journal in files. Appends share writes and syncs, as commits are shared:
 *
 *     append ─┐                        ┌─ append, append, append wait …
 *             ▼                        ▼
 *     [ write + sync ]──────▶[ write + sync ]──▶ idle       … and share the next
 *
 * Segments are read from the oldest on; how far is not written down, for who stores what comes twice stores it once.
 */
export class DiskJournal implements Journal {
  readonly #options: DiskJournalOptions;
  readonly #name: string;
  readonly #listeners = new Set<() => void>();
  /** Held folders, own and taken over, with what is still in them. */
  readonly #folders = new Map<SpoolFolder, Set<Segment>>();
  /** The oldest first; the one that is written is the last. */
  #segments: Segment[] = [];
  #own: SpoolFolder | undefined;
  #writer: SegmentWriter | undefined;
  #lastNumber = 0;
  #waiting: Waiting[] = [];
  #waitingBytes = 0;
  #writing = false;
  /** Resolves when the write that is under way has ended. */
  #written = Promise.withResolvers<void>();
  #given: Given | undefined;
  #failing = false;
  #closed = false;

  constructor(options: DiskJournalOptions) {
    this.#options = options;
    // By the name's order, what was left longest is taken over first.
    this.#name = `${options.clock.now()}-${randomUUID().slice(0, 8)}`;
  }

  get bytes(): number {
    return this.#segments.reduce((sum, segment) => sum + segment.bytes, 0);
  }

  /** The folder of the own segments, once there is one. */
  get folder(): string | undefined {
    return this.#own?.path;
  }

  get empty(): boolean {
    return !this.#writing && this.backlog === 0;
  }

  get backlog(): number {
    return this.#segments.reduce((sum, { bytes, done }) => sum + bytes - done, 0);
  }

  onFound(listener: () => void): void {
    this.#listeners.add(listener);
  }

  /** Puts what others have left before everything else. */
  add(left: readonly LeftBehind[]): void {
    for (const folder of left) this.#folders.set(folder, new Set(folder.segments));
    this.#segments.unshift(...left.flatMap(({ segments }) => segments));
    if (left.length > 0) for (const listener of this.#listeners) listener();
  }

  append(entry: JournalEntry): Promise<void> {
    const { maxBytes } = this.#options;
    const bytes = encodeEntry(entry);
    const needed = this.bytes + this.#waitingBytes + bytes.length;
    if (this.#closed) return Promise.reject(refusal('The server is closing.'));
    if (needed > maxBytes)
      return Promise.reject(refusal('The database is away and the spool (SPOOL_MAX_MB) is full.'));
    if (this.#waitingBytes > MAX_WAITING_BYTES) return Promise.reject(refusal('The spool is behind.'));
    this.#waitingBytes += bytes.length;
    return new Promise((resolve, reject) => {
      this.#waiting.push({ bytes, resolve, reject });
      if (!this.#writing) void this.#write();
    });
  }

  async oldest(limit: number): Promise<readonly JournalEntry[]> {
    while (this.#given === undefined) {
      const [segment] = this.#segments;
      if (segment !== undefined) this.#given = await nextOf(segment, limit, this.#options.log);
      if (this.#given !== undefined) break;
      // Damage may have been all that was left of it.
      if (segment !== undefined && segment !== this.#writer?.segment) await this.#remove(segment);
      else if (this.#writing) await this.#written.promise;
      else return [];
    }
    return this.#given.entries;
  }

  async forget(): Promise<void> {
    const given = this.#given;
    if (given === undefined) return;
    this.#given = undefined;
    const { segment, end } = given;
    segment.done = end;
    if (end < segment.bytes) return;
    if (segment !== this.#writer?.segment) await this.#remove(segment);
    else if (!this.#writing) await this.#endSegment();
  }

  /** Finishes what is on its way in. What waits stays on disk for the next start. */
  async close(): Promise<void> {
    this.#closed = true;
    while (this.#writing) await this.#written.promise;
    await this.#endSegment();
    for (const folder of this.#folders.keys()) await folder.release();
    this.#folders.clear();
  }

  async #write(): Promise<void> {
    this.#writing = true;
    // What comes in the same turn goes along.
    await nextTurn();
    while (this.#waiting.length > 0) {
      const group = this.#waiting;
      this.#waiting = [];
      await this.#writeGroup(group);
      this.#written.resolve();
      this.#written = Promise.withResolvers();
    }
    this.#writing = false;
  }

  async #writeGroup(group: readonly Waiting[]): Promise<void> {
    const bytes = Buffer.concat(group.map((one) => one.bytes));
    try {
      await this.#append(bytes);
      this.#noteSuccess();
      for (const { resolve } of group) resolve();
    } catch (error) {
      this.#noteFailure(error);
      const reason = refusal('The database is away, and the spool on disk cannot be written.', error);
      for (const { reject } of group) reject(reason);
    } finally {
      this.#waitingBytes -= bytes.length;
    }
  }

  async #append(bytes: Buffer): Promise<void> {
    const { segmentBytes = SEGMENT_BYTES } = this.#options;
    const writer = await this.#openWriter();
    try {
      await writer.append(bytes);
    } finally {
      if (writer.broken || writer.segment.bytes >= segmentBytes) await this.#endSegment();
    }
  }

  async #openWriter(): Promise<SegmentWriter> {
    if (this.#writer !== undefined) return this.#writer;
    const { dataDir, lock, log } = this.#options;
    if (this.#own === undefined) {
      this.#own = await makeFolder(dataDir, this.#name, lock);
      this.#folders.set(this.#own, new Set());
    }
    this.#lastNumber += 1;
    const writer = await SegmentWriter.create(join(this.#own.path, segmentName(this.#lastNumber)), log);
    this.#folders.get(this.#own)?.add(writer.segment);
    this.#segments.push(writer.segment);
    this.#writer = writer;
    return writer;
  }

  async #endSegment(): Promise<void> {
    const writer = this.#writer;
    this.#writer = undefined;
    if (writer === undefined) return;
    await writer.close().catch((error: unknown) => this.#noteFailure(error));
    // Nothing of it counts: nobody would ever read it to its end.
    if (writer.segment.done === writer.segment.bytes) await this.#remove(writer.segment);
  }

  async #remove(segment: Segment): Promise<void> {
    this.#segments = this.#segments.filter((other) => other !== segment);
    await segment.remove();
    for (const [folder, segments] of this.#folders) {
      segments.delete(segment);
      if (segments.size > 0 || folder === this.#own) continue;
      this.#folders.delete(folder);
      await folder.release();
    }
  }

  #noteFailure(error: unknown): void {
    if (this.#failing) return;
    this.#failing = true;
    const { log, dataDir } = this.#options;
    log.error(
      { err: error, dataDir },
      'The spool cannot be written: fixes are refused while the database is away',
    );
  }

  #noteSuccess(): void {
    if (!this.#failing) return;
    this.#failing = false;
    this.#options.log.info({}, 'The spool can be written again');
  }
}

function refusal(message: string, cause?: unknown): WaycastError {
  return new WaycastError('unavailable', `${message} Keep the data and try again.`, {
    retryAfterMs: RETRY_AFTER_MS,
    cause,
  });
}
