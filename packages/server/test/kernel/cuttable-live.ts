import { topicDefinition, WaycastError } from '@waycast/contract';
import type {
  KeyedState,
  Live,
  LiveEvent,
  LiveListener,
  LogPosition,
  MissedListener,
} from '../../src/ports/live.ts';

/** One server's connection to a live on another machine. Cutting it loses answers and events on their way. */
export interface CuttableLive extends Live {
  cut(): void;
  mend(): void;
  /** What the server believes: it notices a cut somewhat later. */
  reachable(): boolean;
  onReturn(listener: () => void): () => void;
}

interface Subscription {
  readonly topic: Parameters<Live['subscribe']>[0];
  readonly listener: LiveListener;
  readonly missed: MissedListener | undefined;
  position: LogPosition | undefined;
}

/** `turn` is the way there or back. */
export function createCuttableLive(real: Live, turn: () => Promise<void>): CuttableLive {
  const returns = new Set<() => void>();
  const subscriptions = new Set<Subscription>();
  /** Where events are that were given before, as a server knows them by their ids. */
  const known = new WeakMap<object, LogPosition>();
  let up = true;
  let believed = true;
  let connection = 0;
  let requests: Promise<unknown> = Promise.resolve();
  let arrivals: Promise<unknown> = Promise.resolve();

  function call<T>(work: () => Promise<T>): Promise<T> {
    const own = connection;
    const check = (): void => {
      if (!up || own !== connection) throw new WaycastError('unavailable', 'the connection is cut');
    };
    const answer = requests.then(async () => {
      check();
      await turn();
      check();
      const result = await work();
      await turn();
      check();
      return result;
    });
    requests = answer.catch(() => undefined);
    return answer;
  }

  /** In order, and only what is still connected when it arrives. */
  function arrive(run: () => Promise<void> | void): void {
    const own = connection;
    arrivals = arrivals.then(async () => {
      await turn();
      if (up && own === connection) await run();
    });
  }

  function tell(subscription: Subscription, event: LiveEvent): void {
    if (!subscriptions.has(subscription)) return;
    const { position } = subscription;
    if (event.kind === 'log' && topicDefinition(event.topic.family).stored !== true) {
      if (position?.epoch === event.epoch && event.offset <= position.offset) return;
      subscription.position = { epoch: event.epoch, offset: event.offset };
    }
    subscription.listener(event);
  }

  async function catchUp(subscription: Subscription): Promise<void> {
    const { topic, position, missed } = subscription;
    const { kind, stored } = topicDefinition(topic.family);
    if (stored === true) return missed?.();
    if (kind === 'log') {
      const { events, recovered } = await real.replay(topic, position);
      if (!recovered) throw new Error('the tail of these tests is long enough');
      for (const event of events) tell(subscription, event);
      return;
    }
    const state: KeyedState | undefined = await real.get(topic);
    if (state !== undefined) tell(subscription, { kind: 'keyed', topic, ...state });
  }

  return {
    forgets: true,
    set: (changes) => call(() => real.set(changes)),
    announce: (topic, haste) => call(() => real.announce(topic, haste)),
    seed: (states) => call(() => real.seed(states)),
    get: (topic) => call(() => real.get(topic)),
    list: (tenant, family) => call(() => real.list(tenant, family)),
    forget: (topic) => call(() => real.forget(topic)),
    append: (topic, event, data, earlier) =>
      call(async () => {
        const position = known.get(data) ?? (await real.append(topic, event, data, earlier));
        known.set(data, position);
        return position;
      }),
    replay: (topic, since) => call(() => real.replay(topic, since)),
    carry: (topic, event, data, position) => call(() => real.carry(topic, event, data, position)),
    aside: (topic, event, data) => call(() => real.aside(topic, event, data)),
    subscribe: (topic, listener, missed) =>
      call(async () => {
        const { position } = await real.replay(topic);
        const subscription: Subscription = { topic, listener, missed, position };
        subscriptions.add(subscription);
        const end = await real.subscribe(topic, (event) => arrive(() => tell(subscription, event)));
        return async () => {
          subscriptions.delete(subscription);
          await end();
        };
      }),
    close: async () => undefined,
    cut() {
      up = false;
      connection += 1;
      void turn().then(() => {
        believed = up;
      });
    },
    mend() {
      up = true;
      connection += 1;
      for (const subscription of subscriptions) arrive(() => catchUp(subscription));
      void turn().then(() => {
        if (!up) return;
        believed = true;
        for (const listener of returns) listener();
      });
    },
    reachable: () => believed,
    onReturn(listener) {
      returns.add(listener);
      return () => returns.delete(listener);
    },
  };
}
