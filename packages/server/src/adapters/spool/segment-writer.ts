import { type FileHandle, open } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Log } from '../../ports/log.ts';
import { Segment } from './segment.ts';
import { syncFolder } from './sync-folder.ts';

/**
 * The segment that is being written.
 *
 *     writable ──▶ write + sync ──▶ writable
 *                     │ failed ──▶ cut back to what was synced ──▶ writable
 *                     └─────────── and that failed, or the sync did ──▶ broken: its last sync counts
 */
export class SegmentWriter {
  readonly segment: Segment;
  readonly #file: FileHandle;
  #broken = false;

  private constructor(segment: Segment, file: FileHandle) {
    this.segment = segment;
    this.#file = file;
  }

  static async create(path: string, log: Log): Promise<SegmentWriter> {
    const file = await open(path, 'wx', 0o600);
    try {
      await syncFolder(dirname(path));
      return new SegmentWriter(new Segment(path, 0, log), file);
    } catch (error) {
      await file.close();
      throw error;
    }
  }

  /** Nothing more can be written to it. */
  get broken(): boolean {
    return this.#broken;
  }

  /** Resolves when the bytes are on the disk; when it rejects they do not count. */
  async append(bytes: Buffer): Promise<void> {
    const { segment } = this;
    try {
      let written = 0;
      while (written < bytes.length) {
        const rest = bytes.length - written;
        written += (await this.#file.write(bytes, written, rest, segment.bytes + written)).bytesWritten;
      }
    } catch (error) {
      await this.#file.truncate(segment.bytes).catch(() => {
        this.#broken = true;
      });
      throw error;
    }
    try {
      await this.#file.datasync();
    } catch (error) {
      // The system has forgotten what it could not write: a second sync would lie.
      this.#broken = true;
      throw error;
    }
    segment.bytes += bytes.length;
  }

  async close(): Promise<void> {
    await this.#file.close();
  }
}
