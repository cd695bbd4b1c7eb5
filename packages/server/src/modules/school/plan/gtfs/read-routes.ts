import type { Direction } from '../../../../ports/school-plan-store.ts';
import { readId, readName, readNumber, toId } from './cells.ts';
import type { Findings } from './findings.ts';
import { NamedList } from './named-list.ts';
import type { Feed } from './open-feed.ts';
import type { FeedStop, Shapes } from './read-places.ts';
import { readTable } from './read-table.ts';

/** A route of a feed. What only our own feeds say is undefined in others. */
export interface FeedRoute {
  readonly id: string;
  readonly name: string;
  readonly color: string | null;
  readonly direction: Direction | undefined;
  /** Number of its shape where it has one of its own, -1 where it has none. */
  readonly shape: number;
  /** The stops that it has also without any trip. */
  readonly stops: FeedRouteStop[];
}

export interface FeedRouteStop {
  readonly row: number;
  readonly sequence: number;
  /** Number of the stop. */
  readonly stop: number;
  readonly approachS: number | null;
  readonly approachM: number | null;
}

const COLOR = /^[0-9a-f]{6}$/i;
const DIRECTIONS: ReadonlyMap<string, Direction> = new Map([
  ['to_school', 'to_school'],
  ['from_school', 'from_school'],
  ['other', 'other'],
]);

export async function readRoutes(
  feed: Feed,
  shapes: Shapes,
  findings: Findings,
): Promise<NamedList<FeedRoute>> {
  const routes = new NamedList<FeedRoute>();
  const file = 'routes.txt';
  await readTable(
    feed,
    {
      file,
      required: ['route_id'],
      take({ row, cell }) {
        const at = (column: string) => ({ file, row, column, value: cell(column) });
        const id = readId(cell('route_id'), at('route_id'), findings);
        const name = readName([cell('route_short_name'), cell('route_long_name')].join(' ').trim());
        if (name === '')
          findings.error(
            at('route_long_name'),
            'is missing, and route_short_name too',
            'Name the route in one of them.',
          );
        const color = cell('route_color').replace(/^#/, '');
        const isColor = COLOR.test(color);
        if (color !== '' && !isColor)
          findings.warn(at('route_color'), 'is no colour, and was left out', 'Write six hexadecimal digits.');
        const shapeId = cell('waycast_shape_id');
        const shape =
          shapeId === ''
            ? -1
            : (shapes.ids.numberOf(toId(shapeId), 'shapes.txt', at('waycast_shape_id'), findings) ?? -1);
        const direction = DIRECTIONS.get(cell('waycast_direction'));
        const route = {
          id: id ?? '',
          name,
          color: isColor ? `#${color}` : null,
          direction,
          shape,
          stops: [],
        };
        if (id !== undefined) routes.add(id, route, row, at('route_id'), findings);
      },
    },
    findings,
  );
  return routes;
}

/** Stops that routes have without any trip, which only our own feeds say. */
export async function readRouteStops(
  feed: Feed,
  routes: NamedList<FeedRoute>,
  stops: NamedList<FeedStop>,
  findings: Findings,
): Promise<void> {
  const file = 'waycast_route_stops.txt';
  if (!feed.has(file)) return;
  await readTable(
    feed,
    {
      file,
      required: ['route_id', 'stop_sequence', 'stop_id'],
      take({ row, cell }) {
        const at = (column: string) => ({ file, row, column, value: cell(column) });
        const route = routes.numberOf(toId(cell('route_id')), 'routes.txt', at('route_id'), findings);
        const stop = stops.numberOf(toId(cell('stop_id')), 'stops.txt', at('stop_id'), findings);
        const sequence = readNumber(
          cell('stop_sequence'),
          { min: 0, max: 2 ** 31 },
          at('stop_sequence'),
          findings,
        );
        const nullable = (column: string, min: number, max: number) =>
          cell(column) === '' ? null : readNumber(cell(column), { min, max }, at(column), findings);
        const [approachS, approachM] = [nullable('approach_s', 30, 3600), nullable('approach_m', 50, 20_000)];
        if (route !== undefined && stop !== undefined)
          routes.items[route]?.stops.push({ row, sequence, stop, approachS, approachM });
      },
    },
    findings,
  );
  for (const route of routes.items) route.stops.sort((a, b) => a.sequence - b.sequence);
}
