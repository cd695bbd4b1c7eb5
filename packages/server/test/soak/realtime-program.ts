import fc from 'fast-check';
import { actions, type Model } from './actions.ts';
import { judge, judgeLeaks } from './verdicts.ts';
import { createWorld, turns, VEHICLES, type World } from './world.ts';

export interface ProgramSize {
  /** Makes a run repeatable; a failure names the one to use. */
  readonly seed: number;
  readonly runs: number;
  /** Actions of one run at the most. */
  readonly commands: number;
}

/**
 * Sessions, hub and live as a whole: many clients join, leave and come back while others publish, sockets fill up and
 * drain, and every operation of live takes its time. Rejects with the shortest sequence of actions that it found to
 * break a promise.
 */
export async function runRealtimeProgram({ seed, runs, commands }: ProgramSize): Promise<void> {
  const delays = fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 1, maxLength: 20 });
  await fc.assert(
    fc.asyncProperty(actions(commands), delays, async (sequence, given) => {
      const world = createWorld(given);
      const model: Model = { connected: 0 };
      await fc.asyncModelRun(() => ({ model, real: world }), sequence);
      await settle(world);
      await judge(world);
      await empty(world);
      judgeLeaks(world);
      await world.close();
    }),
    { seed, numRuns: runs },
  );
}

/** Lets everything that is under way arrive. */
async function settle(world: World): Promise<void> {
  for (const follower of world.followers) await follower.settled();
  for (const id of VEHICLES) await world.announce(id);
  for (const { client } of world.followers) {
    client.socket.full = false;
    client.session.outbox.drained();
  }
  world.rig.clock.advance(2000);
  await turns(3);
  // Many tasks of a turn are done in parts.
  for (let turn = 0; turn < 100 && isSending(world); turn++) await turns(1);
}

function isSending(world: World): boolean {
  return world.followers.some(({ client }) => client.session.outbox.depth > 0);
}

async function empty(world: World): Promise<void> {
  for (const follower of world.followers) follower.disconnect();
  for (let round = 0; round < 2; round++) {
    world.rig.clock.advance(10_000);
    await turns(10);
  }
}
