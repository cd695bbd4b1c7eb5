import type { Topic } from '@waycast/contract';
import fc from 'fast-check';
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
    (due) => due.endTurn(),
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

type LogEvent = Extract<LiveEvent, { kind: 'log' }>;

function logged(offset: number, epoch = 'e1'): LogEvent {
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

  it('[P68] tells where a log goes on after a gap, once', () => {
    const { follow, deliver, socket, numbers } = open();
    follow.sawPosition({ epoch: 'e1', offset: 2 });
    follow.release();
    const gap: LiveEvent = { kind: 'gap', topic: GEOFENCE, epoch: 'e1', offset: 7 };
    deliver(gap, gap, logged(7), logged(8));
    expect(numbers()).toEqual([7, 8]);
    expect(socket.events[0]).toMatchObject({
      event: 'resync',
      data: { topic: 'geofence:bus-7', recovered: false, epoch: 'e1', offset: 7 },
    });
  });

  it('passes what came from outside, with its topic and without a position', () => {
    const { follow, deliver, socket } = open();
    const aside: LiveEvent = { kind: 'aside', topic: GEOFENCE, event: 'geofence:alert', data: { a: 1 } };
    deliver(logged(3), aside);
    follow.release();
    deliver(aside, logged(4));
    expect(socket.events.map(payloadOf)).toMatchObject([
      { offset: 3 },
      { a: 1, topic: 'geofence:bus-7' },
      { a: 1, topic: 'geofence:bus-7' },
      { offset: 4 },
    ]);
    expect(socket.events.filter(({ position }) => position === undefined)).toHaveLength(2);
  });

  it('[P68] tells the new number of the last event that it had by another', () => {
    const { follow, deliver, socket } = open();
    follow.release();
    deliver(logged(1), logged(1, 'l'), logged(2, 'l'), logged(2));
    deliver(
      { ...logged(3), was: { epoch: 'l', offset: 1 } },
      { ...logged(4), was: { epoch: 'l', offset: 2 } },
    );
    expect(socket.events.map(({ event, position }) => [event, position?.epoch, position?.offset])).toEqual([
      ['geofence:alert', 'e1', 1],
      ['geofence:alert', 'l', 1],
      ['geofence:alert', 'l', 2],
      ['geofence:alert', 'e1', 2],
      ['resync', 'e1', 4],
    ]);
  });

  it('lets every event out once, however often it is told and numbered again', () => {
    const step = fc.oneof(
      fc.constantFrom('shared' as const, 'local' as const, 'return' as const),
      fc.integer({ min: 0, max: 40 }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const { follow, deliver, socket } = open();
        const history = new History(deliver);
        follow.release();
        for (const given of steps) history.take(given);
        history.take('return');
        const had = socket.events.flatMap(({ data }) => ('id' in data ? [data.id] : []));
        expect(had).toEqual([...new Set(had)]);
        expect(had.length).toBe(history.count);
      }),
    );
  });
});

/** Events that get their numbers in the shared log, or first elsewhere and there again. */
class History {
  count = 0;
  readonly #deliver: (event: LiveEvent) => void;
  readonly #shared: LogEvent[] = [];
  #interims = 0;
  #interim: LogEvent[] = [];

  constructor(deliver: (event: LiveEvent) => void) {
    this.#deliver = deliver;
  }

  /** A number: the shared log is told again from there. */
  take(given: 'shared' | 'local' | 'return' | number): void {
    if (typeof given === 'number') for (const event of this.#shared.slice(given)) this.#deliver(event);
    else if (given === 'shared') this.#append(this.#next());
    else if (given === 'local') {
      this.#interim.push({ ...this.#next(), epoch: `l${this.#interims}`, offset: this.#interim.length + 1 });
      for (const event of this.#interim.slice(-1)) this.#deliver(event);
    } else {
      for (const { epoch, offset, ...event } of this.#interim)
        this.#append({ ...event, epoch, offset, was: { epoch, offset } });
      this.#interim = [];
      this.#interims += 1;
    }
  }

  #next(): LogEvent {
    this.count += 1;
    return { ...logged(0), data: { id: this.count } };
  }

  #append(event: LogEvent): void {
    const numbered: LogEvent = { ...event, epoch: 'e1', offset: this.#shared.length + 1 };
    this.#shared.push(numbered);
    this.#deliver(numbered);
  }
}
