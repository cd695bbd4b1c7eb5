import { describe, expect, it } from 'vitest';
import {
  Claims,
  Id,
  isId,
  isTenantId,
  KEYS,
  RESERVED_TENANTS,
  TenantId,
  TOPIC_FAMILIES,
  TOPICS,
} from '../src/index.ts';

describe('ids', () => {
  it.each([
    ['bus-7', 'bus-7'],
    ['A', 'A'],
    ['x'.repeat(128), 'x'.repeat(128)],
    ['AZaz09._~@-', 'AZaz09._~@-'],
    ['.', '.'],
    [17, '17'],
    [0, '0'],
    [-3, '-3'],
    [Number.MAX_SAFE_INTEGER, '9007199254740991'],
  ])('takes %j', (given, id) => {
    expect(Id.parse(given)).toBe(id);
    expect(isId(id)).toBe(true);
  });

  it.each(['', 'x'.repeat(129), 'a b', 'a:b', 'a/b', '{a}', 'a\n', 'é', 'a#', '🚌', 'a%20b'])(
    'refuses %j',
    (text) => {
      expect(Id.safeParse(text).success).toBe(false);
      expect(isId(text)).toBe(false);
    },
  );

  it.each([1.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53, null, undefined, true, {}, [], ['a']])(
    'refuses %j',
    (value) => {
      expect(Id.safeParse(value).success).toBe(false);
    },
  );
});

describe('tenants', () => {
  it.each([
    'default',
    'acme',
    'a',
    '0',
    '7-eleven',
    'school-of-rock',
    'x'.repeat(63),
    'vehicles',
    'a-vehicle',
    'trip-1',
  ])('takes %j', (tenant) => {
    expect([TenantId.safeParse(tenant).success, isTenantId(tenant)]).toEqual([true, true]);
  });

  it.each(['', '-a', 'Acme', 'a_b', 'a.b', 'a:b', 'x'.repeat(64), 'é', 'a\n', 'a b'])(
    'refuses %j',
    (tenant) => {
      expect([TenantId.safeParse(tenant).success, isTenantId(tenant)]).toEqual([false, false]);
    },
  );

  // Every name in Redis, socket room or channel that the wire contract lists, with those that are served later.
  const NAMES = [
    'transport:location:1',
    'tracking:vehicle:1',
    'transport:geofence:1',
    'transport:trip:1',
    'drivers_channel',
    'users_channel',
    'session:1',
    'user:1:sessions',
    'heartbeat:1',
    'region:u1:members',
    'location:current:vehicle:1',
    'gps:location:1',
    'order_lock:1',
    'order_viewers:1',
    'active_drivers',
    'active_users',
    'vehicle:1',
    'trip:1',
    'company:1',
    'conversation:1',
    'region:u1',
    'geofence:1',
    'fleet',
    'drivers',
    'users',
    'order:1',
  ];

  it.each([...new Set(NAMES.map((name) => name.split(/[:_]/)[0] ?? ''))])(
    'refuses %j, the first word of a name',
    (word) => {
      expect([TenantId.safeParse(word).success, isTenantId(word)]).toEqual([false, false]);
    },
  );

  it('reserves the first word of every key, channel and topic of the registry', () => {
    const names = [
      ...Object.values(KEYS).map(({ pattern }) => pattern),
      ...TOPIC_FAMILIES,
      ...TOPIC_FAMILIES.flatMap((family) => TOPICS[family].channels),
    ];
    for (const name of names) expect(RESERVED_TENANTS, name).toContain(name.split(/[:_]/)[0]);
  });
});

describe('claims', () => {
  const claims = { sub: 'ann', roles: ['viewer'], exp: 1_800_000_000 };

  it('read a number as an id, and the default tenant where none is named', () => {
    expect(Claims.parse({ ...claims, sub: 7, vehicles: [1, 'bus-2'] })).toEqual({
      sub: '7',
      tenant: 'default',
      roles: ['viewer'],
      vehicles: ['1', 'bus-2'],
      exp: 1_800_000_000,
    });
  });

  it.each([
    ['no subject', { sub: undefined }],
    ['an empty subject', { sub: '' }],
    ['no roles', { roles: [] }],
    ['an unknown role', { roles: ['root'] }],
    ['a reserved tenant', { tenant: 'vehicle' }],
    ['no expiry', { exp: undefined }],
    ['an expiry as text', { exp: '1800000000' }],
    ['an expiry beyond any date', { exp: 1e13 }],
    ['a negative expiry', { exp: -1 }],
    ['a vehicle that is no id', { vehicles: ['a b'] }],
    ['more vehicles than a token carries', { vehicles: Array.from({ length: 1001 }, (_, index) => index) }],
  ])('refuse %s', (_name, change) => {
    expect(Claims.safeParse({ ...claims, ...change }).success).toBe(false);
  });

  it('allow no expiry that cannot be written as a date', () => {
    const { exp } = Claims.parse({ ...claims, exp: 8_640_000_000_000 });
    expect(new Date(exp * 1000).toISOString()).toBe('+275760-09-13T00:00:00.000Z');
  });
});
