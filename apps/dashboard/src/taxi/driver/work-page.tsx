import type { DriverOffers } from '@waycast/contract';
import { useMemo, useRef, useState } from 'react';
import { useReporter } from '../../driver/use-reporter.ts';
import { useReportingWhile } from '../../driver/use-reporting-while.ts';
import { isMoving, type Tracker, useTracker } from '../../driver/use-tracker.ts';
import { useServerClock } from '../../fleet/use-server-clock.ts';
import { useSession } from '../../session/session.tsx';
import { LostBanner } from '../../shell/lost-banner.tsx';
import { PhoneHead } from '../../shell/phone-head.tsx';
import { Problem } from '../../shell/problem.tsx';
import { useNow } from '../../shell/use-now.ts';
import { type OfferCard, offerCards } from './offer-cards.ts';
import { OfferList } from './offer-list.tsx';
import { RideCard } from './ride-card.tsx';
import { ShiftSwitch } from './shift-switch.tsx';
import styles from './taxi-driver.module.css';
import { useChime } from './use-chime.ts';
import { useRideAct } from './use-driver-acts.ts';
import { useDriverOffers, useOpenOrders } from './use-offers.ts';

interface WorkPageProps {
  readonly driverId: string | undefined;
  readonly vehicleId: string;
  readonly onAnother: () => void;
}

/** A driver at work. */
export function WorkPage({ driverId, vehicleId, onAnother }: WorkPageProps) {
  const { data, error, dataUpdatedAt } = useDriverOffers(driverId);
  const { tracker, problem } = useTracking(vehicleId, data);
  const offers = useOffersNow(driverId, data, tracker);
  const { chime, act, decline, leave } = offers;
  const order = data?.order ?? null;
  return (
    <main className={styles.page}>
      <PhoneHead title="Taxi" stay={order === null ? undefined : 'Finish the ride before you sign out'} />
      <div className={styles.lost}>
        <LostBanner readAtMs={dataUpdatedAt} failed={error !== null && data !== undefined} />
      </div>
      {data === undefined && <p role="status">{error?.message ?? 'Asking the server …'}</p>}
      {data !== undefined && (
        <>
          <ShiftSwitch
            state={data.state}
            vehicleId={vehicleId}
            onTouch={() => chime.allow()}
            onAnother={onAnother}
          />
          {order !== null && (
            <RideCard
              key={order.orderId}
              order={order}
              moving={isMoving(tracker)}
              here={tracker.position?.coords ?? null}
            />
          )}
          {order === null && data.state === 'free' && (
            <OfferList
              cards={offers.cards}
              nowMs={offers.nowMs}
              act={act}
              vehicleId={vehicleId}
              onDecline={decline}
              onLost={leave}
            />
          )}
        </>
      )}
      {[tracker.problem, problem].map((text) => text !== null && <Problem key={text}>{text}</Problem>)}
      {tracker.running && !tracker.awake && (
        <p className={styles.hint}>Keep this page open and the screen on: a locked phone reports nothing.</p>
      )}
    </main>
  );
}

/** The phone reports where the car is from the beginning of a shift to its end. */
function useTracking(vehicleId: string, data: DriverOffers | undefined) {
  const { token } = useSession();
  const { reporter, problem } = useReporter(token);
  const tracker = useTracker(vehicleId, reporter);
  // Before the server has said so, the shift is as it was when this phone last knew.
  useReportingWhile(data === undefined ? tracker.running : data.state !== 'off', vehicleId, tracker);
  return { tracker, problem };
}

/** What may be accepted now, and what the driver does about it. */
function useOffersNow(driverId: string | undefined, data: DriverOffers | undefined, { position }: Tracker) {
  const clock = useServerClock();
  const nowMs = clock.at(useNow());
  const act = useRideAct();
  const { open, gone, leave } = useOpenOrders(driverId, data?.state === 'free', clock);
  const [declined, setDeclined] = useState<ReadonlySet<string>>(new Set());
  const here = position?.coords ?? null;
  const offers = data?.offers;
  const before = useRef<readonly OfferCard[]>([]);
  const cards = useMemo(
    () => offerCards({ offers: offers ?? [], open, gone, declined, here, nowMs, before: before.current }),
    [offers, open, gone, declined, here, nowMs],
  );
  before.current = cards;
  const chime = useChime(cards);
  const decline = (orderId: string): void => {
    setDeclined((known) => new Set([...known, orderId]));
    // One that is offered to all is only put aside on this phone.
    if (offers?.some((offer) => offer.orderId === orderId)) act.mutate({ kind: 'decline', orderId });
  };
  return { cards, chime, act, nowMs, decline, leave };
}
