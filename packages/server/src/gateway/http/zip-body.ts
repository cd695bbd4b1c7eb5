import { GTFS_MAX } from '@waycast/contract';
import type { TakenBody } from './taken-body.ts';

const TYPE = 'application/zip';

/** A zip file as it is; browsers on Windows have another name for it. */
export const ZIP_BODY: TakenBody = {
  called: 'a zip file',
  types: [TYPE],
  maxBytes: GTFS_MAX.bytes,
  accept(fastify) {
    fastify.removeAllContentTypeParsers();
    fastify.addContentTypeParser(
      [TYPE, 'application/x-zip-compressed'],
      { parseAs: 'buffer', bodyLimit: GTFS_MAX.bytes },
      (_request, body, done) => done(null, body),
    );
  },
};
