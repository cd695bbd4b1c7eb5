import type {
  COMMANDS,
  DeviceReportName,
  EventName,
  EventPayload,
  LocationUpdate,
  ROUTES,
} from '@waycast/contract';
import { COMMAND_NAMES, EVENT_NAMES, ROUTE_NAMES, routeDefinition, TOPIC_FAMILIES } from '@waycast/contract';
import { describe, expect, expectTypeOf, it } from 'vitest';
import { toIncoming } from '../src/frame.ts';
import type { Connection, HttpApi, TopicName, TopicPayload } from '../src/index.ts';
import { isLogTopic } from '../src/topics.ts';
import { CALLS } from './command-uses.ts';
import { connectionTo } from './connected.ts';
import { ROUTE_USES } from './route-uses.ts';

describe('types derived from the contract', () => {
  it('make every command and route callable', () => {
    expect(Object.keys(CALLS).sort()).toEqual([...COMMAND_NAMES].sort());
    const called = ROUTE_NAMES.filter((name) => routeDefinition(name).access !== 'device').sort();
    expect(Object.keys(ROUTE_USES).sort()).toEqual(called);
    const { http } = connectionTo('http://127.0.0.1:1');
    expect(Object.keys(http).sort()).toEqual(called);
    expectTypeOf<keyof typeof COMMANDS>().toEqualTypeOf<keyof typeof CALLS>();
    expectTypeOf<Exclude<keyof typeof ROUTES, DeviceReportName>>().toEqualTypeOf<keyof HttpApi>();
  });

  it('know every event', () => {
    for (const event of EVENT_NAMES) expect(toIncoming({ type: event }).event).toBe(event);
    expectTypeOf<Parameters<Connection['on']>[0]>().toEqualTypeOf<EventName>();
  });

  it('know every topic family, and what its events carry', () => {
    for (const family of TOPIC_FAMILIES) expect(() => isLogTopic(`${family}:x` as TopicName)).not.toThrow();
    expectTypeOf<TopicPayload<'vehicle:bus-7'>>().toEqualTypeOf<LocationUpdate>();
    expectTypeOf<TopicPayload<'geofence:bus-7'>>().toEqualTypeOf<
      EventPayload<'geofence:alert'> | EventPayload<'geofence:dwell'>
    >();
    expectTypeOf<TopicPayload<'drivers'>>().toEqualTypeOf<EventPayload<'message'>>();
    expectTypeOf<TopicName<'fleet' | 'geofence'>>().toEqualTypeOf<'fleet' | `geofence:${string}`>();
  });

  it('refuse wrong input, seen by the compiler', () => {
    const misuses = (connection: Connection) => [
      // @ts-expect-error an unknown command
      connection.call('teleport'),
      // @ts-expect-error a command without its input
      connection.call('track:vehicle'),
      // @ts-expect-error a wrong field
      connection.call('track:vehicle', { vehicle: 'bus-7' }),
      // @ts-expect-error an unknown topic
      connection.subscribe('weather', () => undefined),
      // @ts-expect-error a family that needs an id
      connection.subscribe('geofence', () => undefined),
      // @ts-expect-error a route without its parameters
      connection.http.lastLocation(),
    ];
    expect(misuses).toBeTypeOf('function');
  });

  it('let history be JSON or a file', () => {
    expectTypeOf<HttpApi['history']>().toBeCallableWith({ id: 'bus-7' }, { format: 'gpx' });
    const page = (http: HttpApi) => http.history({ id: 'bus-7' }, { from: '2026-05-04' });
    const file = (http: HttpApi) => http.history({ id: 'bus-7' }, { format: 'csv' });
    expectTypeOf(page).returns.resolves.toHaveProperty('nextCursor');
    expectTypeOf(file).returns.resolves.toEqualTypeOf<Response>();
  });
});
