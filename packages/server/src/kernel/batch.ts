import type { Frame, FrameFormat } from './frames.ts';

/**
 * Frames that leave in one write, in this order. Outboxes of a format that gathered the same frames hold the same
 * batch, so that a turn's frames for a thousand equal followers are joined once and gathering one costs a comparison:
 *
 *     empty ──a──▶ [a] ──b──▶ [a b]     who follows both
 *                      ╌╌c╌╌▶ [a c]     who follows another topic besides; found again while c goes round
 */
export class Batch {
  readonly length: number;
  readonly bytes: number;
  readonly #before: Batch | undefined;
  readonly #last: Frame;
  /** What the frame that goes round at present makes of this one: only the newest, an event reaches all in a row. */
  #next: Batch | undefined;
  #joined: Uint8Array | undefined;

  private constructor(before: Batch | undefined, last: Frame) {
    this.#before = before;
    this.#last = last;
    this.length = before === undefined ? 0 : before.length + 1;
    this.bytes = before === undefined ? 0 : before.bytes + last.length;
  }

  static empty(): Batch {
    return new Batch(undefined, '');
  }

  /** A frame by itself. */
  static of(frame: Frame): Batch {
    return new Batch(NOTHING, frame);
  }

  /** This batch and then the frame; the same object for all that ask in a row. */
  with(frame: Frame): Batch {
    const known = this.#next;
    if (known !== undefined && known.#last === frame) return known;
    const next = new Batch(this, frame);
    this.#next = next;
    return next;
  }

  get frames(): Frame[] {
    const frames = new Array<Frame>(this.length);
    let batch: Batch = this;
    for (let at = this.length - 1; at >= 0 && batch.#before !== undefined; at--) {
      frames[at] = batch.#last;
      batch = batch.#before;
    }
    return frames;
  }

  /** All frames in one piece. */
  joined(): Uint8Array {
    this.#joined ??= join(this.frames);
    return this.#joined;
  }
}

const NOTHING = Batch.empty();

function join(frames: readonly Frame[]): Uint8Array {
  const pieces = frames.map((frame) => (typeof frame === 'string' ? Buffer.from(frame) : frame));
  const [only] = pieces;
  return pieces.length === 1 && only !== undefined ? only : Buffer.concat(pieces);
}

const beginnings = new WeakMap<FrameFormat, Batch>();

/** Where all batches of a format begin: none of another format comes between two equal ones. */
export function emptyBatchOf(format: FrameFormat): Batch {
  const known = beginnings.get(format);
  if (known !== undefined) return known;
  const empty = Batch.empty();
  beginnings.set(format, empty);
  return empty;
}
