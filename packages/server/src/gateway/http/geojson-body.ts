import { ROAD_IMPORT_MAX, WaycastError } from '@waycast/contract';
import type { FastifyInstance } from 'fastify';
import { parseJson } from './json-body.ts';
import { isMap } from './map-path.ts';

const GEOJSON = 'application/geo+json';

/** Takes GeoJSON under its own media type, on the route that says so; on all others it is refused. */
export function acceptGeojson(fastify: FastifyInstance): void {
  fastify.addContentTypeParser(
    GEOJSON,
    { parseAs: 'string', bodyLimit: ROAD_IMPORT_MAX.bytes },
    (request, body, done) => {
      if (!isMap(request.routeOptions.url))
        return done(
          new WaycastError(
            'unsupported_media_type',
            'this takes no GeoJSON under that name; send Content-Type: application/json',
          ),
        );
      try {
        done(null, parseJson(body.toString()));
      } catch (error) {
        done(error instanceof Error ? error : new Error(String(error)));
      }
    },
  );
}
