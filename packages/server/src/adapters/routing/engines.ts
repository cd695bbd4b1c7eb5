import { z } from 'zod';
import type { Routing, Way } from '../../ports/routing.ts';

export type Points = Parameters<Routing['ways']>[0];
export type Matrix = readonly (readonly (Way | null)[])[];

/** A routing engine's HTTP API: what to ask, and what its answer says. */
export interface Engine {
  readonly name: 'OSRM' | 'Valhalla';
  request(base: URL, from: Points, to: Points): { readonly url: URL; readonly body?: string };
  /** Throws where the answer is of another shape. */
  read(answer: unknown, from: number, to: number): Matrix;
}

const Row = z.array(z.number().nullable());

/** `GET /table/v1/driving/…` of OSRM 5.16 and later, where distances are told: seconds and metres, null without a way. */
export const OSRM: Engine = {
  name: 'OSRM',
  request(base, from, to) {
    const places = [...from, ...to].map(({ longitude, latitude }) => `${six(longitude)},${six(latitude)}`);
    const url = under(base, `table/v1/driving/${places.join(';')}`);
    url.search = `sources=${numbers(0, from.length)}&destinations=${numbers(from.length, to.length)}&annotations=duration,distance`;
    return { url };
  },
  read(answer, from, to) {
    const { durations, distances } = OsrmAnswer.parse(answer);
    return matrixOf(from, to, (row, column) => [durations[row]?.[column], distances[row]?.[column]]);
  },
};

const OsrmAnswer = z.object({ code: z.literal('Ok'), durations: z.array(Row), distances: z.array(Row) });

/** `POST /sources_to_targets` of Valhalla, costing `auto`: seconds and kilometres, null without a way. */
export const VALHALLA: Engine = {
  name: 'Valhalla',
  request(base, from, to) {
    const places = (points: Points) =>
      points.map(({ latitude, longitude }) => ({ lat: latitude, lon: longitude }));
    const body = { sources: places(from), targets: places(to), costing: 'auto', units: 'kilometers' };
    return { url: under(base, 'sources_to_targets'), body: JSON.stringify(body) };
  },
  read(answer, from, to) {
    const { sources_to_targets: table } = ValhallaAnswer.parse(answer);
    const at = (row: number, column: number) => table[row]?.[column];
    return matrixOf(from, to, (row, column) => [at(row, column)?.time, inMetres(at(row, column)?.distance)]);
  },
};

const Cell = z.object({ time: z.number().nullable(), distance: z.number().nullable() });
const ValhallaAnswer = z.object({ sources_to_targets: z.array(z.array(Cell)) });

type Told = number | null | undefined;

function matrixOf(
  rows: number,
  columns: number,
  at: (row: number, column: number) => readonly [durationS: Told, metres: Told],
): Matrix {
  return Array.from({ length: rows }, (_, row) =>
    Array.from({ length: columns }, (_, column) => {
      const [durationS, metres] = at(row, column);
      if (durationS === undefined || metres === undefined) throw new Error('the answer has too few entries');
      return durationS === null || metres === null ? null : { durationS, distanceM: metres };
    }),
  );
}

/** A path below the address, which may have one of its own (`https://maps.example.com/osrm`). */
function under(base: URL, path: string): URL {
  const url = new URL(base);
  url.pathname = `${base.pathname.replace(/\/$/, '')}/${path}`;
  return url;
}

function numbers(first: number, count: number): string {
  return Array.from({ length: count }, (_, index) => first + index).join(';');
}

/** Some 10 cm, without exponents. */
function six(degrees: number): string {
  return degrees.toFixed(6);
}

function inMetres(kilometres: Told): Told {
  return typeof kilometres === 'number' ? kilometres * 1000 : kilometres;
}
