import { Readable } from 'node:stream';
import type { Fix, HistoryFormat } from '@waycast/contract';
import type { HistoryRange } from '../../../ports/history.ts';
import { begun } from '../files/begun.ts';
import { csvFile } from '../files/csv.ts';
import { geojsonFile } from '../files/geojson.ts';
import { gpxFile } from '../files/gpx.ts';
import { writeCursor } from '../files/history-cursor.ts';
import { toHistoryItem } from '../files/history-item.ts';
import { kmlFile } from '../files/kml.ts';
import type { Call, Handlers } from '../handler.ts';
import type { HttpParts } from '../parts.ts';
import { spanOf } from '../time-span.ts';

type FileFormat = Exclude<HistoryFormat, 'json'>;

/** How each file format is written and called. */
const FILES: {
  readonly [F in FileFormat]: {
    readonly mediaType: string;
    readonly write: (vehicleId: string, chunks: AsyncIterable<readonly Fix[]>) => AsyncGenerator<string>;
  };
} = {
  geojson: { mediaType: 'application/geo+json', write: geojsonFile },
  gpx: { mediaType: 'application/gpx+xml', write: gpxFile },
  kml: { mediaType: 'application/vnd.google-earth.kml+xml', write: kmlFile },
  csv: { mediaType: 'text/csv; charset=utf-8', write: (_vehicleId, chunks) => csvFile(chunks) },
};

/** Stored fixes, oldest first: pages as JSON, or the whole range as a file that is written while it is read. */
export function historyRoute({ history, reports }: HttpParts): Pick<Handlers, 'history'> {
  async function page(range: HistoryRange, limit: number) {
    const fixes = await history.page(range, limit + 1);
    const last = fixes.length > limit ? fixes[limit - 1] : undefined;
    const items = fixes.slice(0, limit);
    const [from, to] = [items[0]?.time, items.at(-1)?.time];
    const flags =
      from === undefined || to === undefined ? undefined : await reports.flags({ ...range, from, to });
    return {
      items: items.map((fix) => toHistoryItem(fix, flags?.get(fix.time))),
      nextCursor: last === undefined ? null : writeCursor(last.time + 1),
    };
  }

  /** The range is read as fast as the client takes it, and not further than it stays. */
  async function file({ reply }: Call<'history'>, range: HistoryRange, format: FileFormat) {
    const { mediaType, write } = FILES[format];
    const parts = await begun(write(range.vehicleId, history.stream(range)));
    const name = `${range.vehicleId.replace(/[^A-Za-z0-9._-]/g, '_')}.${format}`;
    reply.type(mediaType).header('content-disposition', `attachment; filename="${name}"`);
    return reply.send(Readable.from(parts, { objectMode: false }));
  }

  return {
    history(call) {
      const { subject, params, query } = call;
      const range = { tenant: subject.tenant, vehicleId: params.id, ...spanOf(query) };
      return query.format === 'json' ? page(range, query.limit) : file(call, range, query.format);
    },
  };
}
