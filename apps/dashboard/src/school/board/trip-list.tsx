import { useVirtualizer } from '@tanstack/react-virtual';
import type { TripSummary } from '@waycast/contract';
import { type KeyboardEvent, useEffect, useMemo, useRef, useState } from 'react';
import { SearchBox } from '../../list/search-box.tsx';
import { useTyped } from '../../list/use-typed.ts';
import { useNow } from '../../shell/use-now.ts';
import { countText } from '../../words/figures.ts';
import { GROUP_WORDS, TRIP_GROUPS, type TripGroup } from '../words/trip-words.ts';
import { arrangeTrips, type BoardRow, countGroups } from './arrange-trips.ts';
import styles from './board.module.css';
import type { LiveTrips } from './live-trips.ts';
import { shownTrip } from './shown-trip.ts';
import { TripRow } from './trip-row.tsx';

const ROW_PX = 76;
const HEAD_PX = 32;
const LIST_ID = 'trip-list';

interface TripListProps {
  readonly trips: readonly TripSummary[];
  readonly live: LiveTrips;
  readonly text: string;
  readonly group: TripGroup | undefined;
  readonly selectedId: string | undefined;
  readonly timeZone: string;
  readonly nowAt: (deviceMs: number) => number;
  readonly onText: (text: string) => void;
  readonly onGroup: (group: TripGroup | undefined) => void;
  readonly onOpen: (tripId: string) => void;
  readonly onVisible: (trips: readonly TripSummary[]) => void;
}

/** The trips of a day: filtered, searched as one types, walked through with the arrows. */
export function TripList(props: TripListProps) {
  const { trips, text, group, selectedId, onText, onOpen, onVisible } = props;
  const [typed, setTyped] = useTyped(text, onText);
  const rows = useMemo(() => arrangeTrips(trips, { text: typed, group }), [trips, typed, group]);
  const [active, setActive] = useState<string>();
  const scroller = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: (index) => (rows[index]?.kind === 'head' ? HEAD_PX : ROW_PX),
    getItemKey: (index) => keyOf(rows[index]),
    overscan: 4,
  });
  const items = virtual.getVirtualItems();
  useVisibleTrips(rows, items[0]?.index ?? 0, items.at(-1)?.index ?? -1, onVisible);

  function walk(event: KeyboardEvent): void {
    const target = nextTrip(rows, active ?? selectedId, event.key);
    if (event.key === 'Enter' && active !== undefined && !isButton(event.target)) {
      onOpen(active);
      scroller.current?.focus();
    } else if (target !== undefined) {
      setActive(target.tripId);
      virtual.scrollToIndex(target.index);
    } else return;
    event.preventDefault();
  }

  return (
    <section className={styles.list} aria-label="Trips" onKeyDown={walk}>
      <Filters {...props} text={typed} onText={setTyped} found={rows.filter(isTrip).length} />
      <div
        ref={scroller}
        id={LIST_ID}
        className={styles.scroller}
        role="listbox"
        aria-label="Trips"
        tabIndex={0}
        aria-activedescendant={active === undefined ? undefined : rowId(active)}
      >
        <div className={styles.runway} style={{ height: virtual.getTotalSize() }}>
          <Rows {...props} rows={rows} items={items} active={active} onOpen={onOpen} />
        </div>
      </div>
    </section>
  );
}

interface RowsProps extends Pick<TripListProps, 'live' | 'selectedId' | 'timeZone' | 'nowAt' | 'onOpen'> {
  readonly rows: readonly BoardRow[];
  readonly items: readonly { readonly index: number; readonly start: number; readonly size: number }[];
  readonly active: string | undefined;
}

/** The rows in view. */
function Rows({ rows, items, live, active, selectedId, timeZone, nowAt, onOpen }: RowsProps) {
  const nowMs = nowAt(useNow());
  return items.map(({ index, start, size }) => {
    const row = rows[index];
    if (row === undefined) return null;
    const style = { height: size, transform: `translateY(${start}px)` };
    if (row.kind === 'head')
      return (
        <div key={row.group} role="presentation" className={styles.head} style={style}>
          {GROUP_WORDS[row.group]} <span>{row.count.toLocaleString('en')}</span>
        </div>
      );
    const { tripId } = row.trip;
    return (
      <TripRow
        key={tripId}
        id={rowId(tripId)}
        trip={shownTrip(row.trip, live.get(tripId))}
        nowMs={nowMs}
        timeZone={timeZone}
        selected={tripId === selectedId}
        active={tripId === active}
        style={style}
        onOpen={() => onOpen(tripId)}
      />
    );
  });
}

interface FiltersProps extends Pick<TripListProps, 'trips' | 'text' | 'group' | 'onText' | 'onGroup'> {
  readonly found: number;
}

function Filters({ trips, text, group, found, onText, onGroup }: FiltersProps) {
  const counts = useMemo(() => countGroups(trips), [trips]);
  return (
    <>
      <div className={styles.filters}>
        <SearchBox text={text} onText={onText} label="Search trips" className={styles.search} />
        <fieldset className={styles.groups} aria-label="Show">
          {TRIP_GROUPS.map((name) => (
            <button
              key={name}
              type="button"
              className={styles.group}
              aria-pressed={group === name}
              onClick={() => onGroup(group === name ? undefined : name)}
            >
              {GROUP_WORDS[name]} <span>{counts[name].toLocaleString('en')}</span>
            </button>
          ))}
        </fieldset>
      </div>
      <p className={styles.count} role="status">
        {text === '' ? countText(trips.length, 'trip') : foundWords(found, trips.length, text)}
      </p>
    </>
  );
}

function foundWords(found: number, total: number, text: string): string {
  return found === 0 ? `No trip matches “${text.trim()}”` : `${found} of ${countText(total, 'trip')}`;
}

/** Tells which trips are on the screen whenever these become others. */
function useVisibleTrips(
  rows: readonly BoardRow[],
  first: number,
  last: number,
  onVisible: (trips: readonly TripSummary[]) => void,
): void {
  const visible = useMemo(
    () => rows.slice(first, last + 1).flatMap((row) => (row.kind === 'trip' ? [row.trip] : [])),
    [rows, first, last],
  );
  useEffect(() => onVisible(visible), [onVisible, visible]);
}

const STEPS: Readonly<Record<string, number>> = { ArrowDown: 1, ArrowUp: -1, PageDown: 8, PageUp: -8 };

function nextTrip(rows: readonly BoardRow[], from: string | undefined, key: string) {
  const step = STEPS[key];
  if (step === undefined) return undefined;
  const trips = rows.flatMap((row, index) =>
    row.kind === 'trip' ? [{ tripId: row.trip.tripId, index }] : [],
  );
  const at = trips.findIndex(({ tripId }) => tripId === from);
  return trips[Math.max(0, Math.min(trips.length - 1, at === -1 ? 0 : at + step))];
}

function isTrip(row: BoardRow): boolean {
  return row.kind === 'trip';
}

function isButton(target: EventTarget): boolean {
  return target instanceof HTMLElement && target.matches('button, select');
}

function rowId(tripId: string): string {
  return `${LIST_ID}-${tripId}`;
}

function keyOf(row: BoardRow | undefined): string {
  if (row === undefined) return '';
  return row.kind === 'head' ? `head ${row.group}` : row.trip.tripId;
}
