import type { Memory } from './memory.ts';
import { isRecord } from './reading.ts';

/** A message that the server has not acknowledged yet. */
export interface Unsent {
  readonly clientId: string;
  readonly body: string;
  /** When it was written, epoch ms. */
  readonly at: number;
}

const KEY = 'unsent ';
/** Beyond it somebody writes to nobody. */
const MAX_UNSENT = 50;

/** Messages that wait, in their order. They outlast the page, and each has a key of its own, so that tabs never overwrite each other's. */
export class UnsentMessages {
  readonly #memory: Memory;
  readonly #known = new Map<string, Unsent>();

  constructor(memory: Memory) {
    this.#memory = memory;
    this.reread();
  }

  /** Oldest first. */
  get all(): readonly Unsent[] {
    return [...this.#known.values()].toSorted((a, b) => a.at - b.at || (a.clientId < b.clientId ? -1 : 1));
  }

  /** Undefined: too many wait already. */
  add(body: string): Unsent | undefined {
    if (this.#known.size >= MAX_UNSENT) return undefined;
    const newest = this.all.at(-1)?.at ?? 0;
    const unsent = { clientId: newId(), body, at: Math.max(Date.now(), newest + 1) };
    this.#known.set(unsent.clientId, unsent);
    this.#memory.set(KEY + unsent.clientId, JSON.stringify(unsent));
    return unsent;
  }

  remove(clientId: string): void {
    if (this.#known.delete(clientId)) this.#memory.remove(KEY + clientId);
  }

  /** What other tabs wrote and sent since. */
  reread(): void {
    const stored = this.#memory.keys(KEY).flatMap((key) => readUnsent(this.#memory.get(key)));
    this.#known.clear();
    for (const one of stored) this.#known.set(one.clientId, one);
  }
}

function readUnsent(text: string | undefined): Unsent[] {
  if (text === undefined) return [];
  try {
    const value: unknown = JSON.parse(text);
    if (!isRecord(value)) return [];
    const { clientId, body, at } = value;
    if (typeof clientId !== 'string' || typeof body !== 'string' || typeof at !== 'number') return [];
    return [{ clientId, body, at }];
  } catch {
    return [];
  }
}

/** `crypto.randomUUID` is there on secure pages only. */
export function newId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
