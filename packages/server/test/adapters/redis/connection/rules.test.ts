import { SimpleError } from '@redis/client';
import { describe, expect, it } from 'vitest';
import { Backoff } from '../../../../src/adapters/redis/connection/backoff.ts';
import { NodeHealth } from '../../../../src/adapters/redis/connection/node-health.ts';
import { versionProblem } from '../../../../src/adapters/redis/connection/node-identity.ts';
import { redirectOf } from '../../../../src/adapters/redis/connection/redirect.ts';
import { agreedMaster, type Opinion } from '../../../../src/adapters/redis/connection/sentinel-opinions.ts';
import { readSlotMap } from '../../../../src/adapters/redis/connection/slot-map.ts';
import { judge } from '../../../../src/adapters/redis/connection/state.ts';

describe('back-off', () => {
  it('grows by half, stays between its bounds and begins anew', () => {
    const backoff = new Backoff(100, 300);
    const delays = Array.from({ length: 5 }, () => backoff.next(() => 0));
    expect(delays).toEqual([100, 150, 225, 300, 300]);
    expect(backoff.next(() => 1)).toBeCloseTo(210);
    backoff.reset();
    expect(backoff.next(() => 1)).toBe(100);
  });
});

describe('the health of a node', () => {
  it.each([
    ['at first', () => undefined, false, 'unproven', 'not connected yet'],
    ['connected', () => undefined, true, 'unproven', 'not connected yet'],
    ['proven', (health: NodeHealth) => health.proven(), true, 'proven', 'not connected yet'],
    ['just lost', (health: NodeHealth) => health.lost('closed'), false, 'unproven', 'closed'],
    ['given up', (health: NodeHealth) => health.failed('refused'), false, 'down', 'refused'],
    ['answering again', (health: NodeHealth) => health.failed('refused'), true, 'unproven', 'refused'],
    ['refusing', (health: NodeHealth) => health.refused('OOM'), true, 'down', 'OOM'],
  ])('%s', (_, happens, linked, status, reason) => {
    const health = new NodeHealth();
    happens(health);
    expect([health.status(linked), health.reason]).toEqual([status, reason]);
  });
});

describe('the state of Redis', () => {
  const node = (status: 'proven' | 'unproven' | 'down') => ({ status, reason: status });
  it.each([
    ['connected', '', { nodes: [node('proven'), node('proven')] }],
    ['unproven', 'a channel is open', { nodes: [node('proven')], problem: 'a channel is open' }],
    ['unproven', 'unproven', { nodes: [node('proven'), node('unproven')] }],
    ['unproven', 'down', { nodes: [node('unproven'), node('proven'), node('down')] }],
    ['disconnected', 'down', { nodes: [node('down'), node('down')] }],
    ['unproven', 'no answer yet', { nodes: [] }],
    ['disconnected', 'nobody answers', { nodes: [], missing: 'nobody answers' }],
  ])('%s: %s', (state, reason, { nodes, missing, problem }: Partial<Parameters<typeof judge>[0]>) => {
    expect(judge({ nodes: nodes ?? [], missing, problem })).toEqual({ state, reason });
  });
});

describe('the version of Redis', () => {
  it.each([
    ['5.0.14', false, 'Redis 5.0.14, but it takes 6.2 or later: update Redis'],
    ['6.0.16', false, 'Redis 6.0.16, but it takes 6.2 or later: update Redis'],
    ['6.2.0', false, undefined],
    ['6.2.14', true, 'Redis 6.2.14, but it takes 7.0 or later on a Cluster: update Redis'],
    ['7.0.15', true, undefined],
    ['255.255.255', true, undefined],
    ['', false, undefined],
  ])('%s, of a Cluster: %s', (version, cluster, problem) => {
    expect(versionProblem(`# Server\r\nredis_version:${version}\r\nrun_id:1\r\n`, cluster)).toBe(problem);
  });
});

describe('redirections', () => {
  const from = { host: 'node-1', port: 7001 };
  it.each([
    ['MOVED 3999 10.0.0.2:7002', { kind: 'moved', slot: 3999, to: { host: '10.0.0.2', port: 7002 } }],
    ['MOVED 3999 fe80::1:7002', { kind: 'moved', slot: 3999, to: { host: 'fe80::1', port: 7002 } }],
    ['ASK 1 :7003', { kind: 'ask', slot: 1, to: { host: 'node-1', port: 7003 } }],
    ['TRYAGAIN Multiple keys request during rehashing of slot', { kind: 'again' }],
    ['CLUSTERDOWN Hash slot not served', { kind: 'again' }],
    ['WRONGTYPE Operation against a key', undefined],
  ])('%s', (message, expected) => {
    expect(redirectOf(new SimpleError(message), from)).toEqual(expected);
  });

  it('are only what a server says', () => {
    expect(redirectOf(new Error('MOVED 3999 10.0.0.2:7002'), from)).toBeUndefined();
  });
});

describe('what the Sentinels agree on', () => {
  const now = 10_000;
  const says = (host: string, epoch: number, at = now): Opinion => ({ master: { host, port: 1 }, epoch, at });
  it.each([
    ['nothing, when nobody speaks', [], undefined],
    ['nothing, when all fell silent', [says('a', 1, now - 5000)], undefined],
    ['the newest configuration', [says('a', 1), says('a', 1), says('b', 2)], 'b'],
    ['most votes of equally new ones', [says('b', 2), says('a', 2), says('a', 2, now - 100)], 'a'],
    ['the last word of equally many', [says('a', 2, now - 100), says('b', 2)], 'b'],
    ['nothing that is old', [says('b', 3, now - 5000), says('a', 2)], 'a'],
  ])('%s', (_, opinions, host) => {
    expect(agreedMaster(opinions, now)?.host).toBe(host);
  });
});

describe('the map of slots', () => {
  const from = { host: '10.0.0.1', port: 7001 };
  const info = 'cluster_state:ok\r\ncluster_current_epoch:7\r\n';
  const slots = [
    [0, 100, ['', 7001, 'id-1'], ['10.0.0.9', 7009, 'id-9']],
    [101, 16_383, ['10.0.0.2', 7002, 'id-2']],
    ['nonsense'],
  ];

  it('reads masters, and the name of the node that does not know its own', () => {
    const map = readSlotMap(slots, info, from);
    expect([...map.masters.keys()]).toEqual(['10.0.0.1:7001', '10.0.0.2:7002']);
    expect([0, 100, 101].map((slot) => map.ownerOf(slot))).toEqual([
      '10.0.0.1:7001',
      '10.0.0.1:7001',
      '10.0.0.2:7002',
    ]);
    expect([map.epoch, map.failing]).toEqual([7, false]);
    expect(readSlotMap([], 'cluster_state:fail', from).failing).toBe(true);
    expect(() => readSlotMap('ERR', info, from)).toThrow(/CLUSTER SLOTS/);
  });

  it('finds a name for every master, and none for others', () => {
    const map = readSlotMap(slots, info, from);
    for (const address of map.masters.keys())
      expect(map.ownerOfKey(`x:{${map.tagOf(address)}}`)).toBe(address);
    expect(map.tagOf('10.0.0.9:7009')).toBeUndefined();
  });

  it('tells whether anything changed', () => {
    const map = readSlotMap(slots, info, from);
    const same = readSlotMap(slots, info, from);
    expect(map.equals(same)).toBe(true);
    same.assign(5, 5, { host: '10.0.0.2', port: 7002 });
    expect(map.equals(same)).toBe(false);
  });
});
