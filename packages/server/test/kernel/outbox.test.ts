import { describe, expect, it } from 'vitest';
import { createCountingMetrics } from '../../src/conformance/counting-metrics.ts';
import { RecordedSocket } from '../../src/conformance/recorded-socket.ts';
import type { Batch } from '../../src/kernel/batch.ts';
import { Broadcast } from '../../src/kernel/frames.ts';
import {
  type Due,
  MAX_WAITING_LOG_BYTES,
  MAX_WAITING_LOG_FRAMES,
  MAX_WAITING_REPLAY_BYTES,
  Outbox,
} from '../../src/kernel/outbox.ts';

/** An outbox whose turns end when the test says so. */
function open(socket = new RecordedSocket()) {
  const tasks: Due[] = [];
  const metrics = createCountingMetrics();
  let overflows = 0;
  const onOverflow = () => {
    overflows += 1;
  };
  const outbox = new Outbox(socket, metrics, (task) => tasks.push(task), onOverflow);
  const endTurn = (): void => {
    for (const task of tasks.splice(0)) task.endTurn();
  };
  return { socket, metrics, outbox, endTurn, tasks, overflows: () => overflows };
}

function event(says: string, topic = 'drivers'): Broadcast {
  return new Broadcast({ event: 'message', data: { says }, topic });
}

function said(socket: RecordedSocket): string[] {
  return socket.events.map(({ data }) => ('says' in data ? String(data.says) : '?'));
}

describe('outbox of a socket that keeps up', () => {
  it('gathers what a turn pushes and writes it once, in order', () => {
    const { socket, outbox, endTurn, tasks } = open();
    outbox.pushLog(event('1'));
    outbox.pushKeyed('k', event('2'));
    outbox.pushKeyed('k', event('3'));
    outbox.pushLog(event('4'));
    expect([socket.writes.length, tasks.length, outbox.depth]).toEqual([0, 1, 4]);
    endTurn();
    expect([socket.writes.length, said(socket), outbox.depth]).toEqual([1, ['1', '2', '3', '4'], 0]);
  });

  it('writes answers with the events of their turn, in order, and counts events alone', () => {
    const { socket, outbox, endTurn, metrics } = open();
    outbox.pushLog(event('1'));
    outbox.pushAnswer(event('ack').frame(socket.format));
    outbox.pushLog(event('2'));
    endTurn();
    expect([socket.writes.length, metrics.total('delivered')]).toEqual([1, 2]);
    expect(said(socket)).toEqual(['1', 'ack', '2']);
  });

  it('still writes answers when it gives up', () => {
    const { socket, outbox } = open();
    outbox.pushAnswer(event('ack').frame(socket.format));
    outbox.giveUp();
    expect(said(socket)).toEqual(['ack']);
  });

  it('writes nothing at the end of a turn that was flushed', () => {
    const { socket, outbox, endTurn, metrics } = open();
    outbox.pushLog(event('1'));
    for (let twice = 0; twice < 2; twice++) outbox.flush();
    endTurn();
    expect([socket.writes.length, metrics.total('delivered')]).toEqual([1, 1]);
  });

  it('writes without waiting for the turn when very much gathers', () => {
    const { socket, outbox, endTurn } = open();
    for (let index = 0; index < 600; index++) outbox.pushLog(event(String(index)));
    expect(socket.writes.map((frames) => frames.length)).toEqual([256, 256]);
    endTurn();
    expect(said(socket)).toEqual(Array.from({ length: 600 }, (_, index) => String(index)));
  });

  it('encodes an event once for all sockets of a format', () => {
    let encoded = 0;
    const format = { name: 'counted', encode: () => `frame ${++encoded}` };
    const shared = event('1');
    expect([shared.frame(format), shared.frame(format), shared.frame({ ...format })]).toEqual([
      'frame 1',
      'frame 1',
      'frame 2',
    ]);
  });
});

