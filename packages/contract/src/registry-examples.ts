// Bodies and answers of the routes about the tenant and its registry.

const TENANT = {
  tenant: 'default',
  timeZone: 'Europe/Dublin',
  speedLimitMps: 27.8,
  limits: {
    maxVehicles: 100_000,
    maxDrivers: 100_000,
    maxGroups: 1000,
    maxDevices: 100_000,
    maxGeofences: 10_000,
    maxWebhooks: 100,
  },
};
const VEHICLE_BODY = {
  name: 'School bus 7',
  plate: '161-L-1234',
  kind: 'bus',
  groups: ['school-runs'],
  speedLimitMps: 22.2,
  attributes: { seats: 34 },
  archived: false,
};
const SEEN = { firstSeenAt: '2026-05-04T07:45:50.412Z', updatedAt: '2026-05-05T10:12:00.000Z' };
const VEHICLE = { vehicleId: 'bus-7', ...VEHICLE_BODY, ...SEEN };
const DRIVER_BODY = { name: 'Máire Byrne', phone: '+353 61 555 012', vehicleId: 'bus-7' };
const DRIVER = { driverId: 'driver-3', ...DRIVER_BODY, ...SEEN };
const GROUP_BODY = { name: 'School runs' };
const GROUP = { groupId: 'school-runs', ...GROUP_BODY, updatedAt: SEEN.updatedAt };

export const REGISTRY_BODIES = {
  changeTenant: { timeZone: 'Europe/Dublin', speedLimitMps: 27.8 },
  putVehicle: VEHICLE_BODY,
  changeVehicle: { name: 'School bus 7' },
  putDriver: DRIVER_BODY,
  changeDriver: { phone: '+353 61 555 012' },
  putGroup: GROUP_BODY,
  changeGroup: GROUP_BODY,
  importRegistry: 'vehicleId,name,plate,groups\nbus-7,School bus 7,161-L-1234,school-runs\n',
};

export const REGISTRY_ANSWERS = {
  tenant: TENANT,
  changeTenant: TENANT,
  listRegisteredVehicles: { items: [VEHICLE], nextCursor: null, total: 1 },
  registeredVehicle: VEHICLE,
  putVehicle: VEHICLE,
  changeVehicle: VEHICLE,
  listDrivers: { items: [DRIVER], nextCursor: null, total: 1 },
  registeredDriver: DRIVER,
  putDriver: DRIVER,
  changeDriver: DRIVER,
  listGroups: { items: [GROUP], nextCursor: null, total: 1 },
  group: GROUP,
  putGroup: GROUP,
  changeGroup: GROUP,
  importRegistry: {
    rows: 2,
    created: 1,
    changed: 0,
    unchanged: 0,
    applied: false,
    errorCount: 1,
    errors: [
      {
        row: 3,
        column: 'groups',
        value: 'scool-runs',
        reason: 'there is no group scool-runs',
        remedy: 'Create the group first, or correct its id.',
      },
    ],
  },
};
