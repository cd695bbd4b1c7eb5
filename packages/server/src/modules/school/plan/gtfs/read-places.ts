import type { StopFields } from '../../../../ports/school-plan-store.ts';
import { readId, readName, readNumber } from './cells.ts';
import type { Findings } from './findings.ts';
import { Growing, membersOf } from './growing.ts';
import { NamedList } from './named-list.ts';
import type { Feed } from './open-feed.ts';
import { readTable } from './read-table.ts';

/** A stop of a feed; its radius only where the feed has one. */
export interface FeedStop extends Omit<StopFields, 'radiusM'> {
  readonly id: string;
  readonly radiusM: number | undefined;
}

/** Where people get on; stations, entrances and the like have other types. */
const STOP_TYPES: ReadonlySet<string> = new Set(['', '0']);
const LATITUDE = { min: -90, max: 90 };
const LONGITUDE = { min: -180, max: 180 };
const RADIUS_M = { min: 15, max: 500 };

export async function readStops(feed: Feed, findings: Findings): Promise<NamedList<FeedStop>> {
  const stops = new NamedList<FeedStop>();
  const file = 'stops.txt';
  const required = ['stop_id', 'stop_name', 'stop_lat', 'stop_lon'];
  await readTable(
    feed,
    {
      file,
      required,
      take({ row, cell }) {
        if (!STOP_TYPES.has(cell('location_type'))) return;
        const at = (column: string) => ({ file, row, column });
        const id = readId(cell('stop_id'), at('stop_id'), findings);
        const name = readName(cell('stop_name'));
        if (name === '') findings.error(at('stop_name'), 'is missing', 'Name the stop.');
        const latitude = readNumber(cell('stop_lat'), LATITUDE, at('stop_lat'), findings);
        const longitude = readNumber(cell('stop_lon'), LONGITUDE, at('stop_lon'), findings);
        const radius = cell('waycast_radius_m');
        const radiusM =
          radius === '' ? undefined : readNumber(radius, RADIUS_M, at('waycast_radius_m'), findings);
        if (id !== undefined)
          stops.add(id, { id, name, latitude, longitude, radiusM }, row, at('stop_id'), findings);
      },
    },
    findings,
  );
  return stops;
}

/** The lines of a feed. */
export interface Shapes {
  readonly ids: NamedList<string>;
  /** Positions [longitude, latitude] in order. */
  lineOf(shape: number): [number, number][];
}

export async function readShapes(feed: Feed, findings: Findings): Promise<Shapes> {
  const file = 'shapes.txt';
  const ids = new NamedList<string>();
  const [shapes, sequences, rows] = [new Growing('uint32'), new Growing('float64'), new Growing('uint32')];
  const [latitudes, longitudes] = [new Growing('float64'), new Growing('float64')];
  let last = { id: '', number: 0 };
  const numberOf = (id: string, row: number): number => {
    if (id !== last.id) {
      if (ids.get(id) === undefined) ids.add(id, id, row, { file }, findings);
      last = { id, number: ids.known(id) ?? 0 };
    }
    return last.number;
  };
  await readTable(
    feed,
    {
      file,
      required: ['shape_id', 'shape_pt_lat', 'shape_pt_lon', 'shape_pt_sequence'],
      take({ row, cell }) {
        const at = (column: string) => ({ file, row, column });
        const id = readId(cell('shape_id'), at('shape_id'), findings);
        const latitude = readNumber(cell('shape_pt_lat'), LATITUDE, at('shape_pt_lat'), findings);
        const longitude = readNumber(cell('shape_pt_lon'), LONGITUDE, at('shape_pt_lon'), findings);
        const range = { min: 0, max: 2 ** 31 };
        const sequence = readNumber(cell('shape_pt_sequence'), range, at('shape_pt_sequence'), findings);
        if (id === undefined) return;
        shapes.push(numberOf(id, row));
        sequences.push(sequence);
        rows.push(row);
        latitudes.push(latitude);
        longitudes.push(longitude);
      },
    },
    findings,
  );
  const members = membersOf(shapes, ids.items.length);
  return {
    ids,
    lineOf(shape) {
      const points = [...members(shape)].sort((a, b) => sequences.at(a) - sequences.at(b));
      for (const [index, point] of points.entries()) {
        const before = points[index - 1];
        if (before === undefined || sequences.at(before) !== sequences.at(point)) continue;
        const place = {
          file,
          row: rows.at(point),
          column: 'shape_pt_sequence',
          value: String(sequences.at(point)),
        };
        findings.error(
          place,
          `stands in line ${rows.at(before)} already`,
          'Number the points of a shape in order.',
        );
      }
      return points.map((point) => [longitudes.at(point), latitudes.at(point)]);
    },
  };
}
