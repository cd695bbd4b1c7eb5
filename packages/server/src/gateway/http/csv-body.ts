import { IMPORT_MAX, WaycastError } from '@waycast/contract';
import type { TakenBody } from './taken-body.ts';

/** A CSV file in UTF-8, as text. */
export const CSV_BODY: TakenBody = {
  called: 'CSV',
  types: ['text/csv'],
  maxBytes: IMPORT_MAX.bytes,
  parseAs: 'buffer',
  read(body) {
    try {
      return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.from(body));
    } catch (cause) {
      const message =
        'the file is not UTF-8; in a spreadsheet program, save it as "CSV UTF-8", and import that file';
      throw new WaycastError('invalid', message, { cause });
    }
  },
};
