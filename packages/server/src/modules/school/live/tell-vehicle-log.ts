import { type GeofenceAlert, type Topic, topicKey } from '@waycast/contract';
import type { Live } from '../../../ports/live.ts';

/** The end of a vehicle's log, in which a told event is looked for. */
const TAIL = 300;

export type VehicleLogs = Pick<Live, 'append' | 'replay'>;

interface Told {
  readonly data: { readonly visit?: unknown; readonly action?: unknown };
}

/** Tells vehicles' logs of visits, each action of a visit once: whoever told it may have died before saying so. */
export class VisitTeller {
  readonly #live: VehicleLogs;
  readonly #told = new Map<string, Told[]>();

  /** For some messages that are told in one go. */
  constructor(live: VehicleLogs) {
    this.#live = live;
  }

  /** Whether it was told before. */
  async wasTold(
    tenant: string,
    alert: Pick<GeofenceAlert, 'vehicleId' | 'visit' | 'action'>,
  ): Promise<boolean> {
    const told = await this.#lately({ tenant, family: 'geofence', id: alert.vehicleId });
    return told.some(({ data }) => data.visit === alert.visit && data.action === alert.action);
  }

  async tell(tenant: string, alert: GeofenceAlert): Promise<void> {
    if (await this.wasTold(tenant, alert)) return;
    const topic: Topic = { tenant, family: 'geofence', id: alert.vehicleId };
    await this.#live.append(topic, 'geofence:alert', alert);
    (await this.#lately(topic)).push({ data: alert });
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
