import { expectTypeOf, it } from 'vitest';
import type {
  CommandAck,
  CommandArguments,
  CommandInput,
  CommandName,
  EventPayload,
  Fix,
  RouteBody,
  RouteParams,
  RouteQuery,
  RouteResponse,
  Topic,
} from '../src/index.ts';

// Checked by the compiler: what these lines say is what callers of the client and authors of handlers rely on.
it('commands have typed arguments, inputs and acks', () => {
  expectTypeOf<CommandArguments<'track:vehicle'>>().toEqualTypeOf<{ vehicleId: string | number }>();
  expectTypeOf<CommandInput<'track:vehicle'>>().toEqualTypeOf<{ vehicleId: string }>();
  expectTypeOf<CommandInput<'heartbeat'>>().toEqualTypeOf<
    { latitude: number; longitude: number } | undefined
  >();
  expectTypeOf<CommandAck<'location:update'>>().toEqualTypeOf<{ accepted: true; broadcast: boolean }>();
  expectTypeOf<CommandAck<'subscribe'>>().toExtend<{ epoch: string; offset: number; recovered: boolean }>();
  expectTypeOf<'fly'>().not.toExtend<CommandName>();
});

it('events have typed payloads', () => {
  expectTypeOf<EventPayload<'location:update'>['status']>().toEqualTypeOf<'ONLINE' | 'IDLE' | 'OFFLINE'>();
  expectTypeOf<EventPayload<'locations:batch'>['updates'][number]>().toEqualTypeOf<
    EventPayload<'location:update'>
  >();
  expectTypeOf<EventPayload<'geofence:alert'>['offset']>().toEqualTypeOf<number | undefined>();
});

it('routes have typed parameters, queries, bodies and responses', () => {
  expectTypeOf<RouteParams<'history'>>().toEqualTypeOf<{ id: string | number }>();
  expectTypeOf<RouteParams<'me'>>().toBeNever();
  expectTypeOf<RouteQuery<'history'>['format']>().toEqualTypeOf<
    'json' | 'geojson' | 'gpx' | 'kml' | 'csv' | undefined
  >();
  expectTypeOf<RouteBody<'reportFix'>['vehicleId']>().toEqualTypeOf<string | number>();
  expectTypeOf<RouteBody<'version'>>().toBeNever();
  expectTypeOf<RouteResponse<'reportFix'>>().toEqualTypeOf<{ accepted: true; broadcast: boolean }>();
});

it('a decoded fix cannot be changed', () => {
  expectTypeOf<Fix>().toEqualTypeOf<Readonly<Fix>>();
  expectTypeOf<Topic['family']>().toEqualTypeOf<
    | 'vehicle'
    | 'geofence'
    | 'trip'
    | 'fleet'
    | 'drivers'
    | 'users'
    | 'order'
    | 'offers'
    | 'region'
    | 'conversation'
    | 'company'
  >();
});
