import { type Change, eventOf } from './fleet-change.ts';
import { Broadcast, type Frame, type FrameFormat } from './frames.ts';

/**
 * What a reader that cannot keep up has missed: one newest change per vehicle, so that it skips updates but misses no
 * vehicle. It waits in the outbox as one value, by its key, and becomes a frame only when the socket takes it.
 */
export class FleetBacklog extends Broadcast {
  readonly key: string;
  readonly #missed = new Map<string, Change>();
  #taken = false;

  constructor(key: string) {
    super(eventOf([]));
    this.key = key;
  }

  /** Whether it is on its way: what comes now belongs into another. */
  get taken(): boolean {
    return this.#taken;
  }

  get vehicles(): number {
    return this.#missed.size;
  }

  has(vehicleId: string): boolean {
    return this.#missed.has(vehicleId);
  }

  add(change: Change): void {
    this.#missed.set(change.data.vehicleId, change);
  }

  override frame(format: FrameFormat): Frame {
    this.#taken = true;
    return format.encode(eventOf([...this.#missed.values()]));
  }
}
