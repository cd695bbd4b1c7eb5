import { GTFS_MAX, ROUTE_NAMES, routeDefinition, WaycastError } from '@waycast/contract';
import type { FastifyInstance } from 'fastify';

const ZIP = 'application/zip';

/** Paths of the routes that take it. */
const PATHS: ReadonlySet<string> = new Set(
  ROUTE_NAMES.map(routeDefinition)
    .filter(({ bodyType }) => bodyType === ZIP)
    .map(({ path }) => path),
);

/** Takes zip files as they are, on the routes that say so; on all others they are refused as before. */
export function acceptZip(fastify: FastifyInstance): void {
  fastify.addContentTypeParser(
    [ZIP, 'application/x-zip-compressed'],
    { parseAs: 'buffer', bodyLimit: GTFS_MAX.bytes },
    (request, body, done) => {
      if (PATHS.has(request.routeOptions.url ?? '')) done(null, body);
      else
        done(
          new WaycastError(
            'unsupported_media_type',
            'this takes no zip file; send Content-Type: application/json',
          ),
        );
    },
  );
}
