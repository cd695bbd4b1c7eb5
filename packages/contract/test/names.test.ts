import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  Announcement,
  KEYS,
  type KeyName,
  keyName,
  parseTopicName,
  TOPIC_FAMILIES,
  type Topic,
  topicChannels,
  topicDefinition,
  topicKey,
  topicName,
} from '../src/index.ts';

const BUS: Topic = { tenant: 'default', family: 'vehicle', id: 'bus-7' };
const ACME: Topic = { ...BUS, tenant: 'acme' };

describe('messages to drivers and users', () => {
  it('have a type that can be the name of an event', () => {
    const isOne = (type: unknown) => Announcement.safeParse({ type }).success;
    expect(['new_order', 'message', 'Road works, A7'].map(isOne)).toEqual([true, true, true]);
    expect(['', 'two\nlines', 'disconnect', 'ack', 7, 'x'.repeat(65)].map(isOne)).toEqual(
      Array(6).fill(false),
    );
  });
});

describe('topics', () => {
  it.each<[Topic, string, string]>([
    [BUS, 'vehicle:bus-7', 'vehicle:bus-7'],
    [ACME, 'vehicle:bus-7', 'acme:vehicle:bus-7'],
    [{ ...ACME, family: 'geofence' }, 'geofence:bus-7', 'acme:geofence:bus-7'],
    [{ ...ACME, family: 'fleet', id: '' }, 'fleet', 'acme:fleet'],
    [{ ...BUS, family: 'drivers', id: '' }, 'drivers', 'drivers'],
    [{ ...ACME, family: 'users', id: '' }, 'users', 'acme:users'],
    [{ ...BUS, family: 'region', id: 'gc7x9r' }, 'region:gc7x9r', 'region:gc7x9r'],
    [{ ...ACME, family: 'company', id: 'c1' }, 'company:c1', 'acme:company:c1'],
  ])('%j are named for clients and for rooms', (topic, name, key) => {
    expect([topicName(topic), topicKey(topic)]).toEqual([name, key]);
    expect(parseTopicName(name, topic.tenant)).toEqual(topic);
  });

  it.each<[Topic, boolean, string[]]>([
    [BUS, false, ['transport:location:bus-7', 'tracking:vehicle:bus-7']],
    [BUS, true, ['transport:location:{bus-7}', 'tracking:vehicle:{bus-7}']],
    [ACME, false, ['acme:transport:location:bus-7', 'acme:tracking:vehicle:bus-7']],
    [ACME, true, ['acme:transport:location:{bus-7}', 'acme:tracking:vehicle:{bus-7}']],
    [{ ...BUS, family: 'geofence' }, false, ['transport:geofence:bus-7']],
    [{ ...ACME, family: 'geofence' }, true, ['acme:transport:geofence:{bus-7}']],
    [{ ...BUS, family: 'drivers', id: '' }, false, ['drivers_channel']],
    [{ ...ACME, family: 'drivers', id: '' }, true, ['acme:drivers_channel']],
    [{ ...BUS, family: 'users', id: '' }, true, ['users_channel']],
    [{ ...ACME, family: 'fleet', id: '' }, false, []],
    [{ ...ACME, family: 'region', id: 'gc7x9r' }, true, ['acme:transport:region:{gc7x9r}']],
    [{ ...ACME, family: 'order', id: 'o-81' }, true, ['acme:transport:order:{o-81}']],
    [{ ...BUS, family: 'offers', id: 'd-3' }, false, ['transport:offers:d-3']],
    [{ ...BUS, family: 'company', id: 'c1' }, false, ['transport:company:c1']],
    [{ ...ACME, family: 'conversation', id: 'c1' }, true, ['acme:transport:conversation:{c1}']],
  ])('%j (cluster: %s) have the channels that scripts know', (topic, cluster, channels) => {
    expect(topicChannels(topic, { cluster })).toEqual(channels);
  });

  it.each([
    '',
    ':',
    'vehicle',
    'vehicle:',
    'vehicle:a:b',
    'vehicle:a b',
    'Vehicle:a',
    'weather:1',
    'fleet:',
    'fleet:1',
    'drivers:x',
    'constructor',
    '__proto__:a',
    'toString',
    'acme:vehicle:bus-7',
    ' vehicle:bus-7',
    'vehicle:bus-7\n',
    `vehicle:${'x'.repeat(129)}`,
    'region:',
    'region:gc7x9',
    'region:gc7x9rr',
    'region:gc7x9a',
    'region:GC7X9R',
  ])('are not read from %j', (name) => {
    expect(parseTopicName(name, 'acme')).toBeUndefined();
  });

  it('are not read for a tenant that cannot be', () => {
    for (const tenant of ['', 'vehicle', 'A', 'a:b'])
      expect(parseTopicName('vehicle:bus-7', tenant)).toBeUndefined();
  });

  it('have names that read back as what they name, and no two share a room or a channel', () => {
    const tenant = fc
      .oneof(fc.constant('default'), fc.stringMatching(/^[a-z0-9][a-z0-9-]{0,20}$/))
      .filter((name) => parseTopicName('fleet', name) !== undefined);
    const topic = fc
      .record({
        tenant,
        family: fc.constantFrom(...TOPIC_FAMILIES),
        id: fc.stringMatching(/^[A-Za-z0-9._~@-]{1,20}$/),
        region: fc.stringMatching(/^[0-9b-hjkmnp-z]{6}$/),
      })
      .map(({ region, ...given }) => {
        if (given.family === 'region') return { ...given, id: region };
        return topicDefinition(given.family).hasId ? given : { ...given, id: '' };
      });
    fc.assert(
      fc.property(topic, topic, (one, other) => {
        expect(parseTopicName(topicName(one), one.tenant)).toEqual(one);
        const same = one.tenant === other.tenant && one.family === other.family && one.id === other.id;
        expect(topicKey(one) === topicKey(other)).toBe(same);
        for (const channel of topicChannels(one)) expect(topicChannels(other).includes(channel)).toBe(same);
      }),
      { numRuns: 3000 },
    );
  });
});

