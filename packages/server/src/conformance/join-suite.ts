import { randomUUID } from 'node:crypto';
import type { Fix, Topic, VehicleStatus } from '@waycast/contract';
import { describe, expect, it } from 'vitest';
import type { OutgoingEvent } from '../kernel/frames.ts';
import { toLocationUpdate } from '../kernel/location-update.ts';
import type { Joined } from '../kernel/subscribe.ts';
import type { History } from '../ports/history.ts';
import type { Live, LogPosition } from '../ports/live.ts';
import { type Hook, instrumented } from './instrumented.ts';
import { createJoinRig, type JoinRig } from './join-rig.ts';
import { createMemoryHistory } from './memory-history.ts';

const T0 = Date.parse('2026-05-04T07:45:50.000Z');

/** Changes a topic; called at the points where the join waits. */
type Publication = (live: Live, topic: Topic) => Promise<unknown>;

/** One way of joining; resolves to what the client was told of its position, where that matters. */
type Joining = (rig: JoinRig, topic: Topic, hook: Hook) => Promise<Joined>;

interface Run {
  /** Points at which the join waited. */
  readonly points: number;
  readonly joined: Joined;
  readonly events: readonly OutgoingEvent[];
}

interface Scenario {
  readonly family: 'vehicle' | 'geofence';
  readonly prepare: (live: Live, topic: Topic, history: History) => Promise<unknown>;
  readonly joining: Joining;
  readonly publications: readonly Publication[];
  /** Whether everything has arrived. */
  readonly complete: (events: readonly OutgoingEvent[], joined: Joined) => boolean;
}

/**
 * The join protocol over a live: subscribe → hold → read → ack → release. Each run injects publications at one
 * combination of the points where the join waits, and all combinations are run.
 */
export function joinSuite(live: () => Live): void {
  describe('L1 L6 joining has no gap and no double, whatever is published while it waits', () => {
    for (const [held, prepare] of Object.entries(KEYED_STATES)) {
      for (const [published, publications] of Object.entries(KEYED_PUBLICATIONS)) {
        it(`keyed topic, ${held}, ${published}`, async () => {
          const complete: Scenario['complete'] = (events) => events.some((event) => versionOf(event) === newestOf(published));
          for await (const { events } of allRuns(live(), { family: 'vehicle', prepare, joining: once, publications, complete })) {
            expectRising(events.map(versionOf), 1);
          }
        });
      }
    }
    it('keyed topic, joined twice side by side', async () => {
      const publications = KEYED_PUBLICATIONS['two fixes'];
      const complete: Scenario['complete'] = (events) => events.some((event) => versionOf(event) === newestOf('two fixes'));
      for (const joining of [sideBySide(), sideBySide({ reverse: true })]) {
        const scenario: Scenario = { family: 'vehicle', prepare: KEYED_STATES['a fix in live'], joining, publications, complete };
        // The second join sends its snapshot too, which may be the same.
        for await (const { events } of allRuns(live(), scenario)) expectRising(events.map(versionOf), 0);
      }
    });
    for (const [since, { joining, first }] of Object.entries(LOG_JOININGS)) {
      for (const count of [1, 2, 3]) {
        it(`log topic, ${since}, ${count} published`, async () => {
          const publications = Array.from({ length: count }, (_, index) => appendAlert(`injected ${index + 1}`));
          const last = PREPARED_ALERTS + count;
          const complete: Scenario['complete'] = (events, joined) => first(joined) > last || events.some((event) => offsetOf(event) === last);
          const scenario: Scenario = { family: 'geofence', prepare: prepareAlerts, joining, publications, complete };
          for await (const { joined, events } of allRuns(live(), scenario)) {
            expectComplete(events.map(offsetOf), first(joined), last);
          }
        });
      }
    }
  });
}

// How a run goes

/** Runs the scenario for every rising combination of points, after a first run that counts them. */
async function* allRuns(live: Live, scenario: Scenario): AsyncIterable<Run> {
  const { points } = await run(live, scenario, scenario.publications.map(() => 0));
  for (const at of risingCombinations(scenario.publications.length, points)) yield await run(live, scenario, at);
}

