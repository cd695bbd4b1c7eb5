import type { Topic } from '@waycast/contract';
import type { Closers } from './closers.ts';
import { createAlertDesk } from './modules/alerts/alert-desk.ts';
import { createAlertMaker } from './modules/alerts/alert-maker.ts';
import { BACKOFF_MS, PUSH_BACKOFF_MS } from './modules/alerts/backoff.ts';
import { createCourier } from './modules/alerts/courier.ts';
import { countDeliveries } from './modules/alerts/delivery-counts.ts';
import { readEvents } from './modules/alerts/event-reader.ts';
import { createOfflineNotices, type OfflineNotices } from './modules/alerts/offline-notices.ts';
import { createPersonalPush } from './modules/alerts/personal-push.ts';
import { createPushSender } from './modules/alerts/send-push.ts';
import { createWebhookSender } from './modules/alerts/send-webhook.ts';
import type { Alarms } from './ports/alarms.ts';
import type { AlertDesk } from './ports/alert-desk.ts';
import type { AlertMetrics } from './ports/alert-metrics.ts';
import type { AlertStore } from './ports/alerts.ts';
import type { Clock } from './ports/clock.ts';
import type { History } from './ports/history.ts';
import type { KeyedState } from './ports/live.ts';
import type { Log } from './ports/log.ts';
import type { Outbound } from './ports/outbound.ts';
import type { PersonalPush } from './ports/personal-push.ts';
import type { PushSealer } from './ports/push-sealer.ts';
import type { Registry } from './ports/registry.ts';
import type { Tenants } from './ports/tenants.ts';
import type { VehicleEvents } from './ports/vehicle-events.ts';

export interface AlertingParts {
  readonly store: AlertStore;
  readonly events: VehicleEvents;
  readonly history: Pick<History, 'lastOfAll'>;
  readonly outbound: Outbound;
  /** Absent: push is off. */
  readonly sealer: PushSealer | undefined;
  readonly tenants: Pick<Tenants, 'settings'>;
  readonly vehicles: Pick<Registry['vehicles'], 'get'>;
  /** Does what needs the database, now or when it is there. */
  readonly whenReady: (work: () => Promise<void>) => Promise<void>;
  readonly metrics: AlertMetrics;
  readonly clock: Clock;
  readonly log: Log;
  readonly settings: AlertingSettings;
}

export interface AlertingSettings {
  readonly freshnessMs: number;
  readonly offlineAfterMs: number;
  /** Delays between attempts at webhooks; the default ends within two days. */
  readonly backoffMs?: readonly number[];
  /** For so long a delivery is one server's; the default is longer than an attempt may take. */
  readonly leaseMs?: number;
}

const LEASE_MS = 45_000;

/** Alerts, from what happens to vehicles to whoever is told. */
export interface Alerting extends Alarms {
  readonly personalPush: PersonalPush;
  readonly desk: AlertDesk;
  /** Live says that a vehicle is OFFLINE. */
  silent(topic: Topic, last: KeyedState): void;
  /** Over all servers. */
  counts(): { readonly pending: number; readonly dead: number };
}

/** Begins to make and deliver alerts, until the closers run. */
export function openAlerting(parts: AlertingParts, closers: Closers): Alerting {
  const { store, outbound, sealer, metrics, clock, log, settings } = parts;
  const { freshnessMs, offlineAfterMs, backoffMs: schedule = BACKOFF_MS } = settings;
  const sending = { store, outbound, clock };
  const courier = createCourier({
    store,
    webhook: createWebhookSender({ ...sending, schedule }),
    push: createPushSender({ ...sending, sealer, schedule: PUSH_BACKOFF_MS, freshnessMs }),
    metrics,
    clock,
    log,
    leaseMs: settings.leaseMs ?? LEASE_MS,
  });
  const make = createAlertMaker({ ...parts, freshnessMs, offlineAfterMs, pushes: sealer !== undefined });
  const onMade = (): void => courier.wake();
  const notices = createOfflineNotices({ ...parts, make, onMade, offlineAfterMs });
  const endReading = readEvents({ events: parts.events, make, onMade, clock, log });
  const endDue = store.onDue(onMade);
  const counting = countDeliveries({ store, clock, log });
  const endRecall = recallSilences(notices, parts);
  closers.push(async () => {
    endDue();
    await Promise.all([endReading(), notices.close(), counting.close()]);
    await endRecall();
    await courier.close();
  });
  return {
    desk: createAlertDesk({
      store,
      tenants: parts.tenants,
      outbound,
      clock,
      publicKey: sealer?.publicKey,
      wake: onMade,
    }),
    personalPush: createPersonalPush({ ...sending, sealer }),
    async raise(alarms) {
      if ((await make(alarms.map((alarm) => ({ ...alarm, fenceId: undefined })))) > 0) onMade();
    },
    clear: (tenant, key, note) => store.clear(tenant, key, note),
    silent: (topic, last) => notices.silent(topic, last),
    counts: () => counting.counts(),
  };
}

/** In the background: it takes long, and others wait for the database too. Resolves when what has begun has ended. */
function recallSilences(notices: OfflineNotices, { whenReady, log }: AlertingParts): () => Promise<void> {
  let recalled: Promise<void> = Promise.resolve();
  const begun = whenReady(async () => {
    recalled = notices.recall().catch((error) => {
      log.warn({ err: error }, 'could not look for vehicles that went silent while no server ran');
    });
  });
  return () => begun.then(() => recalled);
}
