import { setTimeout as sleep } from 'node:timers/promises';
import type { Socket } from 'socket.io-client';
import { type Ack, answerTo, connectFollower, type Position } from '../follower-socket.ts';

type Answer = Ack & { readonly error?: { readonly retryAfterMs?: number } };

/** Fewer than a session may have in flight. */
const AT_ONCE = 20;
const AGAIN_MS = 100;

/** An order's event as a follower got it. */
export interface ToldChange extends Position {
  readonly orderId: string;
  readonly change: string;
}

/**
 * Follows orders, from the beginning of each, and asks from where it stands whenever its server went away. What it was
 * told stands in `told`, repeats too.
 */
export class OrderFollower {
  readonly told = new Map<string, ToldChange[]>();
  /** Orders whose acceptance all drivers were told of. */
  readonly accepted = new Set<string>();
  notRecovered = 0;
  reconnects = -1;
  /** When messages to drivers may have been lost, and it was told so or knew it: epoch ms. */
  readonly gaps: { readonly from: number; readonly until: number }[] = [];
  #heardAt = Date.now();
  readonly #socket: Socket;
  readonly #epoch: string;
  readonly #positions = new Map<string, Position>();
  readonly #subscribed = new Set<string>();

  constructor(url: string, token: string, epoch: string) {
    this.#epoch = epoch;
    this.#socket = connectFollower(url, token, () => this.#subscribed.clear());
    this.#socket.on('order:update', (change: ToldChange) => this.#take(change));
    this.#socket.on('order_accepted', ({ orderId }: { orderId: string }) => {
      this.#heardAt = Date.now();
      this.accepted.add(orderId);
    });
    this.#socket.on('resync', ({ topic, recovered }: { topic: string; recovered: boolean }) => {
      if (topic.startsWith('order:') && !recovered) this.notRecovered += 1;
      if (topic === 'drivers' && !recovered) this.#noteGap();
    });
    this.#socket.on('connect', () => {
      this.reconnects += 1;
      this.#noteGap();
      void this.#followAgain();
    });
  }

  follow(orderId: string): Promise<void> {
    this.told.set(orderId, []);
    this.#positions.set(orderId, { epoch: this.#epoch, offset: 0 });
    return this.#subscribe(orderId);
  }

  close(): void {
    this.#socket.close();
  }

  /** Everything, some at a time: a server closes what asks on and on while it is refused for asking too fast. */
  async #followAgain(): Promise<void> {
    const all = this.#positions.keys();
    const lane = async (): Promise<void> => {
      for (const orderId of all) await this.#subscribe(orderId);
    };
    await Promise.all(Array.from({ length: AT_ONCE }, lane));
  }

  #noteGap(): void {
    this.gaps.push({ from: this.#heardAt, until: Date.now() });
  }

  /** Again until it is answered, or the connection is another. */
  async #subscribe(orderId: string): Promise<void> {
    const { id } = this.#socket;
    while (this.#socket.connected && this.#socket.id === id && !this.#subscribed.has(orderId)) {
      const since = this.#positions.get(orderId);
      const ack = await answerTo<Answer>(this.#socket, 'subscribe', { topic: `order:${orderId}`, since });
      if (ack?.ok !== true) {
        await sleep(ack?.error?.retryAfterMs ?? AGAIN_MS);
        continue;
      }
      if (!ack.recovered) this.notRecovered += 1;
      this.#subscribed.add(orderId);
    }
  }

  #take(change: ToldChange): void {
    const { orderId, epoch, offset } = change;
    this.#positions.set(orderId, { epoch, offset });
    this.told.get(orderId)?.push(change);
  }
}