describe('outbox of a congested socket', () => {
  it('keeps one newest value per key, and all log events in order, which go first', () => {
    const { socket, outbox, endTurn, metrics } = open();
    socket.full = true;
    for (const says of ['a1', 'a2']) outbox.pushKeyed('a', event(says));
    for (const says of ['1', '2']) outbox.pushLog(event(says));
    outbox.pushKeyed('b', event('b1'));
    outbox.pushKeyed('a', event('a3'));
    endTurn();
    expect([
      socket.writes.length,
      outbox.depth,
      outbox.congested,
      metrics.total('dropped conflated'),
    ]).toEqual([0, 4, true, 2]);
    socket.full = false;
    outbox.drained();
    endTurn();
    expect([said(socket), outbox.depth, outbox.congested]).toEqual([['1', '2', 'b1', 'a3'], 0, false]);
  });

  it('keeps the order across the moment of congestion', () => {
    const { socket, outbox, endTurn } = open();
    outbox.pushLog(event('1'));
    socket.full = true;
    outbox.pushLog(event('2'));
    outbox.flush();
    socket.full = false;
    outbox.pushLog(event('3'));
    endTurn();
    expect(said(socket)).toEqual(['1', '2', '3']);
  });

  it('goes on with the next push when the signal that it drained was missed', () => {
    const { socket, outbox, endTurn } = open();
    socket.full = true;
    outbox.pushKeyed('a', event('a1'));
    socket.full = false;
    outbox.pushKeyed('b', event('b1'));
    endTurn();
    expect([said(socket), outbox.congested]).toEqual([['a1', 'b1'], false]);
  });

  it('replaces a waiting value also when the socket takes more by then', () => {
    const { socket, outbox, endTurn } = open();
    socket.full = true;
    outbox.pushKeyed('a', event('a1'));
    socket.full = false;
    outbox.pushKeyed('a', event('a2'));
    endTurn();
    expect(said(socket)).toEqual(['a2']);
  });

  it('ignores a drain signal while the socket is full', () => {
    const { socket, outbox } = open();
    socket.full = true;
    outbox.pushLog(event('1'));
    outbox.drained();
    outbox.flush();
    expect(socket.writes).toEqual([]);
  });

  it('stops draining when the socket is full again, and loses and doubles nothing', () => {
    class SmallSocket extends RecordedSocket {
      override write(batch: Batch): void {
        super.write(batch);
        this.full = true;
      }
    }
    const { socket, outbox, endTurn } = open(new SmallSocket());
    socket.full = true;
    const all = Array.from({ length: 700 }, (_, index) => String(index));
    for (const says of all) outbox.pushLog(event(says));
    outbox.pushKeyed('k', event('k'));
    const written: number[] = [];
    for (let round = 0; round < 5; round++) {
      socket.full = false;
      outbox.drained();
      endTurn();
      written.push(socket.writes.at(-1)?.length ?? 0);
    }
    expect(said(socket)).toEqual([...all, 'k']);
    expect(Math.max(...written)).toBeLessThanOrEqual(256);
  });

  it('ends the session beyond so many log events, once, and counts what was lost', () => {
    const { socket, outbox, endTurn, metrics, overflows } = open();
    socket.full = true;
    for (let index = 0; index < MAX_WAITING_LOG_FRAMES; index++) outbox.pushLog(event('x'));
    outbox.pushKeyed('k', event('k'));
    expect(overflows()).toBe(0);
    outbox.pushLog(event('one too many'));
    outbox.pushLog(event('after the end'));
    outbox.pushKeyed('k', event('after the end'));
    socket.full = false;
    outbox.drained();
    endTurn();
    expect([overflows(), socket.writes, outbox.depth]).toEqual([1, [], 0]);
    expect([metrics.total('dropped overflow'), metrics.total('dropped closed')]).toEqual([
      MAX_WAITING_LOG_FRAMES + 1,
      1,
    ]);
  });

  it('ends the session beyond so many bytes of log events', () => {
    const { outbox, socket, overflows } = open();
    socket.full = true;
    const tenth = event('x'.repeat(MAX_WAITING_LOG_BYTES / 10 - 100));
    for (let index = 0; index < 10; index++) outbox.pushLog(tenth);
    expect(overflows()).toBe(0);
    outbox.pushLog(tenth);
    expect(overflows()).toBe(1);
  });

  it('lets a replay wait beside them, whatever its length, up to so many bytes', () => {
    const { outbox, socket, overflows } = open();
    socket.full = true;
    for (let index = 0; index < 3 * MAX_WAITING_LOG_FRAMES; index++) outbox.pushReplayed(event('x'));
    for (let index = 0; index < MAX_WAITING_LOG_FRAMES; index++) outbox.pushLog(event('x'));
    expect(overflows()).toBe(0);
    const half = event('x'.repeat(MAX_WAITING_REPLAY_BYTES / 2));
    outbox.pushReplayed(half);
    expect(overflows()).toBe(0);
    outbox.pushReplayed(half);
    expect(overflows()).toBe(1);
  });

  it('never ends the session for keyed values, however many come', () => {
    const { socket, outbox, overflows } = open();
    socket.full = true;
    for (let index = 0; index < 20_000; index++) outbox.pushKeyed(`k${index % 10}`, event(String(index)));
    expect([outbox.depth, overflows()]).toEqual([10, 0]);
  });

  it('frees the room that drained log events took', () => {
    const { socket, outbox, endTurn, overflows } = open();
    for (let round = 0; round < 3; round++) {
      socket.full = true;
      for (let index = 0; index < MAX_WAITING_LOG_FRAMES; index++) outbox.pushLog(event('x'.repeat(300)));
      socket.full = false;
      outbox.drained();
      endTurn();
    }
    expect([overflows(), socket.events.length]).toEqual([0, 3 * MAX_WAITING_LOG_FRAMES]);
  });

  it('takes back what waits of one topic and no other', () => {
    const { socket, outbox, endTurn } = open();
    socket.full = true;
    for (const topic of ['geofence:1', 'geofence:2', 'geofence:1']) outbox.pushLog(event(topic, topic));
    outbox.takeBack('geofence:1');
    expect(outbox.depth).toBe(1);
    socket.full = false;
    outbox.drained();
    endTurn();
    expect(said(socket)).toEqual(['geofence:2']);
  });
});

describe('outbox that is closed', () => {
  it('writes nothing more and counts what it had', () => {
    const { socket, outbox, endTurn, metrics } = open();
    outbox.pushLog(event('1'));
    outbox.close();
    outbox.close();
    outbox.pushLog(event('2'));
    outbox.flush();
    outbox.giveUp();
    endTurn();
    expect([socket.writes, metrics.total('dropped closed'), outbox.depth]).toEqual([[], 1, 0]);
  });
});
