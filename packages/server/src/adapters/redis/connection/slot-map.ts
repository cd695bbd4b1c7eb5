import keySlot from 'cluster-key-slot';
import { addressText, type HostPort } from './redis-connection.ts';

const SLOTS = 16_384;
/** Enough numbers that, for any slot, one of them belongs there. */
const TAGS_TRIED = 400_000;

/** Which master serves which slot, as one node sees it. */
export class SlotMap {
  /** Of the Cluster's configuration, as that node knows it; a lower one is older. */
  readonly epoch: number;
  /** Whether the node itself says that the Cluster does not serve. */
  readonly failing: boolean;
  readonly #masters = new Map<string, HostPort>();
  readonly #owners: (string | undefined)[] = new Array(SLOTS);

  constructor(epoch: number, failing: boolean) {
    this.epoch = epoch;
    this.failing = failing;
  }

  get masters(): ReadonlyMap<string, HostPort> {
    return this.#masters;
  }

  /** Address of the master of a slot. */
  ownerOf(slot: number): string | undefined {
    return this.#owners[slot];
  }

  ownerOfKey(key: string): string | undefined {
    return this.#owners[keySlot(key)];
  }

  assign(from: number, to: number, master: HostPort): void {
    const address = addressText(master);
    this.#masters.set(address, master);
    this.#owners.fill(address, from, to + 1);
  }

  /** Something that, in braces, makes a name belong to one of this master's slots; undefined when it has none. */
  tagOf(address: string): string | undefined {
    if (!this.#masters.has(address)) return undefined;
    for (let number = 0; number < TAGS_TRIED; number++) {
      const tag = String(number);
      if (this.#owners[keySlot(tag)] === address) return tag;
    }
    return undefined;
  }

  equals(other: SlotMap): boolean {
    return this.#owners.every((owner, slot) => owner === other.ownerOf(slot));
  }
}

/** Reads the answers to CLUSTER SLOTS and CLUSTER INFO of the node at `from`, which may not know its own name. */
export function readSlotMap(slots: unknown, info: unknown, from: HostPort): SlotMap {
  const text = String(info);
  const epoch = Number(/cluster_current_epoch:(\d+)/.exec(text)?.[1] ?? 0);
  const map = new SlotMap(epoch, !text.includes('cluster_state:ok'));
  if (!Array.isArray(slots))
    throw new Error(`${addressText(from)} does not answer CLUSTER SLOTS with a list`);
  for (const range of slots) {
    const [first, last, master]: unknown[] = Array.isArray(range) ? range : [];
    const [host, port]: unknown[] = Array.isArray(master) ? master : [];
    if (!isSlot(first) || !isSlot(last) || typeof port !== 'number') continue;
    const known = typeof host === 'string' && host !== '' && host !== '?';
    map.assign(first, last, { host: known ? host : from.host, port });
  }
  return map;
}

function isSlot(value: unknown): value is number {
  return typeof value === 'number' && value >= 0 && value < SLOTS;
}
