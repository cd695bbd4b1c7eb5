import type { Readable } from 'node:stream';
import { GTFS_MAX, WaycastError } from '@waycast/contract';
import { type Entry, fromBufferPromise, type ZipFile } from 'yauzl';

/** Entries of a zip file at the most: a feed has some dozens. */
const MAX_ENTRIES = 1000;
/** What some archivers add of their own. */
const FOREIGN = /(^|\/)(__MACOSX|\.)/;

/** The text files of a GTFS feed. */
export interface Feed {
  has(file: string): boolean;
  /** Bytes of a file that is there. The stream fails where the zip file is damaged or its sizes are not true. */
  read(file: string): Promise<Readable>;
}

/**
 * Opens a zip file, whose files may lie in a folder. Rejects with `invalid` for what is none, and with `too_large` for
 * one that would unpack to too much.
 */
export async function openFeed(zip: Uint8Array): Promise<Feed> {
  const bytes = Buffer.from(zip.buffer, zip.byteOffset, zip.byteLength);
  const file = await fromBufferPromise(bytes, { lazyEntries: true }).catch(damaged);
  const entries = await entriesOf(file).catch(damaged);
  return {
    has: (name) => entries.has(name),
    async read(name) {
      const entry = entries.get(name);
      if (entry === undefined) throw new RangeError(`The feed has no ${name}.`);
      return file.openReadStreamPromise(entry).catch(damaged);
    },
  };
}

async function entriesOf(file: ZipFile): Promise<Map<string, Entry>> {
  const entries = new Map<string, Entry>();
  let count = 0;
  let unpacked = 0;
  for await (const entry of file.eachEntry()) {
    count += 1;
    if (count > MAX_ENTRIES) throw tooLarge(`has more than ${MAX_ENTRIES} files`);
    const { fileName, uncompressedSize } = entry;
    if (!fileName.endsWith('.txt') || FOREIGN.test(fileName)) continue;
    unpacked += uncompressedSize;
    if (uncompressedSize > GTFS_MAX.fileBytes)
      throw tooLarge(
        `holds ${fileName} with ${uncompressedSize} bytes, and ${GTFS_MAX.fileBytes} are accepted`,
      );
    if (unpacked > GTFS_MAX.unpackedBytes)
      throw tooLarge(`unpacks to more than ${GTFS_MAX.unpackedBytes} bytes`);
    entries.set(fileName.slice(fileName.lastIndexOf('/') + 1), entry);
  }
  return entries;
}

function tooLarge(what: string): WaycastError {
  return new WaycastError('too_large', `the zip file ${what}; split the feed by routes and import the parts`);
}

export function damaged(cause: unknown): never {
  if (cause instanceof WaycastError) throw cause;
  const reason = cause instanceof Error ? cause.message : String(cause);
  const message = `the body is no zip file that can be read (${reason}); send the bytes of a GTFS zip`;
  throw new WaycastError('invalid', message, { cause });
}