async function run(live: Live, scenario: Scenario, at: readonly number[]): Promise<Run> {
  const topic: Topic = { tenant: `t-${randomUUID()}`, family: scenario.family, id: 'bus-1' };
  const history = createMemoryHistory();
  await scenario.prepare(live, topic, history);
  const publications = scenario.publications.map((publish, index) => ({ publish, at: at[index] ?? 0 }));
  let points = 0;
  const hook: Hook = async () => {
    const here = points;
    points += 1;
    for (const { publish, at: point } of publications) if (point === here) await publish(live, topic);
  };
  const rig = createJoinRig(
    instrumented(live, hook, ['subscribe', 'get', 'replay', 'seed']), instrumented(history, hook, ['last']), topic,
  );
  const joined = await scenario.joining(rig, topic, hook);
  await hook('released');
  const missed = publications.filter(({ at: point }) => point >= points);
  for (const { publish } of missed) await publish(live, topic);
  await rig.socket.until(({ events }) => scenario.complete(events, joined));
  // A stray late event would arrive before this one.
  await markEnd(live, topic, rig);
  const events = rig.socket.events.filter((event) => event.data !== undefined && !('end' in event.data));
  await rig.close();
  return { points, joined, events };
}

async function markEnd(live: Live, topic: Topic, rig: JoinRig): Promise<void> {
  const isEnd = ({ data }: OutgoingEvent): boolean => 'end' in data;
  if (topic.family === 'geofence') await live.append(topic, 'geofence:alert', { end: true });
  else await live.set([{ topic, event: 'location:update', data: { end: true }, version: T0 + 1e9, announce: 'now' }]);
  await rig.socket.until(({ events }) => events.some(isEnd));
}

/** All sequences of `length` points below `points` in which none is smaller than the one before. */
function risingCombinations(length: number, points: number, from = 0): number[][] {
  if (length === 0) return [[]];
  return Array.from({ length: points - from }, (_, index) => from + index)
    .flatMap((first) => risingCombinations(length - 1, points, first).map((rest) => [first, ...rest]));
}

// Ways of joining

const once: Joining = async (rig, topic, hook) => {
  const joined = await rig.subscribe.join(rig.session, topic);
  await hook('acked');
  rig.answer(joined);
  return joined;
};

function withSince(offset: number, epoch?: string): Joining {
  return async (rig, topic, hook) => {
    const joined = await rig.subscribe.join(rig.session, topic, { epoch: epoch ?? preparedEpoch(topic), offset });
    await hook('acked');
    rig.answer(joined);
    return joined;
  };
}

/** Two joins of one topic under way at once, answered in either order. Resolves to what decides the position. */
function sideBySide({ reverse = false, since = [] }: { reverse?: boolean; since?: readonly (number | undefined)[] } = {}): Joining {
  return async (rig, topic, hook) => {
    const positions = [since[0], since[1]].map((offset) => (offset === undefined ? undefined : { epoch: preparedEpoch(topic), offset }));
    const joins = await Promise.all(positions.map((position) => rig.subscribe.join(rig.session, topic, position)));
    for (const joined of reverse ? joins.toReversed() : joins) {
      await hook('acked');
      rig.answer(joined);
    }
    const decides = joins[since[0] !== undefined && since[1] === undefined ? 0 : 1];
    if (decides === undefined) throw new Error('two joins make two');
    return decides;
  };
}

/** Joined already, and joined again without a position: the running follow goes on. */
const again: Joining = async (rig, topic, hook) => {
  const joined = await once(rig, topic, hook);
  await once(rig, topic, hook);
  return joined;
};

