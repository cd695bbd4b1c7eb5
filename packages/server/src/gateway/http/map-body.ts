import { ROAD_IMPORT_MAX } from '@waycast/contract';
import { parseJson } from './json-body.ts';
import type { TakenBody } from './taken-body.ts';

const TYPES = ['application/geo+json', 'application/json'];

/**
 * A map in GeoJSON, under its own name or that of JSON: longer than other bodies, and with more fields than any command.
 * Its shape is the route's own matter, which reads no names but those it knows.
 */
export const MAP_BODY: TakenBody = {
  called: 'GeoJSON',
  types: TYPES,
  maxBytes: ROAD_IMPORT_MAX.bytes,
  accept(fastify) {
    fastify.removeAllContentTypeParsers();
    fastify.addContentTypeParser(
      TYPES,
      { parseAs: 'string', bodyLimit: ROAD_IMPORT_MAX.bytes },
      (_request, body, done) => {
        try {
          done(null, parseJson(body.toString()));
        } catch (error) {
          done(error instanceof Error ? error : new Error(String(error)));
        }
      },
    );
  },
};
