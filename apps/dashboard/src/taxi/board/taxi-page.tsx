import type { Order, TaxiDriver } from '@waycast/contract';
import { CirclePlus, Settings2 } from 'lucide-react';
import { useState } from 'react';
import { LiveFleetProvider, useLiveFleet } from '../../fleet/live-fleet.tsx';
import { useTimeZone } from '../../playback/use-time-zone.ts';
import { useMe } from '../../session/use-me.ts';
import { BoardHead } from '../../shell/board-head.tsx';
import { BoardScreen } from '../../shell/board-screen.tsx';
import type { SheetStop } from '../../shell/bottom-sheet.tsx';
import { Button, IconButton } from '../../shell/button.tsx';
import { useSearchState } from '../../shell/search-state.ts';
import { useShortcut } from '../../shell/use-shortcut.ts';
import { useTitle } from '../../shell/use-title.ts';
import { newer, useFollowedOrder } from '../api/follow-order.ts';
import { useDrivers, useNewsOfOrders, useOrder, useOrders } from '../api/use-orders.ts';
import { SettingsDialog } from '../settings/settings-dialog.tsx';
import styles from './board.module.css';
import { BoardMap } from './board-map.tsx';
import type { TaxiSearch } from './board-search.ts';
import { DriversLine } from './drivers-line.tsx';
import { type LiveOrders, useLiveOrders } from './live-orders.ts';
import { NewOrderPanel, NO_PLACES, type PlaceDraft } from './new-order-panel.tsx';
import { NoOrders } from './no-orders.tsx';
import { OrderList } from './order-list.tsx';
import { OrderPanel } from './order-panel.tsx';

const NO_ORDERS: readonly Order[] = [];
const NO_DRIVERS: readonly TaxiDriver[] = [];

/** Every order and every driver, on the map and in words. */
export function TaxiPage() {
  useTitle('Taxi · Waycast');
  return (
    <LiveFleetProvider>
      <Board />
    </LiveFleetProvider>
  );
}

type Address = ReturnType<typeof useSearchState<TaxiSearch>>;

function Board() {
  const address = useSearchState<TaxiSearch>();
  const { search, change } = address;
  const orders = useOrders();
  const drivers = useDrivers();
  useNewsOfOrders();
  const [visible, setVisible] = useState<readonly Order[]>(NO_ORDERS);
  const live = useLiveOrders(visible);
  const [draft, setDraft] = useState<PlaceDraft>(NO_PLACES);
  const [stop, setStop] = useState<SheetStop>(search.order === undefined ? 'full' : 'half');
  const all = orders.data ?? NO_ORDERS;
  const crew = drivers.data ?? NO_DRIVERS;
  const chosen = useChosen(search.order, all);
  const open = (order: string | undefined): void => {
    change({ order, open: undefined }, false);
    // The list needs the room that an order leaves to the map.
    setStop(order === undefined ? 'full' : 'half');
  };
  useShortcut('Escape', () => open(undefined));

  const placing = search.open === 'new';
  const panel = placing ? (
    <NewOrderPanel draft={draft} onDraft={setDraft} onClose={() => open(undefined)} onMade={open} />
  ) : (
    search.order !== undefined && <OrderPanel {...chosen} drivers={crew} onClose={() => open(undefined)} />
  );
  const begin = (): void => {
    setDraft(NO_PLACES);
    setStop('half');
    change({ open: 'new', order: undefined }, false);
  };
  return (
    <>
      <BoardScreen
        map={(padding) => (
          <BoardMap
            orders={all}
            live={live}
            drivers={crew}
            loading={orders.isPending || drivers.isPending}
            chosen={chosen.order}
            draft={placing ? draft : null}
            padding={padding}
            onDraft={setDraft}
            onOrder={open}
          />
        )}
        list={
          <>
            <Head drivers={crew} onNew={begin} onSettings={() => change({ open: 'settings' }, false)} />
            <Orders orders={orders} live={live} address={address} onOpen={open} onVisible={setVisible} />
          </>
        }
        panel={panel}
        stop={stop}
        onStop={setStop}
      />
      {search.open === 'settings' && <SettingsDialog onClose={() => change({ open: undefined }, false)} />}
    </>
  );
}

/** The order that is open: as it was listed, read or heard of, whichever is newest. */
function useChosen(orderId: string | undefined, all: readonly Order[]) {
  const listed = all.find((order) => order.orderId === orderId);
  const read = useOrder(orderId);
  const followed = useFollowedOrder(orderId);
  const known = listed ?? read.data;
  const order = known === undefined ? followed.order : newer(newer(known, read.data), followed.order);
  return { order, viewers: followed.viewers, error: read.error };
}

interface HeadProps {
  readonly drivers: readonly TaxiDriver[];
  readonly onNew: () => void;
  readonly onSettings: () => void;
}

function Head({ drivers, onNew, onSettings }: HeadProps) {
  const me = useMe();
  return (
    <>
      <BoardHead title="Taxi">
        {me.data?.roles.includes('admin') && (
          <IconButton label="How rides are dispatched" onClick={onSettings}>
            <Settings2 size={18} />
          </IconButton>
        )}
      </BoardHead>
      <DriversLine drivers={drivers} />
      <div className={styles.tools}>
        <Button onClick={onNew}>
          <CirclePlus size={16} aria-hidden /> New order
        </Button>
      </div>
    </>
  );
}

interface OrdersProps {
  readonly orders: ReturnType<typeof useOrders>;
  readonly live: LiveOrders;
  readonly address: Address;
  readonly onOpen: (orderId: string | undefined) => void;
  readonly onVisible: (orders: readonly Order[]) => void;
}

function Orders({ orders, live, address: { search, change }, onOpen, onVisible }: OrdersProps) {
  const timeZone = useTimeZone();
  const { clock } = useLiveFleet();
  const { data = NO_ORDERS, error, isPending } = orders;
  if (data.length === 0) return <NoOrders error={error} pending={isPending} />;
  return (
    <>
      {error !== null && (
        <p className={styles.stale} role="status">
          Could not be read again: {error.message}
        </p>
      )}
      <OrderList
        orders={data}
        live={live}
        text={search.q ?? ''}
        group={search.group}
        selectedId={search.order}
        timeZone={timeZone}
        nowAt={clock.at}
        onText={(q) => change({ q: q === '' ? undefined : q }, true)}
        onGroup={(group) => change({ group }, true)}
        onOpen={onOpen}
        onVisible={onVisible}
      />
    </>
  );
}
