import { Link } from '@tanstack/react-router';
import type { ReportedStop, ReportedTrip, VehicleDay } from '@waycast/contract';
import type { ReactNode } from 'react';
import { clockIn, dayWords } from '../words/clock.ts';
import { dayOf } from '../words/day.ts';
import { distanceText, positionText, speedText } from '../words/figures.ts';
import { lastingText } from '../words/lasting.ts';
import type { Asked } from './asked.ts';

interface Items {
  readonly summary: VehicleDay;
  readonly trips: ReportedTrip;
  readonly stops: ReportedStop;
}

export type Row = { readonly [K in keyof Items]: { readonly kind: K; readonly item: Items[K] } }[keyof Items];

export interface Column {
  readonly head: string;
  /** Figures stand at the right, so that they line up. */
  readonly figure?: true;
  readonly cell: (row: Row) => ReactNode;
}

/** The columns of a report. */
export function columnsOf({ kind, timeZone }: Pick<Asked, 'kind' | 'timeZone'>): readonly Column[] {
  switch (kind) {
    case 'summary':
      return SUMMARY;
    case 'trips':
      return [...whenAndWho(timeZone), ...TRIPS];
    case 'stops':
      return [...whenAndWho(timeZone), ...STOPS];
  }
}

/** Identity of a row in its report. */
export function keyOf({ kind, item }: Row): string {
  return `${item.vehicleId} ${kind === 'summary' ? item.day : item.startsAt}`;
}

const SUMMARY: readonly Column[] = [
  of('summary', 'Vehicle', ({ vehicleId }) => vehicleId),
  of('summary', 'Day', ({ vehicleId, day }) => (
    <Link to="/vehicles/$vehicleId/playback" params={{ vehicleId }} search={{ day }}>
      {dayWords(day)}
    </Link>
  )),
  figure('summary', 'Driven', ({ distanceM }) => distanceText(distanceM)),
  figure('summary', 'Moving', ({ movingS }) => lastingText(movingS)),
  figure('summary', 'Standing', ({ standingS }) => lastingText(standingS)),
  figure('summary', 'Idling', ({ idlingS }) => lastingText(idlingS)),
  figure('summary', 'Fastest', ({ maxSpeed }) => speedText(maxSpeed)),
  figure('summary', 'Trips', ({ trips }) => trips),
  figure('summary', 'Stops', ({ stops }) => stops),
  figure('summary', 'Too fast', ({ overspeeds }) => overspeeds),
  figure('summary', 'Positions', ({ fixes }) => fixes.toLocaleString('en')),
  figure('summary', 'Ignored', ({ ignored }) => ignored.toLocaleString('en')),
];

const TRIPS: readonly Column[] = [
  figure('trips', 'Lasted', ({ durationS }) => lastingText(durationS)),
  figure('trips', 'Driven', ({ distanceM }) => distanceText(distanceM)),
  figure('trips', 'On average', ({ averageSpeed }) =>
    averageSpeed === null ? '–' : speedText(averageSpeed),
  ),
  figure('trips', 'Fastest', ({ maxSpeed }) => speedText(maxSpeed)),
  of('trips', 'Where from', ({ from }) => positionText(from)),
  of('trips', 'Where to', ({ to }) => (to === null ? 'under way' : positionText(to))),
  of('trips', '', ({ inferred }) => (inferred ? INFERRED : null)),
];

const STOPS: readonly Column[] = [
  figure('stops', 'Lasted', ({ durationS }) => lastingText(durationS)),
  figure('stops', 'Idling', ({ idlingS }) => lastingText(idlingS)),
  of('stops', 'Where', positionText),
  of('stops', '', ({ inferred }) => (inferred ? INFERRED : null)),
];

const INFERRED = <span title="It was not seen how this ended: the vehicle fell silent.">inferred</span>;

/** Who, from when and until when; a click on the time plays it back. */
function whenAndWho(timeZone: string): readonly Column[] {
  return [
    { head: 'Vehicle', cell: ({ item }) => item.vehicleId },
    {
      head: 'From',
      cell: ({ kind, item }) => {
        if (kind === 'summary') return null;
        const at = Date.parse(item.startsAt);
        const day = dayOf(at, timeZone);
        return (
          <Link
            to="/vehicles/$vehicleId/playback"
            params={{ vehicleId: item.vehicleId }}
            search={{ day, at }}
          >
            {dayWords(day)}, {clockIn(at, timeZone)}
          </Link>
        );
      },
    },
    {
      head: 'Until',
      cell: ({ kind, item }) => {
        if (kind === 'summary') return null;
        return item.endsAt === null ? 'now' : clockIn(Date.parse(item.endsAt), timeZone);
      },
    },
  ];
}

function of<K extends keyof Items>(kind: K, head: string, cell: (item: Items[K]) => ReactNode): Column {
  return { head, cell: (row) => (row.kind === kind ? cell(row.item as Items[K]) : null) };
}

function figure<K extends keyof Items>(kind: K, head: string, cell: (item: Items[K]) => ReactNode): Column {
  return { ...of(kind, head, cell), figure: true };
}
