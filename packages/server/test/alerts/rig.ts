import { AlertRule, type NewWebhook } from '@waycast/contract';
import type { z } from 'zod';
import { createOutbound, type OutboundOptions } from '../../src/adapters/outbound/outbound.ts';
import type { PostgresStore } from '../../src/adapters/postgres/open-postgres.ts';
import { createMetrics } from '../../src/adapters/prometheus/metrics.ts';
import {
  type Alerting,
  type AlertingParts,
  type AlertingSettings,
  openAlerting,
} from '../../src/alerting.ts';
import { type Closers, closeAll } from '../../src/closers.ts';
import { systemClock } from '../../src/ports/clock.ts';
import type { FindingKind } from '../../src/ports/findings.ts';
import type { PushSealer } from '../../src/ports/push-sealer.ts';
import type { VehicleEvent, VehicleEventAction, VehicleEvents } from '../../src/ports/vehicle-events.ts';
import { quiet } from '../adapters/postgres/stores.ts';

export interface RigOptions {
  readonly store: PostgresStore;
  readonly events: VehicleEvents;
  readonly settings?: Partial<AlertingSettings>;
  readonly sealer?: PushSealer;
  readonly outbound?: Partial<OutboundOptions>;
  /** The database is there from the start unless told otherwise. */
  readonly whenReady?: AlertingParts['whenReady'];
}

const LIMITS = {
  maxVehicles: 100,
  maxDrivers: 100,
  maxGroups: 100,
  maxDevices: 100,
  maxGeofences: 100,
  maxWebhooks: 10,
};

/** Alerting as a server has it, over a real database, with loopback allowed. */
export function openRig({
  store,
  events,
  settings,
  sealer,
  outbound,
  whenReady = (work) => work(),
}: RigOptions): Alerting & { close(): Promise<void> } {
  const closers: Closers = [];
  const metrics = createMetrics();
  closers.push(metrics.close);
  const alerting = openAlerting(
    {
      store: store.alerts,
      events,
      history: store.history,
      outbound: createOutbound({ allowedNetworks: ['127.0.0.0/8'], timeoutMs: 2000, ...outbound }),
      sealer,
      tenants: store.tenants(LIMITS),
      vehicles: store.registry.vehicles,
      whenReady,
      metrics: metrics.alerts,
      clock: systemClock,
      log: quiet,
      settings: { freshnessMs: 900_000, offlineAfterMs: 60_000, ...settings },
    },
    closers,
  );
  return { ...alerting, close: () => closeAll(closers) };
}

let count = 0;

/** A rule of the default tenant that sends every kind of alert to all webhooks, unless told otherwise. */
export async function makeRule(
  store: PostgresStore,
  changes: Record<string, unknown> = {},
  tenant = 'default',
): Promise<AlertRule> {
  count += 1;
  const rule = AlertRule.parse({
    ruleId: `rule-${count}`,
    name: 'Everything',
    on: [
      'geofence_enter',
      'geofence_exit',
      'geofence_dwell',
      'overspeed',
      'offline',
      'trip_started',
      'trip_ended',
    ],
    channels: { webhooks: 'all', push: true },
    createdAt: '2020-01-01T00:00:00.000Z',
    ...changes,
  });
  await store.alerts.createRule(tenant, rule);
  return rule;
}

/** A webhook of the default tenant; its secret comes with it. */
export function makeWebhook(
  { desk }: Pick<Alerting, 'desk'>,
  url: string,
  changes: Partial<z.output<typeof NewWebhook>> = {},
) {
  return desk.createWebhook('default', { url, events: null, active: true, ...changes });
}

/** Something that happened to a vehicle a moment ago. */
export function happened(
  vehicleId: string,
  kind: FindingKind = 'overspeed',
  action: VehicleEventAction = 'opened',
  more: Partial<VehicleEvent> & { readonly data?: Record<string, unknown>; readonly key?: string } = {},
): Omit<VehicleEvent, 'id'> {
  const { data = {}, key, ...rest } = more;
  const startsAt = rest.at ?? Date.now() - 1000;
  count += 1;
  return {
    tenant: 'default',
    vehicleId,
    action,
    at: startsAt,
    late: false,
    finding: {
      kind,
      key: key ?? `k${count}`,
      startsAt,
      endsAt: action === 'closed' ? startsAt + 500 : null,
      data,
    },
    ...rest,
  };
}
