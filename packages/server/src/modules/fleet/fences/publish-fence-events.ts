import type { Topic } from '@waycast/contract';
import type { Clock } from '../../../ports/clock.ts';
import type { Live } from '../../../ports/live.ts';
import type { Log } from '../../../ports/log.ts';
import type { VehicleEvent, VehicleEvents } from '../../../ports/vehicle-events.ts';
import { type FenceMessage, messagesOf } from './fence-messages.ts';

/** All servers share the reader, so that each event is told by one of them. */
const READER = 'geofence-live';
const EVENTS_AT_ONCE = 200;
/** Events of other servers, and of one that died with them in hand, are found by asking this often. */
const ASK_EVERY_MS = 3000;
/** The end of a vehicle's log, in which a told event is looked for. */
const TAIL = 300;

export interface FencePublisherParts {
  readonly events: VehicleEvents;
  readonly live: Pick<Live, 'append' | 'replay'>;
  readonly clock: Clock;
  readonly log: Log;
}

/** Tells followers of vehicles what happened at fences: `geofence:{vehicleId}`, complete and in order. */
export class FencePublisher {
  readonly #parts: FencePublisherParts;
  readonly #stopListening: () => void;
  #cancelTimer: () => void = () => undefined;
  #reading: Promise<void> | undefined;
  #again = false;
  #closed = false;

  constructor(parts: FencePublisherParts) {
    this.#parts = parts;
    this.#stopListening = parts.events.onWritten(() => this.#wake());
    this.#wake();
  }

  /** Resolves when what is in hand has been told. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#stopListening();
    this.#cancelTimer();
    await this.#reading;
  }

  #wake(): void {
    if (this.#closed) return;
    if (this.#reading !== undefined) {
      this.#again = true;
      return;
    }
    this.#cancelTimer();
    this.#reading = this.#readAll().finally(() => {
      this.#reading = undefined;
      if (this.#closed) return;
      if (this.#again) this.#wake();
      else this.#cancelTimer = this.#parts.clock.after(ASK_EVERY_MS, () => this.#wake());
    });
  }

  async #readAll(): Promise<void> {
    const { events, log } = this.#parts;
    this.#again = false;
    try {
      while (!this.#closed && (await events.read(READER, EVENTS_AT_ONCE, (all) => this.#tellAll(all))) > 0);
    } catch (error) {
      log.warn({ err: error }, 'geofence events wait: the database or live is away');
    }
  }

  async #tellAll(events: readonly VehicleEvent[]): Promise<void> {
    for (const event of events) {
      if (event.finding.kind === 'fence' || event.finding.kind === 'dwell') await this.#tell(event);
    }
  }

  async #tell(event: VehicleEvent): Promise<void> {
    const { live } = this.#parts;
    const topic: Topic = { tenant: event.tenant, family: 'geofence', id: event.vehicleId };
    const told = await this.#toldLately(topic);
    const arrivalTold = (): boolean =>
      told.some(({ data }) => data.visit === event.finding.key && data.action === 'ARRIVED');
    for (const message of messagesOf(event, arrivalTold)) {
      if (!told.some((one) => saysTheSame(one, message)))
        await live.append(topic, message.event, message.data);
    }
  }

  /** A server may have died between telling an event and saying so. */
  async #toldLately(topic: Topic): Promise<ToldEvent[]> {
    const { live } = this.#parts;
    const { epoch, offset } = (await live.replay(topic)).position;
    if (offset === 0) return [];
    const { events } = await live.replay(topic, { epoch, offset: Math.max(0, offset - TAIL) });
    return events.flatMap((event) =>
      event.kind === 'log' ? [{ event: event.event, data: event.data }] : [],
    );
  }
}

interface ToldEvent {
  readonly event: string;
  readonly data: { readonly visit?: unknown; readonly action?: unknown; readonly timestamp?: unknown };
}

/** Also when a late fix has changed what explains it, and not what is told. */
function saysTheSame(told: ToldEvent, { event, data }: FenceMessage): boolean {
  const { visit, action, timestamp } = told.data;
  return (
    told.event === event && visit === data.visit && action === data.action && timestamp === data.timestamp
  );
}
