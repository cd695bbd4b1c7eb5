import fc from 'fast-check';
import type { Follower, SinceChoice } from './follower.ts';
import { TOPIC_NAMES, turns, VEHICLES, type VehicleId, type World } from './world.ts';

const MAX_FOLLOWERS = 6;

/** What the program may do; the model only counts who is connected, as the verdicts judge the journals afterwards. */
export interface Model {
  connected: number;
}

type Action = fc.AsyncCommand<Model, World>;

function action(
  name: string,
  run: (world: World) => Promise<unknown> | unknown,
  check: (model: Readonly<Model>) => boolean = () => true,
): Action {
  return {
    check,
    async run(model, world) {
      await run(world);
      model.connected = world.followers.filter(({ connected }) => connected).length;
    },
    toString: () => name,
  };
}

/** An action of one of the connected followers. */
function of(
  name: string,
  which: number,
  run: (follower: Follower, world: World) => Promise<unknown> | unknown,
): Action {
  return action(
    `${name} by #${which}`,
    (world) => {
      const connected = world.followers.filter((follower) => follower.connected);
      const follower = connected[which % Math.max(1, connected.length)];
      return follower === undefined ? undefined : run(follower, world);
    },
    ({ connected }) => connected > 0,
  );
}

const which = fc.nat({ max: MAX_FOLLOWERS - 1 });
const vehicle = fc.constantFrom<VehicleId>(...VEHICLES);
const topic = fc.constantFrom(...TOPIC_NAMES);
const since = fc.constantFrom<SinceChoice>('none', 'last', 'last', 'earlier', 'elsewhere');

const connect = fc.constant(
  action(
    'connect',
    (world) => world.connect(),
    ({ connected }) => connected < MAX_FOLLOWERS,
  ),
);
const disconnect = which.map((index) => of('disconnect', index, (follower) => follower.disconnect()));
const join = fc.tuple(which, topic, since).map(([index, name, choice]) =>
  of(`join ${name} since ${choice}`, index, (follower) => {
    if (!follower.busy.has(name)) follower.join(name, choice);
  }),
);
const leave = fc.tuple(which, fc.constantFrom(...TOPIC_NAMES, 'fleet')).map(([index, name]) =>
  of(`leave ${name}`, index, (follower) => {
    if (!follower.busy.has(name)) follower.leave(name);
  }),
);
const trackFleet = fc.tuple(which, fc.constantFrom(20, 25, 100)).map(([index, tickMs]) =>
  of(`track fleet every ${tickMs} ms`, index, (follower) => {
    if (!follower.busy.has('fleet')) follower.trackFleet(tickMs);
  }),
);
const congest = which.map((index) =>
  of('congest', index, ({ client }) => {
    client.socket.full = true;
  }),
);
const drain = fc.tuple(which, fc.boolean()).map(([index, signalled]) =>
  of(signalled ? 'drain' : 'drain without a signal', index, ({ client }) => {
    client.socket.full = false;
    if (signalled) client.session.outbox.drained();
  }),
);
const publishFix = fc
  .tuple(vehicle, fc.constantFrom('now' as const, 'later' as const))
  .map(([id, when]) => action(`publish ${id} ${when}`, (world) => world.publishFix(id, when)));
const announce = vehicle.map((id) => action(`announce ${id}`, (world) => world.announce(id)));
const publishAlerts = fc
  .tuple(
    vehicle,
    fc.oneof(
      { weight: 20, arbitrary: fc.integer({ min: 1, max: 4 }) },
      { weight: 1, arbitrary: fc.constantFrom(60, 1100) },
    ),
  )
  .map(([id, count]) =>
    action(`publish ${count} alerts of ${id}`, (world) => world.publishAlerts(id, count)),
  );
const wait = fc.integer({ min: 1, max: 4 }).map((count) => action(`wait ${count} turns`, () => turns(count)));
const advance = fc
  .constantFrom(10, 30, 200, 6000)
  .map((ms) => action(`advance ${ms} ms`, (world) => world.rig.clock.advance(ms)));

/** Sequences of actions; what is done often is named often. */
export function actions(maxCommands: number): fc.Arbitrary<Iterable<Action>> {
  return fc.commands(
    [
      connect,
      connect,
      disconnect,
      join,
      join,
      join,
      leave,
      trackFleet,
      congest,
      drain,
      drain,
      publishFix,
      publishFix,
      announce,
      publishAlerts,
      publishAlerts,
      wait,
      wait,
      advance,
    ],
    { maxCommands, size: 'max' },
  );
}
