import { z } from 'zod';
import {
  BackgroundGeolocationBody,
  Device,
  DeviceInput,
  DeviceKey,
  DevicesQuery,
  GpsloggerBody,
  GpsloggerQuery,
  OsmandBody,
  OsmandQuery,
  OverlandBody,
  OwntracksBody,
  QuarantinedMessage,
  QuarantineQuery,
  TraccarBody,
} from './device-schemas.ts';
import { Id } from './ids.ts';
import type { RouteDefinition } from './route-definition.ts';

const FORM_OR_JSON = ['application/x-www-form-urlencoded', 'application/json'] as const;

/** What phones and trackers send in formats of their own; they wait for exactly these answers. */
const REPORTS = {
  osmandQuery: {
    method: 'GET',
    path: '/api/devices/osmand',
    access: 'device',
    query: OsmandQuery,
    status: 200,
    summary: 'Position or sign of life of Traccar Client, OsmAnd and hardware that speaks like them.',
  },
  osmandReport: {
    method: 'POST',
    path: '/api/devices/osmand',
    access: 'device',
    query: OsmandQuery,
    body: OsmandBody,
    bodyTypes: FORM_OR_JSON,
    status: 200,
    summary: 'The same in the query, a form or a JSON list; Traccar Client 9 may send its own form here too.',
  },
  backgroundGeolocationReport: {
    method: 'POST',
    path: '/api/devices/background-geolocation',
    access: 'device',
    body: BackgroundGeolocationBody,
    status: 200,
    summary: "Locations of Traccar Client 9 and of apps with TransistorSoft's library.",
  },
  owntracksReport: {
    method: 'POST',
    path: '/api/devices/owntracks',
    access: 'device',
    body: OwntracksBody.optional(),
    status: 200,
    response: z.array(z.unknown()),
    summary: 'A message of OwnTracks in its HTTP mode.',
  },
  overlandReport: {
    method: 'POST',
    path: '/api/devices/overland',
    access: 'device',
    body: OverlandBody,
    status: 200,
    response: z.object({ result: z.literal('ok') }),
    summary: 'A batch of Overland, for iOS or Android.',
  },
  gpsloggerQuery: {
    method: 'GET',
    path: '/api/devices/gpslogger',
    access: 'device',
    query: GpsloggerQuery,
    status: 200,
    summary: "A position by GPSLogger's custom URL.",
  },
  gpsloggerReport: {
    method: 'POST',
    path: '/api/devices/gpslogger',
    access: 'device',
    query: GpsloggerQuery,
    body: GpsloggerBody,
    bodyTypes: FORM_OR_JSON,
    status: 200,
    summary: "The same in a form, which GPSLogger's `%ALL` fills in.",
  },
  traccarReport: {
    method: 'POST',
    path: '/api/devices/traccar',
    access: 'device',
    body: TraccarBody,
    status: 200,
    summary: 'A position that a Traccar server forwards (`forward.type` json).',
  },
} as const satisfies Record<string, RouteDefinition>;

export type DeviceReportName = keyof typeof REPORTS;

/** Phones and trackers: registering them, and what they send. */
export const DEVICE_ROUTES = {
  listQuarantine: {
    method: 'GET',
    path: '/api/devices/quarantine',
    access: 'token',
    query: QuarantineQuery,
    status: 200,
    response: z.object({ items: z.array(QuarantinedMessage), nextCursor: z.string().nullable() }),
    summary: 'Messages of devices that could not be used, and why, the latest first.',
  },
  ...REPORTS,
  listDevices: {
    method: 'GET',
    path: '/api/devices',
    access: 'token',
    query: DevicesQuery,
    status: 200,
    response: z.object({ devices: z.array(Device), nextCursor: z.string().nullable() }),
    summary: 'Phones and trackers of the tenant, in order of their ids.',
  },
  createDevice: {
    method: 'POST',
    path: '/api/devices',
    access: 'token',
    body: DeviceInput,
    mayConflict: true,
    status: 201,
    response: DeviceKey,
    summary: 'Registers a phone or tracker for a vehicle and shows its key, once.',
  },
  rotateDeviceKey: {
    method: 'POST',
    path: '/api/devices/:id/key',
    access: 'token',
    params: z.object({ id: Id }),
    status: 200,
    response: DeviceKey,
    summary: 'Gives a device another key, which ends the former.',
  },
  removeDevice: {
    method: 'DELETE',
    path: '/api/devices/:id',
    access: 'token',
    params: z.object({ id: Id }),
    status: 204,
    summary: 'Forgets a device; its key is worth nothing from then on.',
  },
} as const satisfies Record<string, RouteDefinition>;
