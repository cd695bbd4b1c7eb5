import type { Topic } from '@waycast/contract';
import type { KeyedState, Live, LiveEvent, LiveListener } from '../../ports/live.ts';
import type { Tracing } from '../../ports/tracing.ts';

/** Stands in what a recorded span published, on its channel and in its key too, so that other servers can link to it. */
const FIELD = '_trace';

/** The same live, with a span for each publication and, linked to it, one for its delivery on every server. */
export function traceLive(live: Live, tracing: Tracing): Live {
  const marked = (data: object): object => {
    const current = tracing.current();
    return current === undefined ? data : { ...data, [FIELD]: current };
  };

  const traced =
    (listener: LiveListener): LiveListener =>
    (event) => {
      if (event.kind === 'gap' || !(FIELD in event.data)) return listener(event);
      const link = String(event.data[FIELD]);
      tracing.spanNow({ ...nameOf(event), link }, () => listener({ ...event, data: unmarked(event.data) }));
    };

  return {
    get forgets() {
      return live.forgets;
    },
    set: (changes) =>
      tracing.span(
        { name: 'waycast.live.set', kind: 'producer', attributes: { 'waycast.changes': changes.length } },
        () => live.set(changes.map((change) => ({ ...change, data: marked(change.data) }))),
      ),
    append: (topic, event, data, earlier) =>
      tracing.span(spanOf('waycast.live.append', topic, event), () =>
        live.append(topic, event, marked(data), earlier),
      ),
    carry: (topic, event, data, position) =>
      tracing.span(spanOf('waycast.live.carry', topic, event), () =>
        live.carry(topic, event, marked(data), position),
      ),
    aside: (topic, event, data) =>
      tracing.span(spanOf('waycast.live.aside', topic, event), () => live.aside(topic, event, marked(data))),
    subscribe: (topic, listener, missed) => live.subscribe(topic, traced(listener), missed),
    forget: (topic) => live.forget(topic),
    announce: (topic, haste) => live.announce(topic, haste),
    seed: (states) => live.seed(states),
    async get(topic) {
      const state = await live.get(topic);
      return state === undefined ? undefined : unmarkedState(state);
    },
    list: async (tenant, family) => (await live.list(tenant, family)).map(unmarkedState),
    async replay(topic, since) {
      const replay = await live.replay(topic, since);
      return { ...replay, events: replay.events.map(unmarkedEvent) };
    },
    close: () => live.close(),
  };
}

function spanOf(name: string, { family }: Topic, event: string) {
  return {
    name,
    kind: 'producer',
    attributes: { 'waycast.family': family, 'waycast.event': event },
  } as const;
}

function nameOf(event: Exclude<LiveEvent, { kind: 'gap' }>) {
  const attributes = { 'waycast.family': event.topic.family, 'waycast.event': event.event };
  return { name: 'waycast.deliver', kind: 'consumer', attributes } as const;
}

function unmarked(data: object): object {
  if (!(FIELD in data)) return data;
  const { [FIELD]: _trace, ...own } = data;
  return own;
}

function unmarkedState<S extends KeyedState>(state: S): S {
  return FIELD in state.data ? { ...state, data: unmarked(state.data) } : state;
}

function unmarkedEvent(event: LiveEvent): LiveEvent {
  return event.kind === 'gap' ? event : { ...event, data: unmarked(event.data) };
}
