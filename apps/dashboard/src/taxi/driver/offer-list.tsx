import { Users } from 'lucide-react';
import { Button } from '../../shell/button.tsx';
import { Problem } from '../../shell/problem.tsx';
import { countText } from '../../words/figures.ts';
import { nearnessText } from '../words/driver-words.ts';
import { lifeLeft, placeText } from '../words/order-words.ts';
import { CountdownRing } from './countdown-ring.tsx';
import type { OfferCard } from './offer-cards.ts';
import styles from './taxi-driver.module.css';
import type { useRideAct } from './use-driver-acts.ts';
import { useViewing } from './use-viewing.ts';

/** What fits under a thumb; the others move up. */
const SHOWN_MAX = 5;

interface OfferListProps {
  readonly cards: readonly OfferCard[];
  readonly nowMs: number;
  readonly vehicleId: string;
  readonly act: ReturnType<typeof useRideAct>;
  readonly onDecline: (orderId: string) => void;
  /** It was tried, and cannot be accepted any more. */
  readonly onLost: (orderId: string, why: string) => void;
}

/** What may be accepted, what expires first on top. */
export function OfferList({ cards, nowMs, vehicleId, act, onDecline, onLost }: OfferListProps) {
  const { variables, isPending, error } = act;
  const shown = cards.slice(0, SHOWN_MAX);
  useViewing(shown.filter(({ gone }) => gone === null).map(({ orderId }) => orderId));
  const asking = isPending && variables.kind === 'accept' ? variables.orderId : undefined;
  const accept = (orderId: string): void =>
    act.mutate(
      { kind: 'accept', orderId, vehicleId },
      { onError: (refusal) => onLost(orderId, refusal.message) },
    );
  if (cards.length === 0)
    return (
      <div className={styles.waiting}>
        <p role="status">No order now.</p>
        {error !== null && <Problem role="alert">{error.message}</Problem>}
      </div>
    );
  return (
    <>
      <ul className={styles.cards} aria-label="Offers">
        {shown.map((card) => (
          <li key={card.orderId}>
            <Card
              card={card}
              nowMs={nowMs}
              asking={asking === card.orderId}
              waits={asking !== undefined}
              onAccept={() => accept(card.orderId)}
              onDecline={() => onDecline(card.orderId)}
            />
          </li>
        ))}
      </ul>
      {cards.length > SHOWN_MAX && <p className={styles.hint}>{cards.length - SHOWN_MAX} more wait.</p>}
    </>
  );
}

interface CardProps {
  readonly card: OfferCard;
  readonly nowMs: number;
  /** This one is being accepted. */
  readonly asking: boolean;
  /** One of all is. */
  readonly waits: boolean;
  readonly onAccept: () => void;
  readonly onDecline: () => void;
}

function Card({ card, nowMs, asking, waits, onAccept, onDecline }: CardProps) {
  const { pickup, dropoff, distanceM, pickupS, note, passengers, offeredAt, expiresAt, gone, own } = card;
  const leftS = Math.max(0, Math.ceil((Date.parse(expiresAt) - nowMs) / 1000));
  return (
    <article className={styles.card} data-gone={gone !== null} aria-label={`Offer: ${placeText(pickup)}`}>
      <header className={styles.cardHead}>
        <div>
          <p className={styles.near}>{nearnessText(distanceM, pickupS)}</p>
          <h2>{placeText(pickup)}</h2>
          <p>{dropoff === null ? 'Destination told on the way' : `to ${placeText(dropoff)}`}</p>
        </div>
        <CountdownRing leftS={leftS} part={lifeLeft(offeredAt, expiresAt, nowMs)} />
      </header>
      <p className={styles.small}>
        <Users size={16} aria-hidden /> {countText(passengers, 'passenger')} ·{' '}
        {own ? 'offered to you' : 'offered to all'}
      </p>
      {note !== null && <p className={styles.note}>{note}</p>}
      {gone === null ? (
        <div className={styles.cardEnd}>
          <button type="button" className={styles.accept} disabled={waits} onClick={onAccept}>
            {asking ? 'Asking …' : 'Accept'}
          </button>
          <Button className={styles.decline} disabled={waits} onClick={onDecline}>
            No
          </Button>
        </div>
      ) : (
        <p className={styles.gone} role="status">
          {gone}
        </p>
      )}
    </article>
  );
}
