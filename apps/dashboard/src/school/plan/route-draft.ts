import type { RouteDescription, SchoolRoute, SchoolStop } from '@waycast/contract';
import type { Way } from '../map/way-layers.ts';
import type { Place } from './plan-map.tsx';

/** A stop on a route under work; `key` tells two visits of one stop apart. */
export interface DraftStop {
  readonly key: string;
  readonly stopId: string;
  readonly approachS: number | null;
  readonly approachM: number | null;
}

/** A route that is being made or changed. */
export interface RouteDraft {
  readonly name: string;
  readonly direction: RouteDescription['direction'];
  readonly color: string | null;
  readonly line: readonly Place[] | null;
  readonly stops: readonly DraftStop[];
}

export const EMPTY_ROUTE: RouteDraft = {
  name: '',
  direction: 'to_school',
  color: null,
  line: null,
  stops: [],
};

export function draftOfRoute({ name, direction, color, line, stops }: SchoolRoute): RouteDraft {
  return {
    name,
    direction,
    color,
    line,
    stops: stops.map(({ sequence, stopId, approachS, approachM }) => ({
      key: String(sequence),
      stopId,
      approachS,
      approachM,
    })),
  };
}

export function descriptionOfRoute({ stops, line, name, ...draft }: RouteDraft): RouteDescription {
  return {
    ...draft,
    name: name.trim(),
    line: line === null ? null : line.map(([longitude, latitude]) => [longitude, latitude]),
    stops: stops.map(({ stopId, approachS, approachM }) => ({ stopId, approachS, approachM })),
  };
}

/** With a stop more at the end; the same stop may be served twice, but not twice in a row. */
export function withStop(draft: RouteDraft, stopId: string): RouteDraft {
  if (draft.stops.at(-1)?.stopId === stopId) return draft;
  const added = { key: crypto.randomUUID(), stopId, approachS: null, approachM: null };
  return { ...draft, stops: [...draft.stops, added] };
}

/** With the stop at `from` moved by so many places; out of the list it stays where it is. */
export function withStopMoved(draft: RouteDraft, from: number, by: number): RouteDraft {
  const to = from + by;
  const stop = draft.stops[from];
  if (stop === undefined || to < 0 || to >= draft.stops.length) return draft;
  return { ...draft, stops: draft.stops.toSpliced(from, 1).toSpliced(to, 0, stop) };
}

/** The route's own stops numbered in order, then all others, small, to be chosen. */
export function wayOfDraft(
  { line, stops }: Pick<RouteDraft, 'line' | 'stops'>,
  known: ReadonlyMap<string, SchoolStop>,
): { readonly way: Way; readonly stopIds: readonly string[] } {
  const own = stops.flatMap(({ stopId }, index) => {
    const stop = known.get(stopId);
    return stop === undefined ? [] : [{ ...markOf(stop, String(index + 1), 'ahead'), stopId }];
  });
  const served = new Set(stops.map(({ stopId }) => stopId));
  const others = [...known.values()]
    .filter(({ stopId }) => !served.has(stopId))
    .map((stop) => ({ ...markOf(stop, '', 'past'), stopId: stop.stopId }));
  const all = [...others, ...own];
  return {
    way: {
      line: line ?? own.map(({ longitude, latitude }) => [longitude, latitude] as const),
      stops: all.map(({ stopId: _, ...mark }) => mark),
    },
    stopIds: all.map(({ stopId }) => stopId),
  };
}

function markOf({ latitude, longitude, name }: SchoolStop, mark: string, phase: 'past' | 'ahead') {
  return { latitude, longitude, name, mark, phase } as const;
}
