import { batchOf, type Change } from './fleet-change.ts';
import type { Broadcast } from './frames.ts';

interface Known {
  readonly changes: readonly Change[];
  readonly batch: Broadcast;
}

/** The frames of the channels that tick together: boxes that are nearly equal mostly have the same to say. */
export class TickBatches {
  /** By the arrivals of the first and the last change, and how many there are. */
  readonly #known = new Map<string, Known[]>();

  /** The changes as one frame, the same for equal ones. */
  of(changes: readonly Change[]): Broadcast {
    const key = `${changes[0]?.arrival} ${changes.at(-1)?.arrival} ${changes.length}`;
    const others = this.#known.get(key);
    const equal = others?.find((other) => isSame(other.changes, changes));
    if (equal !== undefined) return equal.batch;
    const batch = batchOf(changes);
    if (others === undefined) this.#known.set(key, [{ changes, batch }]);
    else others.push({ changes, batch });
    return batch;
  }
}

function isSame(some: readonly Change[], others: readonly Change[]): boolean {
  return some.length === others.length && some.every((change, index) => change === others[index]);
}
