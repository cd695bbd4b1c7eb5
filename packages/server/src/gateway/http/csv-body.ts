import { IMPORT_MAX, WaycastError } from '@waycast/contract';
import type { TakenBody } from './taken-body.ts';

const TYPE = 'text/csv';

/** A CSV file in UTF-8, as text. */
export const CSV_BODY: TakenBody = {
  called: 'CSV',
  types: [TYPE],
  maxBytes: IMPORT_MAX.bytes,
  accept(fastify) {
    fastify.removeAllContentTypeParsers();
    fastify.addContentTypeParser(
      TYPE,
      { parseAs: 'buffer', bodyLimit: IMPORT_MAX.bytes },
      (_request, body, done) => {
        try {
          done(null, new TextDecoder('utf-8', { fatal: true }).decode(Buffer.from(body)));
        } catch (cause) {
          const message =
            'the file is not UTF-8; in a spreadsheet program, save it as "CSV UTF-8", and import that file';
          done(new WaycastError('invalid', message, { cause }));
        }
      },
    );
  },
};
