import { useVirtualizer, type VirtualItem } from '@tanstack/react-virtual';
import { type KeyboardEvent, useRef, useState } from 'react';
import type { Vehicle } from '../fleet/fleet-store.ts';
import { useLiveFleet } from '../fleet/live-fleet.tsx';
import type { Sort } from '../fleet/order.ts';
import { useNow } from '../shell/use-now.ts';
import { useStreetFinder } from '../town/use-street-finder.ts';
import { countText } from '../words/figures.ts';
import { EmptyFleet } from './empty-fleet.tsx';
import { ListHeader } from './list-header.tsx';
import listbox from './listbox.module.css';
import { useArranged } from './use-arranged.ts';
import { useTyped } from './use-typed.ts';
import { VehicleRow } from './vehicle-row.tsx';

const ROW_PX = 52;
const LIST_ID = 'vehicle-list';

export interface VehicleListProps {
  readonly text: string;
  readonly sort: Sort;
  readonly selectedId: string | undefined;
  readonly onText: (text: string) => void;
  readonly onSort: (sort: Sort) => void;
  readonly onOpen: (id: string) => void;
}

/** All vehicles: searched as one types, sorted, walked through with the arrows. */
export function VehicleList({ text, sort, selectedId, onText, onSort, onOpen }: VehicleListProps) {
  const { store, empty, problem } = useLiveFleet();
  const [typed, setTyped] = useTyped(text, onText);
  const vehicles = useArranged({ text: typed, sort });
  const [active, setActive] = useState(-1);
  const scroller = useRef<HTMLDivElement>(null);
  const rows = useVirtualizer({
    count: vehicles.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_PX,
    overscan: 6,
  });

  function walk(event: KeyboardEvent): void {
    const target = nextRow(event.key, active, vehicles.length);
    const chosen = vehicles[active] ?? (typed === '' ? undefined : vehicles[0]);
    if (event.key === 'Enter' && chosen !== undefined && !isButton(event.target)) {
      onOpen(chosen.id);
      // Out of the search: from here arrows, F and Escape concern the vehicle.
      scroller.current?.focus();
    } else if (target !== undefined) {
      setActive(target);
      rows.scrollToIndex(target);
    } else return;
    event.preventDefault();
  }
  function type(next: string): void {
    setTyped(next);
    setActive(-1);
  }

  const activeRow = vehicles[active] === undefined ? undefined : rowId(active);
  return (
    <section className={listbox.list} aria-label="Vehicles" onKeyDown={walk}>
      <ListHeader
        text={typed}
        sort={sort}
        onText={type}
        onSort={onSort}
        listId={LIST_ID}
        activeRow={activeRow}
      />
      <p className={listbox.count} role="status">
        {problem ?? countLine(vehicles.length, store.size, typed)}
      </p>
      {store.size === 0 && empty && <EmptyFleet />}
      <div
        ref={scroller}
        id={LIST_ID}
        className={listbox.scroller}
        role="listbox"
        aria-label="Vehicles"
        tabIndex={0}
        aria-activedescendant={activeRow}
      >
        <div className={listbox.runway} style={{ height: rows.getTotalSize() }}>
          <Rows
            items={rows.getVirtualItems()}
            vehicles={vehicles}
            active={active}
            selectedId={selectedId}
            onOpen={onOpen}
          />
        </div>
      </div>
    </section>
  );
}

interface RowsProps extends Pick<VehicleListProps, 'selectedId' | 'onOpen'> {
  readonly items: readonly VirtualItem[];
  readonly vehicles: readonly Vehicle[];
  readonly active: number;
}

/** The rows in view. */
function Rows({ items, vehicles, active, selectedId, onOpen }: RowsProps) {
  const { clock, reportIntervalMs } = useLiveFleet();
  const now = clock.at(useNow());
  const streetAt = useStreetFinder();
  return items.map(({ index, start }) => {
    const vehicle = vehicles[index];
    if (vehicle === undefined) return null;
    return (
      <VehicleRow
        key={vehicle.id}
        id={rowId(index)}
        vehicle={vehicle}
        ageMs={now - vehicle.time}
        reportIntervalMs={reportIntervalMs}
        street={streetAt(vehicle.fix)}
        selected={vehicle.id === selectedId}
        active={index === active}
        position={index + 1}
        total={vehicles.length}
        style={{ height: ROW_PX, transform: `translateY(${start}px)` }}
        onOpen={() => onOpen(vehicle.id)}
      />
    );
  });
}

function isButton(target: EventTarget): boolean {
  return target instanceof HTMLElement && target.matches('button, select');
}

function rowId(index: number): string {
  return `${LIST_ID}-${index}`;
}

function countLine(found: number, total: number, text: string): string {
  if (text === '') return total === 0 ? 'No vehicles yet' : countText(total, 'vehicle');
  return found === 0
    ? `No vehicle matches “${text}”`
    : `${found.toLocaleString('en')} of ${countText(total, 'vehicle')}`;
}

function nextRow(key: string, active: number, count: number): number | undefined {
  if (count === 0) return undefined;
  switch (key) {
    case 'ArrowDown':
      return Math.min(count - 1, active + 1);
    case 'ArrowUp':
      return Math.max(0, active - 1);
    case 'PageDown':
      return Math.min(count - 1, active + 10);
    case 'PageUp':
      return Math.max(0, active - 10);
    default:
      return undefined;
  }
}
