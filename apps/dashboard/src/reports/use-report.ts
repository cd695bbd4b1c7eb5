import { useInfiniteQuery } from '@tanstack/react-query';
import type { Connection } from '@waycast/client';
import { useRealtimeConnection } from '@waycast/react';
import { boundsOfDay } from '../words/day.ts';
import type { Asked } from './asked.ts';
import { columnsOf, type Row } from './columns.tsx';

/** Rows of a page: enough to scroll, few enough to draw at once. */
const PAGE = 200;

/** A report, page by page, and as a file. */
export function useReport(asked: Asked) {
  const { connection } = useRealtimeConnection();
  const { kind, from, to, vehicle, timeZone } = asked;
  const pages = useInfiniteQuery({
    queryKey: ['report', kind, from, to, vehicle, timeZone],
    initialPageParam: null as string | null,
    getNextPageParam: (page: Page) => page.nextCursor,
    queryFn: ({ pageParam, signal }) => readPage(connection, asked, pageParam, signal),
  });
  const rows = pages.data?.pages.flatMap((page) => page.rows) ?? [];
  return { pages, rows, columns: columnsOf(asked), csv: () => readCsv(connection, asked) };
}

interface Page {
  readonly rows: readonly Row[];
  readonly nextCursor: string | null;
}

async function readPage(
  connection: Connection,
  asked: Asked,
  cursor: string | null,
  signal: AbortSignal,
): Promise<Page> {
  const query = { ...rangeOf(asked), limit: PAGE, ...(cursor === null ? {} : { cursor }) };
  const { http } = connection;
  switch (asked.kind) {
    case 'summary': {
      const { items, nextCursor } = await http.reportSummary(query, { signal });
      return { rows: items.map((item) => ({ kind: 'summary', item })), nextCursor };
    }
    case 'trips': {
      const { items, nextCursor } = await http.reportTrips(query, { signal });
      return { rows: items.map((item) => ({ kind: 'trips', item })), nextCursor };
    }
    case 'stops': {
      const { items, nextCursor } = await http.reportStops(query, { signal });
      return { rows: items.map((item) => ({ kind: 'stops', item })), nextCursor };
    }
  }
}

async function readCsv(connection: Connection, asked: Asked): Promise<Blob> {
  const query = { ...rangeOf(asked), format: 'csv' } as const;
  const { http } = connection;
  switch (asked.kind) {
    case 'summary':
      return (await http.reportSummary(query)).blob();
    case 'trips':
      return (await http.reportTrips(query)).blob();
    case 'stops':
      return (await http.reportStops(query)).blob();
  }
}

function rangeOf({ from, to, vehicle, timeZone }: Asked) {
  return {
    from: new Date(boundsOfDay(from, timeZone).from).toISOString(),
    to: new Date(boundsOfDay(to, timeZone).to + 1).toISOString(),
    ...(vehicle === undefined ? {} : { vehicle }),
  };
}
