import { type GeofenceAlert, type Topic, topicKey } from '@waycast/contract';
import type { Live } from '../../../ports/live.ts';
import type { ToldAction, VisitKey } from '../../../ports/trip-visits.ts';

/** The end of a vehicle's log, in which a told event is looked for. */
const TAIL = 300;

export type VehicleLogs = Pick<Live, 'append' | 'replay'>;

interface Told {
  readonly data: { readonly visit?: unknown; readonly action?: unknown };
}

/**
 * Tells vehicles' logs of visits, each action of a visit once: whoever told it may have died before saying so. Two
 * things say that it was told, a mark that is kept and the log itself; the log may be away, or have begun anew, and
 * the mark may be missing.
 */
export class VisitTeller {
  readonly #live: VehicleLogs;
  readonly #told = new Map<string, Told[]>();
  readonly #marked: Set<string>;
  #fresh: ToldAction[] = [];

  /** For some messages that are told in one go; `marked` were told before. */
  constructor(live: VehicleLogs, marked: readonly ToldAction[] = []) {
    this.#live = live;
    this.#marked = new Set(marked.map(keyOf));
  }

  async tell({ tenant, tripId, sequence }: VisitKey, alert: GeofenceAlert): Promise<void> {
    const { action, vehicleId } = alert;
    const told: ToldAction = { tenant, tripId, sequence, action, vehicleId };
    if (this.#marked.has(keyOf(told))) return;
    const topic: Topic = { tenant, family: 'geofence', id: vehicleId };
    const lately = await this.#lately(topic);
    if (!lately.some(({ data }) => data.visit === alert.visit && data.action === action)) {
      await this.#live.append(topic, 'geofence:alert', alert);
      lately.push({ data: alert });
    }
    this.#marked.add(keyOf(told));
    this.#fresh.push(told);
  }

  /** What was told since the last call, and is to be marked so. */
  fresh(): readonly ToldAction[] {
    const fresh = this.#fresh;
    this.#fresh = [];
    return fresh;
  }

  async #lately(topic: Topic): Promise<Told[]> {
    const known = this.#told.get(topicKey(topic));
    if (known !== undefined) return known;
    const { epoch, offset } = (await this.#live.replay(topic)).position;
    const { events } =
      offset === 0
        ? { events: [] }
        : await this.#live.replay(topic, { epoch, offset: Math.max(0, offset - TAIL) });
    const told = events.flatMap((event) => (event.kind === 'log' ? [{ data: event.data }] : []));
    this.#told.set(topicKey(topic), told);
    return told;
  }
}

function keyOf({ tenant, tripId, sequence, action, vehicleId }: ToldAction): string {
  return [tenant, tripId, sequence, action, vehicleId].join(' ');
}
