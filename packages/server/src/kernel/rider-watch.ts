import type { Topic } from '@waycast/contract';
import type { Clock } from '../ports/clock.ts';
import type { Log } from '../ports/log.ts';
import type { OrderRights } from '../ports/order-rights.ts';
import type { Right } from './access.ts';
import { LookAgain } from './look-again.ts';
import type { Sessions } from './sessions.ts';

/** How soon a follow ends that another server has ended the reason for. */
const LOOK_EVERY_MS = 1500;
/** Riders who are looked at at a time. */
const AT_ONCE = 16;

export interface RiderWatchParts {
  readonly rights: Pick<OrderRights, 'onChanged'>;
  readonly sessions: Pick<Sessions, 'of' | 'recheck'>;
  readonly clock: Clock;
  readonly log: Log;
}

interface Rider {
  readonly tenant: string;
  readonly id: string;
}

/** Ends what riders follow of the vehicle that came for them, once the order has ended or another one comes. */
export class RiderWatch {
  readonly #parts: RiderWatchParts;
  /** Those here who follow a vehicle that way. */
  readonly #riders = new Map<string, Rider>();
  readonly #endListening: () => void;
  readonly #looks: LookAgain;

  constructor(parts: RiderWatchParts) {
    this.#parts = parts;
    const { clock, log } = parts;
    this.#looks = new LookAgain({
      ...{
        everyMs: LOOK_EVERY_MS,
        clock,
        log,
        failed: 'what riders follow could not be checked; trying again',
      },
      isNeeded: () => this.#riders.size > 0,
      look: () => this.#lookAll(),
    });
    this.#endListening = parts.rights.onChanged((tenant, riderId) => {
      const rider = this.#riders.get(keyOf(tenant, riderId));
      if (rider !== undefined) this.#looks.now(() => this.#look(rider));
    });
  }

  /** Somebody began to follow something, with this right. */
  began(tenant: string, id: string, topic: Topic, { via }: Right): void {
    if (via !== 'order' || topic.family !== 'vehicle' || this.#looks.closed) return;
    this.#riders.set(keyOf(tenant, id), { tenant, id });
    this.#looks.wait();
  }

  close(): Promise<void> {
    this.#endListening();
    return this.#looks.close();
  }

  async #lookAll(): Promise<void> {
    const riders = [...this.#riders.values()];
    for (let at = 0; at < riders.length && !this.#looks.closed; at += AT_ONCE) {
      await Promise.all(riders.slice(at, at + AT_ONCE).map((rider) => this.#look(rider)));
    }
  }

  async #look(rider: Rider): Promise<void> {
    const { sessions } = this.#parts;
    await sessions.recheck(rider.tenant, rider.id);
    const key = keyOf(rider.tenant, rider.id);
    const follows = sessions.of(rider.tenant, rider.id).flatMap((session) => [...session.follows]);
    if (this.#riders.get(key) === rider && !follows.some(({ topic }) => topic.family === 'vehicle'))
      this.#riders.delete(key);
  }
}

function keyOf(tenant: string, id: string): string {
  return `${tenant} ${id}`;
}
