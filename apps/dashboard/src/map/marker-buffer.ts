import type { FleetStore, Vehicle } from '../fleet/fleet-store.ts';
import { type Freshness, freshnessOf } from '../fleet/freshness.ts';
import { toMercator } from './view.ts';

/** Floats per vehicle: from xy, to xy, glide start and end (s), heading from and to (rad), state, emphasis. */
export const MARKER_FLOATS = 10;

/** What a marker looks like, as the shader numbers it. Standing vehicles show no direction. */
export const MARKER_STATES = { moving: 0, standing: 1, late: 2, stale: 3, offline: 4 } as const;
export type MarkerState = keyof typeof MARKER_STATES;

/** How a vehicle looks where its state by position, `state`, is not the whole of it; null: it is not shown. */
export type Look = (vehicle: Vehicle, freshness: Freshness, state: MarkerState) => MarkerState | null;

/** Receivers report crawling while they stand. */
const STANDING_MPS = 0.4;

export interface MarkerMoment {
  /** The page's clock, which glides run by. */
  readonly pageMs: number;
  /** The server's time, which ages run by. */
  readonly serverMs: number;
  readonly reportIntervalMs: number;
  readonly selectedId: string | undefined;
  readonly look: Look | undefined;
}

/** The fleet as typed arrays: refilled when something changed, read by the graphics card on every frame. */
export interface MarkerBuffer {
  data: Float32Array<ArrayBuffer>;
  count: number;
  /** Mercator origin of the positions, which are too fine for 32 bits from the edge of the world. */
  originX: number;
  originY: number;
  /** Page time that glide times count from. */
  baseMs: number;
}

export function createMarkerBuffer(): MarkerBuffer {
  return { data: new Float32Array(256 * MARKER_FLOATS), count: 0, originX: 0.5, originY: 0.5, baseMs: 0 };
}

/** Refills the buffer around a new origin. The selected vehicle comes last, to be drawn on top. */
export function fillMarkers(
  buffer: MarkerBuffer,
  store: FleetStore,
  [originX, originY]: readonly [number, number],
  moment: MarkerMoment,
): void {
  const vehicles = store.all();
  if (buffer.data.length < vehicles.length * MARKER_FLOATS) {
    buffer.data = new Float32Array(Math.ceil(vehicles.length * 1.5) * MARKER_FLOATS);
  }
  Object.assign(buffer, { originX, originY, baseMs: moment.pageMs, count: 0 });
  let selected: Vehicle | undefined;
  for (const vehicle of vehicles) {
    if (vehicle.id === moment.selectedId) selected = vehicle;
    else write(buffer, vehicle, moment, 0);
  }
  if (selected !== undefined) write(buffer, selected, moment, 1);
}

/** The look of a vehicle's marker. */
export function markerState(vehicle: Vehicle, freshness: Freshness): MarkerState {
  if (freshness !== 'fresh') return freshness;
  const { status, speed } = vehicle.fix;
  const stands = status === 'IDLE' || (speed !== undefined && speed < STANDING_MPS);
  return stands || vehicle.glide.toHeading === undefined ? 'standing' : 'moving';
}

/** The look of a vehicle at a moment; null: it is not shown. */
export function lookOf(
  vehicle: Vehicle,
  { serverMs, reportIntervalMs, look }: Pick<MarkerMoment, 'serverMs' | 'reportIntervalMs' | 'look'>,
): MarkerState | null {
  const freshness = freshnessOf(vehicle.fix.status, serverMs - vehicle.time, reportIntervalMs);
  const state = markerState(vehicle, freshness);
  return look === undefined ? state : look(vehicle, freshness, state);
}

function write(buffer: MarkerBuffer, vehicle: Vehicle, moment: MarkerMoment, emphasis: number): void {
  const { glide } = vehicle;
  const state = lookOf(vehicle, moment);
  if (state === null) return;
  const [fromX, fromY] = toMercator(glide.from);
  const [toX, toY] = toMercator(glide.to);
  const toHeading = glide.toHeading ?? 0;
  const turn = ((((toHeading - (glide.fromHeading ?? toHeading)) % 360) + 540) % 360) - 180;
  const { data } = buffer;
  let at = buffer.count * MARKER_FLOATS;
  data[at++] = fromX - buffer.originX;
  data[at++] = fromY - buffer.originY;
  data[at++] = toX - buffer.originX;
  data[at++] = toY - buffer.originY;
  data[at++] = (glide.startMs - buffer.baseMs) / 1000;
  data[at++] = (glide.endMs - buffer.baseMs) / 1000;
  data[at++] = ((toHeading - turn) * Math.PI) / 180;
  data[at++] = (toHeading * Math.PI) / 180;
  data[at++] = MARKER_STATES[state];
  data[at] = emphasis;
  buffer.count += 1;
}
