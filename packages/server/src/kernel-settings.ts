import type { TenantLimits } from '@waycast/contract';
import type { AlertingSettings } from './alerting.ts';
import type { WaycastConfig } from './config.ts';
import type { CoreSettings } from './kernel/core.ts';

/** A vehicle silent for this many reporting intervals is OFFLINE. */
const OFFLINE_INTERVALS = 4;

/** What the kernel takes from the options. */
export function coreSettings(config: WaycastConfig): CoreSettings {
  const perSession = config.commandsPerSecond;
  const perSubject = config.commandsPerSecondPerSubject;
  return {
    minIntervalMs: config.gpsMinInterval,
    offlineAfterMs: OFFLINE_INTERVALS * config.gpsUpdateInterval,
    fixesPerMinute: config.gpsRateLimitMax,
    limits: {
      authTimeoutMs: config.authTimeout,
      connectionsPerSubject: config.maxConnectionsPerSubject,
      commandsPerSession: { perSecond: perSession, burst: 2 * perSession },
      commandsPerSubject: { perSecond: perSubject, burst: 2 * perSubject },
    },
  };
}

/** Whose tokens count. */
export function identityOf({ jwtSecret, jwtJwksUrl, jwtIssuer, jwtAudience }: WaycastConfig) {
  return {
    ...(jwtSecret === undefined ? {} : { secret: jwtSecret }),
    ...(jwtJwksUrl === undefined ? {} : { jwksUrl: jwtJwksUrl }),
    ...(jwtIssuer === undefined ? {} : { issuer: jwtIssuer }),
    ...(jwtAudience === undefined ? {} : { audience: jwtAudience }),
  };
}

/** How much a tenant may have that has no limits of its own. */
export function tenantLimits(config: WaycastConfig): TenantLimits {
  return {
    maxVehicles: config.maxVehiclesPerTenant,
    maxDrivers: config.maxDriversPerTenant,
    maxGroups: config.maxGroupsPerTenant,
    maxDevices: config.maxDevicesPerTenant,
    maxGeofences: config.maxGeofencesPerTenant,
    maxWebhooks: config.maxWebhooksPerTenant,
  };
}

/** What alerting takes from the options. */
export function alertingSettings(config: WaycastConfig): AlertingSettings {
  return {
    freshnessMs: config.alertFreshness * 1000,
    offlineAfterMs: OFFLINE_INTERVALS * config.gpsUpdateInterval,
  };
}

/** How long fixes and aggregates are kept, and how many. */
export function keepingOf({
  historyRetentionDays,
  aggregateRetentionDays,
  gpsDbSaveInterval,
  boardingRetentionDays,
  tripRetentionDays,
  followLogRetentionDays,
  orderRetentionDays,
}: WaycastConfig) {
  return {
    retentionDays: historyRetentionDays,
    aggregateRetentionDays,
    saveIntervalMs: gpsDbSaveInterval,
    boardingRetentionDays,
    tripRetentionDays,
    followLogRetentionDays,
    orderRetentionDays,
  };
}
