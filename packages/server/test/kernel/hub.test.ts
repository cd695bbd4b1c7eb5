import type { Topic } from '@waycast/contract';
import { WaycastError } from '@waycast/contract';
import { describe, expect, it } from 'vitest';
import { createMemoryLive } from '../../src/adapters/memory/live.ts';
import { type Hook, instrumented } from '../../src/conformance/instrumented.ts';
import { createRecordedLog } from '../../src/conformance/recorded-log.ts';
import type { Broadcast } from '../../src/kernel/frames.ts';
import { createHub, type Follower } from '../../src/kernel/hub.ts';
import type { Live, LiveEvent } from '../../src/ports/live.ts';
import { createManualClock } from '../manual-clock.ts';

const LINGER = 5_000;
const VEHICLE: Topic = { tenant: 'acme', family: 'vehicle', id: 'bus-7' };

class Told implements Follower {
  readonly versions: number[] = [];
  readonly broadcasts: Broadcast[] = [];
  deliver(event: LiveEvent, broadcast: Broadcast): void {
    this.versions.push(event.kind === 'keyed' ? event.version : Number.NaN);
    this.broadcasts.push(broadcast);
  }
}

/** A live that counts its open subscriptions and can be held up or made to fail at them. */
function open(hook: Hook = async () => undefined) {
  const real = createMemoryLive();
  let open = 0;
  const subscribe: Live['subscribe'] = async (topic, listener) => {
    const end = await real.subscribe(topic, listener);
    open += 1;
    return async () => {
      open -= 1;
      await end();
    };
  };
  const counted: Pick<Live, 'subscribe'> = { subscribe };
  const clock = createManualClock(0);
  const log = createRecordedLog();
  const hub = createHub(instrumented(counted, hook, ['subscribe']), clock, log);
  const publish = (version: number) =>
    real.set([
      {
        topic: VEHICLE,
        event: 'location:update',
        data: { version },
        version,
        announce: 'now',
        whenAbsent: 'store',
      },
    ]);
  return { hub, clock, log, publish, subscriptions: () => open };
}

function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

describe('hub', () => {
  it('holds one subscription in live for all followers of a topic, and shares the broadcast', async () => {
    const { hub, publish, subscriptions } = open();
    const [one, two] = [new Told(), new Told()];
    await Promise.all([hub.follow(VEHICLE, one), hub.follow(VEHICLE, two), hub.follow(VEHICLE, one)]);
    expect([hub.topics, subscriptions()]).toEqual([1, 1]);
    await publish(1);
    expect([one.versions, two.versions]).toEqual([[1], [1]]);
    expect(one.broadcasts[0]).toBe(two.broadcasts[0]);
  });

  it('tells a follower nothing once it has left, while others go on', async () => {
    const { hub, publish } = open();
    const [one, two] = [new Told(), new Told()];
    await hub.follow(VEHICLE, one);
    await hub.follow(VEHICLE, two);
    hub.unfollow(VEHICLE, one);
    await publish(1);
    expect([one.versions, two.versions]).toEqual([[], [1]]);
  });

  it('keeps the subscription for a while after the last follower, then ends it', async () => {
    const { hub, clock, publish, subscriptions } = open();
    const [one, two] = [new Told(), new Told()];
    await hub.follow(VEHICLE, one);
    hub.unfollow(VEHICLE, one);
    clock.advance(LINGER - 1);
    expect(subscriptions()).toBe(1);
    await hub.follow(VEHICLE, two);
    clock.advance(10 * LINGER);
    await publish(1);
    expect([subscriptions(), two.versions]).toEqual([1, [1]]);
    hub.unfollow(VEHICLE, two);
    clock.advance(LINGER);
    await turn();
    expect([hub.topics, subscriptions(), clock.waiting]).toEqual([0, 0, 0]);
  });

  it('ignores who leaves twice or was never there', async () => {
    const { hub, clock, subscriptions } = open();
    const [one, two] = [new Told(), new Told()];
    hub.unfollow(VEHICLE, one);
    await hub.follow(VEHICLE, one);
    hub.unfollow(VEHICLE, two);
    hub.unfollow(VEHICLE, one);
    hub.unfollow(VEHICLE, one);
    expect(clock.waiting).toBe(1);
    clock.advance(LINGER);
    await turn();
    expect(subscriptions()).toBe(0);
  });

  it('opens a new subscription for who comes while the old one ends', async () => {
    const { hub, clock, publish, subscriptions } = open();
    const [one, two] = [new Told(), new Told()];
    await hub.follow(VEHICLE, one);
    hub.unfollow(VEHICLE, one);
    clock.advance(LINGER);
    await hub.follow(VEHICLE, two);
    await turn();
    await publish(1);
    expect([subscriptions(), two.versions]).toEqual([1, [1]]);
  });

  it('ends what was still subscribing when its last follower left', async () => {
    let letGo = (): void => undefined;
    const held = new Promise<void>((resolve) => {
      letGo = resolve;
    });
    const { hub, clock, subscriptions } = open(async (point) => {
      if (point === 'subscribe:before') await held;
    });
    const one = new Told();
    const following = hub.follow(VEHICLE, one);
    hub.unfollow(VEHICLE, one);
    clock.advance(LINGER);
    letGo();
    await following;
    await turn();
    expect([hub.topics, subscriptions()]).toEqual([0, 0]);
  });

  it('rejects all who wait for a subscription that fails, keeps none of them, and tries again for the next', async () => {
    let failing = true;
    const { hub, clock, publish, subscriptions } = open(async () => {
      if (failing) throw new WaycastError('unavailable', 'live is away');
    });
    const followers = [new Told(), new Told(), new Told()];
    const outcomes = await Promise.allSettled(followers.map((follower) => hub.follow(VEHICLE, follower)));
    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
    expect([hub.topics, clock.waiting]).toEqual([0, 0]);
    failing = false;
    const late = new Told();
    await hub.follow(VEHICLE, late);
    await publish(1);
    expect([followers.map(({ versions }) => versions.length), late.versions, subscriptions()]).toEqual([
      [0, 0, 0],
      [1],
      1,
    ]);
  });

  it('leaves no timer and no warning of a follower that left a subscription that failed', async () => {
    const { hub, clock, log } = open(async () => {
      throw new WaycastError('unavailable', 'live is away');
    });
    const one = new Told();
    const following = hub.follow(VEHICLE, one);
    hub.unfollow(VEHICLE, one);
    await expect(following).rejects.toMatchObject({ code: 'unavailable' });
    clock.advance(LINGER);
    await turn();
    expect([clock.waiting, log.lines]).toEqual([0, []]);
  });

  it('ends everything when it closes', async () => {
    const { hub, clock, subscriptions } = open();
    const one = new Told();
    await hub.follow(VEHICLE, one);
    await hub.follow({ ...VEHICLE, id: 'bus-8' }, one);
    hub.unfollow(VEHICLE, one);
    await hub.close();
    expect([hub.topics, subscriptions(), clock.waiting]).toEqual([0, 0, 0]);
  });
});
