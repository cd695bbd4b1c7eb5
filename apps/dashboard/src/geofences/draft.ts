import type { Geofence } from '@waycast/contract';
import type { FenceShape, LatLng } from '@waycast/geo';

export type ShapeKind = FenceShape['type'];

/** A fence that is being drawn or changed; `shape` is null until the first drawing is finished. */
export interface Draft {
  /** Absent: it is new. */
  readonly id: string | undefined;
  readonly kind: ShapeKind;
  readonly name: string;
  readonly shape: FenceShape | null;
  /** Radius of a circle or width of a corridor in metres. */
  readonly sizeM: number;
  /** Seconds after which a stay is told of; null: never. */
  readonly dwellS: number | null;
  /** The same for people to read, rounded. */
  readonly dwellMin: number | null;
  readonly appliesTo: Geofence['appliesTo'];
}

const SIZE_M: Readonly<Record<ShapeKind, number>> = { circle: 100, corridor: 60, polygon: 0 };

export function newDraft(kind: ShapeKind): Draft {
  const unsaid = { name: '', shape: null, dwellS: null, dwellMin: null, appliesTo: null };
  return { id: undefined, kind, sizeM: SIZE_M[kind], ...unsaid };
}

export function draftOf({ id, name, shape, dwellS, appliesTo }: Geofence): Draft {
  const dwellMin = dwellS === null ? null : Math.round((dwellS / 60) * 10) / 10;
  return { id, kind: shape.type, name, shape, sizeM: sizeOf(shape), dwellS, dwellMin, appliesTo };
}

/** The draft with another stay. */
export function staying(draft: Draft, dwellMin: number | null): Draft {
  return { ...draft, dwellMin, dwellS: dwellMin === null ? null : Math.round(dwellMin * 60) };
}

function sizeOf(shape: FenceShape): number {
  if (shape.type === 'circle') return shape.radiusM;
  return shape.type === 'corridor' ? shape.widthM : 0;
}

/** The shape with another radius or width. */
export function resized(shape: FenceShape | null, sizeM: number): FenceShape | null {
  if (shape === null || shape.type === 'polygon') return shape;
  return shape.type === 'circle' ? { ...shape, radiusM: sizeM } : { ...shape, widthM: sizeM };
}

/** As drawing tools have it: what a hand can drag. Undefined for polygons with holes, which they cannot. */
export type Drawing =
  | { readonly type: 'Point'; readonly coordinates: number[] }
  | { readonly type: 'LineString'; readonly coordinates: number[][] }
  | { readonly type: 'Polygon'; readonly coordinates: number[][][] };

export function toDrawing(shape: FenceShape): Drawing | undefined {
  switch (shape.type) {
    case 'circle':
      return { type: 'Point', coordinates: pair(shape.center) };
    case 'corridor':
      return { type: 'LineString', coordinates: shape.line.map(pair) };
    case 'polygon':
      if (shape.holes !== undefined && shape.holes.length > 0) return undefined;
      return { type: 'Polygon', coordinates: [[...shape.outer, ...shape.outer.slice(0, 1)].map(pair)] };
  }
}

export function fromDrawing(drawing: Drawing, sizeM: number): FenceShape {
  switch (drawing.type) {
    case 'Point':
      return { type: 'circle', center: place(drawing.coordinates), radiusM: sizeM };
    case 'LineString':
      return { type: 'corridor', line: drawing.coordinates.map(place), widthM: sizeM };
    case 'Polygon':
      return { type: 'polygon', outer: (drawing.coordinates[0] ?? []).slice(0, -1).map(place) };
  }
}

/** A centimetre; drawing tools refuse more digits. */
const DIGITS = 7;

function pair({ latitude, longitude }: LatLng): number[] {
  return [round(longitude), round(latitude)];
}

function place([longitude = 0, latitude = 0]: readonly number[]): LatLng {
  return { latitude: round(latitude), longitude: round(((((longitude + 180) % 360) + 360) % 360) - 180) };
}

function round(degrees: number): number {
  return Number(degrees.toFixed(DIGITS));
}