describe('keys', () => {
  it.each<[KeyName, string, string, string]>([
    ['session', 'abc', 'session:abc', 'session:{abc}'],
    ['userSessions', 'u1', 'user:u1:sessions', 'user:{u1}:sessions'],
    ['heartbeat', 'abc', 'heartbeat:abc', 'heartbeat:{abc}'],
    ['regionMembers', 'gc7x9r', 'region:gc7x9r:members', 'region:{gc7x9r}:members'],
    ['currentLocation', 'bus-7', 'location:current:vehicle:bus-7', 'location:current:vehicle:{bus-7}'],
    ['recentLocations', 'bus-7', 'gps:location:bus-7', 'gps:location:{bus-7}'],
    ['orderLock', 'o1', 'order_lock:o1', 'order_lock:{o1}'],
    ['orderViewers', 'o1', 'order_viewers:o1', 'order_viewers:{o1}'],
    ['conversationViewers', 'c1', 'conversation_viewers:c1', 'conversation_viewers:{c1}'],
    ['companyAgents', 'office', 'company_agents:office', 'company_agents:{office}'],
    ['activeDrivers', '', 'active_drivers', 'active_drivers'],
    ['activeUsers', '', 'active_users', 'active_users'],
  ])('%s', (key, id, plain, clustered) => {
    expect([
      keyName(key, 'default', id),
      keyName(key, 'acme', id),
      keyName(key, 'default', id, { cluster: true }),
      keyName(key, 'acme', id, { cluster: true }),
    ]).toEqual([plain, `acme:${plain}`, clustered, `acme:${clustered}`]);
  });

  it('are all written out above', () => {
    expect(Object.keys(KEYS)).toHaveLength(12);
  });
});
