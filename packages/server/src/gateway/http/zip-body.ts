import { GTFS_MAX } from '@waycast/contract';
import type { TakenBody } from './taken-body.ts';

/** A zip file as it is; browsers on Windows have another name for it. */
export const ZIP_BODY: TakenBody = {
  called: 'a zip file',
  types: ['application/zip'],
  alsoNamed: ['application/x-zip-compressed'],
  maxBytes: GTFS_MAX.bytes,
  parseAs: 'buffer',
  read: (body) => body,
};
