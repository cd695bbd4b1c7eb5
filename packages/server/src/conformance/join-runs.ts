import { randomUUID } from 'node:crypto';
import type { Topic } from '@waycast/contract';
import type { OutgoingEvent } from '../kernel/frames.ts';
import type { Joined } from '../kernel/subscribe.ts';
import type { History } from '../ports/history.ts';
import type { Live } from '../ports/live.ts';
import { type Hook, instrumented } from './instrumented.ts';
import { createJoinRig, type JoinRig } from './join-rig.ts';
import { locationOf } from './live-samples.ts';
import { createMemoryHistory } from './memory-history.ts';

/** Version of the event that ends a run, a moment before now and so beyond all others. */
const END_VERSION = Date.now();

/** Changes a topic; called at the points where the join waits. */
export type Publication = (live: Live, topic: Topic) => Promise<unknown>;

/** One way of joining; resolves to what the client was told of its position, where that matters. */
export type Joining = (rig: JoinRig, topic: Topic, hook: Hook) => Promise<Joined>;

export interface Run {
  /** Points at which the join waited. */
  readonly points: number;
  readonly joined: Joined;
  readonly events: readonly OutgoingEvent[];
}

export interface Scenario {
  readonly family: 'vehicle' | 'geofence';
  readonly prepare: (live: Live, topic: Topic, history: History) => Promise<unknown>;
  readonly joining: Joining;
  readonly publications: readonly Publication[];
  /** Whether everything has arrived. */
  readonly complete: (events: readonly OutgoingEvent[], joined: Joined) => boolean;
}

/** Runs the scenario for every rising combination of points, after a first run that counts them. */
export async function* allRuns(live: Live, scenario: Scenario): AsyncIterable<Run> {
  const { points } = await run(
    live,
    scenario,
    scenario.publications.map(() => 0),
  );
  for (const at of risingCombinations(scenario.publications.length, points))
    yield await run(live, scenario, at);
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
    instrumented(live, hook, ['subscribe', 'get', 'replay', 'seed']),
    instrumented(history, hook, ['last']),
    topic,
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
  else
    await live.set([
      {
        topic,
        event: 'location:update',
        data: { ...locationOf(topic, END_VERSION, 'end'), end: true },
        version: END_VERSION,
        announce: 'now',
        whenAbsent: 'store',
      },
    ]);
  await rig.socket.until(({ events }) => events.some(isEnd));
}

/** All sequences of `length` points below `points` in which none is smaller than the one before. */
function risingCombinations(length: number, points: number, from = 0): number[][] {
  if (length === 0) return [[]];
  return Array.from({ length: points - from }, (_, index) => from + index).flatMap((first) =>
    risingCombinations(length - 1, points, first).map((rest) => [first, ...rest]),
  );
}
