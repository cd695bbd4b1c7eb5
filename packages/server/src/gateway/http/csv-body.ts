import { IMPORT_MAX, ROUTE_NAMES, routeDefinition, WaycastError } from '@waycast/contract';
import type { FastifyInstance } from 'fastify';

const CSV = 'text/csv';

/** Paths of the routes that take it. */
const PATHS: ReadonlySet<string> = new Set(
  ROUTE_NAMES.map(routeDefinition)
    .filter(({ bodyType }) => bodyType === CSV)
    .map(({ path }) => path),
);

/** Takes CSV bodies in UTF-8, on the routes that say so; on all others they are refused as before. */
export function acceptCsv(fastify: FastifyInstance): void {
  fastify.addContentTypeParser(
    CSV,
    { parseAs: 'buffer', bodyLimit: IMPORT_MAX.bytes },
    (request, body, done) => {
      if (!PATHS.has(request.routeOptions.url ?? ''))
        return done(
          new WaycastError(
            'unsupported_media_type',
            'this takes no CSV; send Content-Type: application/json',
          ),
        );
      try {
        done(null, new TextDecoder('utf-8', { fatal: true }).decode(Buffer.from(body)));
      } catch (cause) {
        const message =
          'the file is not UTF-8; in a spreadsheet program, save it as "CSV UTF-8", and import that file';
        done(new WaycastError('invalid', message, { cause }));
      }
    },
  );
}
