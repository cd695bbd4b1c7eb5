import { type Topic, topicKey } from '@waycast/contract';
import { followEvents } from '../../../kernel/follow-events.ts';
import type { Clock } from '../../../ports/clock.ts';
import type { Live } from '../../../ports/live.ts';
import type { Log } from '../../../ports/log.ts';
import type { VehicleEvent, VehicleEvents } from '../../../ports/vehicle-events.ts';
import { type FenceMessage, messagesOf } from './fence-messages.ts';

/** The end of a vehicle's log, in which a told event is looked for. */
const TAIL = 300;

export interface FencePublisherParts {
  readonly events: VehicleEvents;
  readonly live: Pick<Live, 'append' | 'replay'>;
  readonly clock: Clock;
  readonly log: Log;
}

/**
 * Tells followers of vehicles what happened at fences: `geofence:{vehicleId}`, complete and in order. Returns the
 * function that ends it, which resolves when what is in hand has been told.
 */
export function publishFenceEvents({ events, live, clock, log }: FencePublisherParts): () => Promise<void> {
  return followEvents({
    events,
    reader: 'geofence-live',
    atOnce: 200,
    handle: (some) => tellAll(live, some),
    everyMs: 3000,
    onFailed: (error) => log.warn({ err: error }, 'geofence events wait: the database or live is away'),
    clock,
  });
}

type Logs = FencePublisherParts['live'];

async function tellAll(live: Logs, events: readonly VehicleEvent[]): Promise<void> {
  const toldOf = new Map<string, ToldEvent[]>();
  for (const event of events) {
    const { kind } = event.finding;
    if ((kind !== 'fence' && kind !== 'dwell') || event.action === 'withdrawn') continue;
    const topic: Topic = { tenant: event.tenant, family: 'geofence', id: event.vehicleId };
    const told = toldOf.get(topicKey(topic)) ?? (await toldLately(live, topic));
    toldOf.set(topicKey(topic), told);
    await tell(live, topic, event, told);
  }
}

/** Adds what it tells to what was told. */
async function tell(live: Logs, topic: Topic, event: VehicleEvent, told: ToldEvent[]): Promise<void> {
  const arrivalTold = (): boolean =>
    told.some(({ data }) => data.visit === event.finding.key && data.action === 'ARRIVED');
  for (const message of messagesOf(event, arrivalTold)) {
    if (told.some((one) => saysTheSame(one, message))) continue;
    await live.append(topic, message.event, message.data);
    told.push(message);
  }
}

/** A server may have died between telling an event and saying so. */
async function toldLately(live: Logs, topic: Topic): Promise<ToldEvent[]> {
  const { epoch, offset } = (await live.replay(topic)).position;
  if (offset === 0) return [];
  const { events } = await live.replay(topic, { epoch, offset: Math.max(0, offset - TAIL) });
  return events.flatMap((event) => (event.kind === 'log' ? [{ event: event.event, data: event.data }] : []));
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
