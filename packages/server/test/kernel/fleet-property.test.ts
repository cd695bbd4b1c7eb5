import { boxContains } from '@waycast/geo';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type Box, openFleet, TICK, topicOf, type Update } from './fleet-rig.ts';

const VEHICLES = ['a', 'b', 'c'];
/** Equal, overlapping, apart, across the 180° meridian, and all. */
const BOXES: readonly (Box | undefined)[] = [
  undefined,
  [-9, 52, -8, 53],
  [-8.6, 52, -7, 53],
  [-8.6, 52.2, -7.9, 52.9],
  [170, 50, -170, 60],
];
const LONGITUDES = [-8.7, -8.5, -8.1, -7.5, 0, 175, 180, -175];

const members = fc.nat({ max: 5 });
const vehicles = fc.constantFrom(...VEHICLES);
const steps = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      name: fc.constant('put' as const),
      id: vehicles,
      longitude: fc.constantFrom(...LONGITUDES),
      announce: fc.constantFrom('now' as const, 'now' as const, 'later' as const),
    }),
  },
  { weight: 1, arbitrary: fc.record({ name: fc.constant('announce' as const), id: vehicles }) },
  { weight: 2, arbitrary: fc.record({ name: fc.constant('tick' as const) }) },
  { weight: 2, arbitrary: fc.record({ name: fc.constant('join' as const), box: fc.constantFrom(...BOXES) }) },
  { weight: 2, arbitrary: fc.record({ name: fc.constant('release' as const), member: members }) },
  { weight: 1, arbitrary: fc.record({ name: fc.constant('leave' as const), member: members }) },
  { weight: 1, arbitrary: fc.record({ name: fc.constant('full' as const), member: members }) },
  { weight: 1, arbitrary: fc.record({ name: fc.constant('drained' as const), member: members }) },
);
type Step = typeof steps extends fc.Arbitrary<infer T> ? T : never;
type Fleet = ReturnType<typeof openFleet>;

interface Follower {
  readonly box: Box | undefined;
  readonly joined: Awaited<ReturnType<Fleet['join']>>;
  left: boolean;
}

/** Takes one step; those that name a member who is not there do nothing. */
async function take(fleet: Fleet, followers: Follower[], step: Step, time: number): Promise<void> {
  const follower = 'member' in step ? followers[step.member] : undefined;
  switch (step.name) {
    case 'put':
      return fleet.put(step.id, time, step.longitude, step.announce);
    case 'announce':
      return void (await fleet.live.announce(topicOf(step.id)));
    case 'tick':
      return fleet.clock.advance(TICK);
    case 'join':
      return void followers.push({ box: step.box, joined: await fleet.join(step.box), left: false });
    case 'release':
      return follower?.joined.release();
    case 'leave':
      if (follower !== undefined) follower.left = true;
      return follower?.joined.leave();
    case 'full':
      if (follower !== undefined) follower.joined.socket.full = true;
      return;
    case 'drained':
      if (follower !== undefined) follower.joined.socket.full = false;
      return follower?.joined.outbox.drained();
    default:
      return step satisfies never;
  }
}

/** What a follower was sent of a vehicle, in order. */
function sent({ joined }: Follower, id: string): Update[] {
  return joined.socket.events
    .flatMap(({ data }) => ('updates' in data ? (data.updates as Update[]) : []))
    .filter(({ vehicleId }) => vehicleId === id);
}

it('[P21] [P22] [P28] [P29] everyone ends with the newest of what is in the box, and had each version once, in rising order', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(steps, { maxLength: 60 }), async (run) => {
      const fleet = openFleet();
      const followers: Follower[] = [];
      for (const [time, step] of run.entries()) await take(fleet, followers, step, time);
      for (const { joined } of followers) joined.release();
      for (const id of VEHICLES) await fleet.live.announce(topicOf(id));
      fleet.clock.advance(TICK);
      for (const { joined } of followers) joined.socket.full = false;
      for (const { joined } of followers) joined.outbox.drained();
      for (const follower of followers) {
        for (const id of VEHICLES) {
          const updates = sent(follower, id);
          const times = updates.map(({ timestamp }) => timestamp);
          expect(times).toEqual([...new Set(times)].sort());
          if (!follower.left) expectNewest(follower, updates, await newest(fleet, id));
        }
      }
    }),
    { numRuns: 500 },
  );
});

async function newest(fleet: Fleet, id: string): Promise<Update | undefined> {
  return (await fleet.live.get(topicOf(id)))?.data as Update | undefined;
}

/** A vehicle in the box is known where it is; one that is not is not known to be inside. */
function expectNewest({ box }: Follower, updates: readonly Update[], state: Update | undefined): void {
  if (state === undefined) return expect(updates).toEqual([]);
  const inside = box === undefined || boxContains(box, state);
  const last = updates.at(-1);
  if (inside) expect(last).toEqual(state);
  else if (last !== undefined && box !== undefined) expect(boxContains(box, last)).toBe(false);
}
