import { type FileHandle, open, rename, rm } from 'node:fs/promises';
import { basename } from 'node:path';
import type { Log } from '../../ports/log.ts';
import { type Piece, pieceAt } from './frames.ts';

/** A piece of a journal in a file of its own, which goes when all of it has been forgotten. */
export class Segment {
  readonly path: string;
  readonly #log: Log;
  /** How much of the file counts: what was synced, or all of what another process has left. */
  bytes: number;
  /** How much of that has been forgotten. */
  done = 0;
  #damaged = false;
  #window: { readonly start: number; readonly bytes: Buffer } | undefined;

  constructor(path: string, bytes: number, log: Log) {
    this.path = path;
    this.bytes = bytes;
    this.#log = log;
  }

  /** What lies at a place; undefined at the end. Rejects when the file cannot be read. */
  async pieceAt(at: number): Promise<Piece | undefined> {
    if (at >= this.bytes) return undefined;
    if (this.#window === undefined || at >= this.#window.start + this.#window.bytes.length)
      this.#window = { start: at, bytes: await this.#read(at) };
    const { start, bytes } = this.#window;
    const piece = pieceAt(bytes, at - start);
    return { ...piece, end: piece.end + start };
  }

  /** To be told of each piece that could not be read. */
  noteUnreadable(from: number, { end, torn }: Extract<Piece, { kind: 'unreadable' }>): void {
    const where = { file: this.path, from, bytes: end - from };
    if (torn) {
      this.#log.warn(
        where,
        'Ignored the end of a spool file: its writer was cut off and never acknowledged it',
      );
      return;
    }
    this.#damaged = true;
    this.#log.error(where, 'A line of a spool file is damaged; all others are stored, and the file is kept');
  }

  /** Removes the file; one with damage is put aside. Never rejects: what is left is read again after a restart. */
  async remove(): Promise<void> {
    this.#window = undefined;
    try {
      if (this.#damaged) await rename(this.path, `${this.path}.corrupt`);
      else await rm(this.path, { force: true });
    } catch (error) {
      this.#log.error(
        { err: error, file: this.path },
        `Could not remove the spool file ${basename(this.path)}`,
      );
    }
  }

  async #read(from: number): Promise<Buffer> {
    let file: FileHandle | undefined;
    try {
      file = await open(this.path, 'r');
      const bytes = Buffer.allocUnsafe(this.bytes - from);
      let filled = 0;
      while (filled < bytes.length) {
        const { bytesRead } = await file.read(bytes, filled, bytes.length - filled, from + filled);
        if (bytesRead === 0) throw new Error(`${this.path} is shorter than it was`);
        filled += bytesRead;
      }
      return bytes;
    } finally {
      await file?.close();
    }
  }
}
