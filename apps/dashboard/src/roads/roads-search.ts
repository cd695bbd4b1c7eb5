import { textOf } from '../shell/search-state.ts';

/** The state of the page that its address carries. What is as usual is left out. */
export interface RoadsSearch {
  /** Latitude, longitude and zoom of the view. */
  readonly at?: string;
  /** Segments that are less sure are not shown, percent. */
  readonly sure?: number;
  /** What is open: a segment, a hazard, or the form for a new one. */
  readonly segment?: string;
  readonly hazard?: string;
  readonly open?: 'report';
}

/** Reads an address; what makes no sense counts as absent. */
export function toRoadsSearch(raw: Record<string, unknown>): RoadsSearch {
  const [segment, hazard, at] = [textOf(raw['segment']), textOf(raw['hazard']), textOf(raw['at'])];
  const sure = Number(raw['sure']);
  return {
    ...(viewOf(at) === undefined ? {} : { at }),
    ...(Number.isInteger(sure) && sure > 0 && sure <= 100 ? { sure } : {}),
    ...(segment === '' ? {} : { segment }),
    ...(hazard === '' ? {} : { hazard }),
    ...(raw['open'] === 'report' ? { open: 'report' as const } : {}),
  };
}

export interface View {
  readonly latitude: number;
  readonly longitude: number;
  readonly zoom: number;
}

/** "43.73400,7.42000,15.2" */
export function viewText({ latitude, longitude, zoom }: View): string {
  return `${latitude.toFixed(5)},${longitude.toFixed(5)},${zoom.toFixed(2)}`;
}

export function viewOf(text: string | undefined): View | undefined {
  const [latitude = Number.NaN, longitude = Number.NaN, zoom = Number.NaN, ...rest] = (text ?? '')
    .split(',')
    .map((part) => (part === '' ? Number.NaN : Number(part)));
  const fits = Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180 && zoom >= 0 && zoom <= 24;
  return fits && rest.length === 0 ? { latitude, longitude, zoom } : undefined;
}
