import type { Topic } from '@waycast/contract';
import { describe, expect, it } from 'vitest';
import { createCountingMetrics } from '../../src/conformance/counting-metrics.ts';
import { RecordedSocket } from '../../src/conformance/recorded-socket.ts';
import { Follow } from '../../src/kernel/fanout.ts';
import { broadcastOf, payloadOf } from '../../src/kernel/frames.ts';
import { Outbox } from '../../src/kernel/outbox.ts';
import type { LiveEvent } from '../../src/ports/live.ts';

const VEHICLE: Topic = { tenant: 'acme', family: 'vehicle', id: 'bus-7' };
const GEOFENCE: Topic = { ...VEHICLE, family: 'geofence' };

function open() {
  const socket = new RecordedSocket();
  const outbox = new Outbox(
    socket,
    createCountingMetrics(),
    (task) => task(),
    () => socket.close(4450, 'slow_consumer'),
  );
  const follow = new Follow('acme:vehicle:bus-7', outbox);
  const deliver = (...events: LiveEvent[]): void => {
    for (const event of events) follow.deliver(event, broadcastOf(event));
  };
  const numbers = (): unknown[] =>
    socket.events.map(({ data, position }) => position?.offset ?? ('v' in data && data.v));
  return { socket, follow, deliver, numbers };
}

function keyed(version: number): LiveEvent {
  return { kind: 'keyed', topic: VEHICLE, event: 'location:update', data: { v: version }, version };
}

function logged(offset: number, epoch = 'e1'): LiveEvent {
  return { kind: 'log', topic: GEOFENCE, event: 'geofence:alert', data: {}, epoch, offset };
}

describe('follow of a keyed topic', () => {
  it('holds the newest alone while joining, and lets it out once released', () => {
    const { follow, deliver, numbers } = open();
    deliver(keyed(1), keyed(2), keyed(3));
    expect(numbers()).toEqual([]);
    follow.release();
    follow.release();
    expect(numbers()).toEqual([3]);
  });

  it('lets nothing out that is not newer than the snapshot or than what went before', () => {
    const { follow, deliver, numbers } = open();
    deliver(keyed(2));
    expect(follow.takeSnapshot(3)).toBe(true);
    follow.release();
    deliver(keyed(3), keyed(1), keyed(3.5), keyed(3.5), keyed(4), keyed(2));
    expect(numbers()).toEqual([3.5, 4]);
  });

  it('takes a later snapshot of the same version, and none that is older', () => {
    const { follow, deliver } = open();
    follow.release();
    deliver(keyed(5));
    expect([follow.takeSnapshot(4), follow.takeSnapshot(5), follow.takeSnapshot(6)]).toEqual([
      false,
      true,
      true,
    ]);
  });
});

describe('follow of a log topic', () => {
  it('lets out what came after the position, each once and in order', () => {
    const { follow, deliver, numbers } = open();
    deliver(logged(4), logged(5), logged(6));
    follow.sawPosition({ epoch: 'e1', offset: 5 });
    follow.release();
    deliver(logged(6), logged(7));
    expect(numbers()).toEqual([6, 7]);
  });

  it('goes on in a new epoch from its start', () => {
    const { follow, deliver, numbers } = open();
    follow.sawPosition({ epoch: 'e1', offset: 90 });
    follow.release();
    deliver(logged(1, 'e2'), logged(2, 'e2'), logged(2, 'e2'));
    expect(numbers()).toEqual([1, 2]);
  });

  it('says when more came while joining than it holds, and starts over', () => {
    const { follow, deliver, numbers, socket } = open();
    for (let offset = 1; offset <= 1001; offset++) deliver(logged(offset));
    expect(follow.overflowed).toBe(true);
    follow.forgetHeld();
    expect(follow.overflowed).toBe(false);
    deliver(logged(1002));
    follow.sawPosition({ epoch: 'e1', offset: 1001 });
    follow.release();
    expect([numbers(), socket.closed]).toEqual([[1002], undefined]);
  });

  it('ends the session rather than go on with a hole', () => {
    const { follow, deliver, socket, numbers } = open();
    for (let offset = 1; offset <= 1500; offset++) deliver(logged(offset));
    follow.sawPosition({ epoch: 'e1', offset: 0 });
    follow.release();
    deliver(logged(1501));
    expect([socket.closed?.closeCode, numbers()]).toEqual([4450, []]);
  });

  it('carries the position in what clients see', () => {
    const { follow, deliver, socket } = open();
    follow.release();
    deliver(logged(3));
    expect(socket.events.map(payloadOf)).toEqual([{ topic: 'geofence:bus-7', offset: 3, epoch: 'e1' }]);
    expect(payloadOf({ event: 'x', data: { a: 1 } })).toEqual({ a: 1 });
  });
});
