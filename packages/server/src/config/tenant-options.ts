import { whole } from './kinds.ts';
import { option } from './option.ts';

const MANY = 10_000_000;

/** How much of each thing a tenant may have, unless the table `tenants` says otherwise for it. */
export const TENANT_OPTIONS = {
  maxVehiclesPerTenant: option({
    env: 'MAX_VEHICLES_PER_TENANT',
    section: 'Limits',
    kind: whole(0, MANY),
    default: 100_000,
    doc: 'Vehicles of a tenant, described or seen; fixes of further ones are refused.',
  }),
  maxDriversPerTenant: option({
    env: 'MAX_DRIVERS_PER_TENANT',
    section: 'Limits',
    kind: whole(0, MANY),
    default: 100_000,
    doc: 'Drivers of a tenant, described or seen; further ones may work but are not listed.',
  }),
  maxGroupsPerTenant: option({
    env: 'MAX_GROUPS_PER_TENANT',
    section: 'Limits',
    kind: whole(0, MANY),
    default: 1000,
    doc: 'Groups of vehicles of a tenant.',
  }),
  maxDevicesPerTenant: option({
    env: 'MAX_DEVICES_PER_TENANT',
    section: 'Limits',
    kind: whole(0, MANY),
    default: 100_000,
    doc: 'Registered devices of a tenant.',
  }),
  maxGeofencesPerTenant: option({
    env: 'MAX_GEOFENCES_PER_TENANT',
    section: 'Limits',
    kind: whole(0, MANY),
    default: 10_000,
    doc: 'Geofences of a tenant.',
  }),
  maxWebhooksPerTenant: option({
    env: 'MAX_WEBHOOKS_PER_TENANT',
    section: 'Limits',
    kind: whole(0, MANY),
    default: 100,
    doc: 'Webhooks of a tenant.',
  }),
} as const;
