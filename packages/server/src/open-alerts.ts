import { createOutbound } from './adapters/outbound/outbound.ts';
import type { PrometheusMetrics } from './adapters/prometheus/metrics.ts';
import { createPushSealer } from './adapters/web-push/sealer.ts';
import { type Alerting, openAlerting } from './alerting.ts';
import type { Closers } from './closers.ts';
import type { WaycastConfig } from './config.ts';
import { alertingSettings } from './kernel-settings.ts';
import type { Alarms } from './ports/alarms.ts';
import { systemClock } from './ports/clock.ts';
import type { Log } from './ports/log.ts';
import type { PersonalPush } from './ports/personal-push.ts';
import type { Tenants } from './ports/tenants.ts';
import type { Storage } from './storage.ts';

export interface AlertParts {
  readonly store: Pick<Storage, 'alerts' | 'vehicleEvents' | 'history' | 'registry' | 'whenReady'>;
  readonly tenants: Tenants;
  readonly metrics: PrometheusMetrics;
  readonly log: Log;
  readonly config: WaycastConfig;
}

/** What the kernel, the gateways and the metrics take of alerting. */
export interface Alerts {
  readonly alerts: Alerting['desk'];
  readonly onOffline: Alerting['silent'];
  readonly alertCounts: Alerting['counts'];
  readonly alarms: Alarms;
  readonly personalPush: PersonalPush;
}

/** Alerting with what the options say of networks and keys, until the closers run. */
export function openAlerts({ store, tenants, metrics, log, config }: AlertParts, closers: Closers): Alerts {
  const { desk, silent, counts, personalPush, raise, clear } = openAlerting(
    {
      store: store.alerts,
      events: store.vehicleEvents,
      history: store.history,
      vehicles: store.registry.vehicles,
      whenReady: store.whenReady,
      tenants,
      outbound: createOutbound({ allowedNetworks: config.webhookAllowPrivate }),
      sealer: pushSealer(config),
      metrics: metrics.alerts,
      clock: systemClock,
      log,
      settings: alertingSettings(config),
    },
    closers,
  );
  const alarms = { raise, clear };
  return { alerts: desk, onOffline: silent, alertCounts: counts, alarms, personalPush };
}

function pushSealer({ vapidPublicKey, vapidPrivateKey, vapidSubject }: WaycastConfig) {
  if (vapidPublicKey === undefined || vapidPrivateKey === undefined || vapidSubject === undefined)
    return undefined;
  return createPushSealer({
    publicKey: vapidPublicKey,
    privateKey: vapidPrivateKey,
    subject: vapidSubject,
  });
}
