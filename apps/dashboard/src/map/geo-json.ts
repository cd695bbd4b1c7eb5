import type { GeoJSONSource } from 'maplibre-gl';

/** What a GeoJSON source of the map takes as data. */
export type GeoJson = Exclude<Parameters<GeoJSONSource['setData']>[0], string>;
