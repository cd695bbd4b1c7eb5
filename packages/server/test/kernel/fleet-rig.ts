import type { BoundingBox, LocationUpdate } from '@waycast/contract';
import type { z } from 'zod';
import { createMemoryLive } from '../../src/adapters/memory/live.ts';
import { createCountingMetrics } from '../../src/conformance/counting-metrics.ts';
import { type Hook, instrumented } from '../../src/conformance/instrumented.ts';
import { createRecordedLog } from '../../src/conformance/recorded-log.ts';
import { RecordedSocket } from '../../src/conformance/recorded-socket.ts';
import { createFleetFeeds } from '../../src/kernel/fleet-feed.ts';
import type { FrameFormat } from '../../src/kernel/frames.ts';
import { createHub } from '../../src/kernel/hub.ts';
import type { LoopLoad } from '../../src/kernel/loop-load.ts';
import { Outbox } from '../../src/kernel/outbox.ts';
import type { Live } from '../../src/ports/live.ts';
import { createManualClock } from '../manual-clock.ts';

export type Box = z.infer<typeof BoundingBox>;
export type Update = z.infer<typeof LocationUpdate>;

export const TICK = 25;
const T0 = Date.parse('2026-05-04T07:45:50.000Z');
export const TOWN: Box = [-9, 52, -8, 53];

/** Fleet feeds over a live in memory, on a clock of the test; `hook` runs where a join waits. */
export function openFleet(hook: Hook = async () => undefined, load: LoopLoad = () => 0) {
  const clock = createManualClock(T0);
  const real = createMemoryLive();
  const live: Live = instrumented(real, hook, ['list', 'subscribe']);
  const hub = createHub(live, clock, createRecordedLog());
  const feeds = createFleetFeeds(hub, { list: (tenant) => live.list(tenant, 'vehicle') }, clock, load);
  /** Vehicle `id` at the time and longitude, as one position of `acme`. */
  async function put(
    id: string,
    time: number,
    longitude = -8.5,
    announce: 'now' | 'later' = 'now',
  ): Promise<void> {
    const data: Update = {
      vehicleId: id,
      latitude: 52.5,
      longitude,
      accuracy: null,
      status: 'ONLINE',
      timestamp: new Date(T0 + time).toISOString(),
    };
    await real.set([
      {
        topic: topicOf(id),
        event: 'location:update',
        data,
        version: T0 + time,
        announce,
        whenAbsent: 'store',
      },
    ]);
  }
  async function join(bbox?: Box, socket = new RecordedSocket(), tickMs = TICK) {
    const outbox = new Outbox(
      socket,
      createCountingMetrics(),
      (due) => due.endTurn(),
      () => undefined,
    );
    const membership = await feeds.join({ tenant: 'acme', bbox, tickMs }, outbox);
    return { socket, outbox, ...membership, batches: () => socket.events.map(({ data }) => shown(data)) };
  }
  async function joined(bbox?: Box, socket?: RecordedSocket) {
    const member = await join(bbox, socket);
    member.release();
    return member;
  }
  return { clock, live: real, hub, put, join, joined };
}

export function topicOf(id: string) {
  return { tenant: 'acme', family: 'vehicle', id } as const;
}

/** `id@time` of each update in a batch. */
function shown(data: object): string[] {
  const updates: unknown = 'updates' in data ? data.updates : [];
  if (!Array.isArray(updates)) throw new Error('a batch holds updates');
  return updates.map(({ vehicleId, timestamp }: Update) => `${vehicleId}@${Date.parse(timestamp) - T0}`);
}

/** Sockets of one format that counts how often it encodes. */
export function countingSockets() {
  const counter = { encoded: 0, open: () => new CountedSocket() };
  const format: FrameFormat = {
    name: 'counted',
    encode: (event) => {
      counter.encoded += 1;
      return JSON.stringify(event);
    },
  };
  class CountedSocket extends RecordedSocket {
    override readonly format = format;
  }
  return counter;
}