const LOG_JOININGS: Readonly<Record<string, { joining: Joining; first: (joined: Joined) => number }>> = {
  'without a position': { joining: once, first: ({ offset }) => offset + 1 },
  'since the start': { joining: withSince(0), first: () => 1 },
  'since the second': { joining: withSince(2), first: () => 3 },
  'since the last': { joining: withSince(3), first: () => 4 },
  'since another epoch': { joining: withSince(2, 'another'), first: ({ offset }) => offset + 1 },
  'twice without a position': { joining: again, first: ({ offset }) => offset + 1 },
  'since and without a position side by side': { joining: sideBySide({ since: [1, undefined] }), first: () => 2 },
  'the same, answered in reverse': { joining: sideBySide({ since: [1, undefined], reverse: true }), first: () => 2 },
  'without a position and since side by side': { joining: sideBySide({ since: [undefined, 1] }), first: () => 2 },
  'since two positions side by side': { joining: sideBySide({ since: [0, 1] }), first: () => 2 },
};

// What is published

const PREPARED_ALERTS = 3;
const epochs = new Map<string, LogPosition>();

async function prepareAlerts(live: Live, topic: Topic): Promise<void> {
  for (let index = 1; index <= PREPARED_ALERTS; index++) {
    epochs.set(topic.tenant, await live.append(topic, 'geofence:alert', { says: `prepared ${index}` }));
  }
}

function preparedEpoch({ tenant }: Topic): string {
  return epochs.get(tenant)?.epoch ?? '';
}

function appendAlert(says: string): Publication {
  return (live, topic) => live.append(topic, 'geofence:alert', { says });
}

const KEYED_STATES = {
  'nothing known': async () => undefined,
  'a fix in live': (live: Live, topic: Topic) => set(1)(live, topic),
  'a fix in history': (_live: Live, topic: Topic, history: History) => history.record([{ tenant: topic.tenant, fix: fixAt(1) }]),
  'a held fix in live': async (live: Live, topic: Topic) => {
    await set(0)(live, topic);
    await set(1, 'later')(live, topic);
  },
} as const;

const announce: Publication = (live, topic) => live.announce(topic);

const KEYED_PUBLICATIONS: Readonly<Record<'one fix' | 'two fixes' | 'a held fix' | 'a held fix and a newer one' | 'OFFLINE and back' | 'OFFLINE', readonly Publication[]>> = {
  'one fix': [set(2)],
  'two fixes': [set(2), set(3)],
  'a held fix': [set(2, 'later'), announce],
  'a held fix and a newer one': [set(2, 'later'), set(3), announce],
  OFFLINE: [set(2), set(2.5)],
  'OFFLINE and back': [set(2), set(2.5), set(3)],
};

function newestOf(published: keyof typeof KEYED_PUBLICATIONS | string): number {
  if (published === 'OFFLINE') return T0 + 2.5;
  return T0 + (published === 'one fix' || published === 'a held fix' ? 2 : 3);
}

/** Sets the position of `number` milliseconds after T0; a half means OFFLINE. */
function set(number: number, when: 'now' | 'later' = 'now'): Publication {
  const status: VehicleStatus = Number.isInteger(number) ? 'ONLINE' : 'OFFLINE';
  const data = toLocationUpdate(fixAt(Math.floor(number)), status);
  return (live, topic) => live.set([{ topic, event: 'location:update', data, version: T0 + number, announce: when }]);
}

function fixAt(number: number): Fix {
  return { vehicleId: 'bus-1', latitude: 52, longitude: -8, time: T0 + number, receivedAt: Date.now(), accuracy: null };
}

// What is expected

function versionOf({ data }: OutgoingEvent): number {
  if (!('timestamp' in data) || !('status' in data)) return Number.NaN;
  return Date.parse(String(data.timestamp)) + (data.status === 'OFFLINE' ? 0.5 : 0);
}

function offsetOf({ position }: OutgoingEvent): number {
  return position?.offset ?? Number.NaN;
}

/** Each version is greater than the one before, or with `minStep` 0 at least not smaller. */
function expectRising(versions: readonly number[], minStep: 0 | 1): void {
  for (const [index, version] of versions.entries()) {
    const before = versions[index - 1] ?? Number.NEGATIVE_INFINITY;
    expect(minStep === 1 ? version > before : version >= before, `versions ${versions.join()}`).toBe(true);
  }
}

function expectComplete(offsets: readonly number[], first: number, last: number): void {
  expect(offsets).toEqual(Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => first + index));
}
