import { ROAD_IMPORT_MAX } from '@waycast/contract';
import { parseJson } from './json-body.ts';
import type { TakenBody } from './taken-body.ts';

/**
 * A map in GeoJSON, under its own name or that of JSON: longer than other bodies, and with more fields than any command.
 * Its shape is the route's own matter, which reads no names but those it knows.
 */
export const MAP_BODY: TakenBody = {
  called: 'GeoJSON',
  types: ['application/geo+json', 'application/json'],
  maxBytes: ROAD_IMPORT_MAX.bytes,
  parseAs: 'string',
  read: (body) => parseJson(body.toString()),
};
