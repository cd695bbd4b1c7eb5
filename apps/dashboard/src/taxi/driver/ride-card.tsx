import type { Order, Place } from '@waycast/contract';
import { distanceM, type LatLng } from '@waycast/geo';
import { Navigation } from 'lucide-react';
import { useState } from 'react';
import { Button } from '../../shell/button.tsx';
import { Problem } from '../../shell/problem.tsx';
import { countText } from '../../words/figures.ts';
import { nearnessText } from '../words/driver-words.ts';
import { placeText } from '../words/order-words.ts';
import styles from './taxi-driver.module.css';
import { type RideAct, useRideAct } from './use-driver-acts.ts';

interface RideCardProps {
  readonly order: Order;
  readonly moving: boolean;
  readonly here: LatLng | null;
}

const NEXT = {
  ACCEPTED: { kind: 'arrive', now: 'To the pick-up', words: 'I am at the pick-up' },
  ARRIVING: { kind: 'start', now: 'At the pick-up', words: 'Start the ride' },
  IN_PROGRESS: { kind: 'complete', now: 'To the drop-off', words: 'Complete the ride' },
} as const;

/** The ride that the driver has: where to, and the one next step in a large button. */
export function RideCard({ order, moving, here }: RideCardProps) {
  const act = useRideAct();
  const { orderId, status, pickup, dropoff, riderId, note, passengers } = order;
  const next = status in NEXT ? NEXT[status as keyof typeof NEXT] : undefined;
  const target = status === 'IN_PROGRESS' ? dropoff : pickup;
  const pending = act.isPending ? act.variables.kind : undefined;
  return (
    <section className={styles.card} aria-label="Your ride">
      <p className={styles.near}>{next?.now}</p>
      <h2>{target === null ? 'Ask the rider where to' : placeText(target)}</h2>
      {target !== null && here !== null && status !== 'ARRIVING' && (
        <p className={styles.small}>{nearnessText(distanceM(here, target))}</p>
      )}
      <p className={styles.small}>
        {[riderId === null ? null : `for ${riderId}`, countText(passengers, 'passenger')]
          .filter(Boolean)
          .join(' · ')}
      </p>
      {status !== 'IN_PROGRESS' && dropoff !== null && <p>then to {placeText(dropoff)}</p>}
      {note !== null && status !== 'IN_PROGRESS' && <p className={styles.note}>{note}</p>}
      {target !== null && (
        <a className={styles.navigate} href={geoLink(target)}>
          <Navigation size={20} aria-hidden /> Navigate
        </a>
      )}
      {next !== undefined && (
        <button
          type="button"
          className={styles.accept}
          disabled={act.isPending}
          onClick={() => act.mutate({ kind: next.kind, orderId })}
        >
          {pending === next.kind ? 'Telling the server …' : next.words}
        </button>
      )}
      {act.error !== null && <Problem role="alert">{act.error.message}</Problem>}
      {(status === 'ACCEPTED' || status === 'ARRIVING') && (
        <Release
          moving={moving}
          busy={act.isPending}
          onRelease={(reason) => act.mutate({ kind: 'release', orderId, reason } satisfies RideAct)}
        />
      )}
    </section>
  );
}

/** RFC 5870, with the name that navigation apps show. */
export function geoLink({ latitude, longitude, name }: Place): string {
  const at = `${latitude},${longitude}`;
  const label = name == null ? '' : `(${encodeURIComponent(name.replace(/[()]/g, ' ').trim())})`;
  return `geo:${at}?q=${at}${label}`;
}

const REASONS = [
  'The rider is not there',
  'I cannot get there',
  'The car has trouble',
  'Another reason',
] as const;

interface ReleaseProps {
  readonly moving: boolean;
  readonly busy: boolean;
  readonly onRelease: (reason: string) => void;
}

/** Gives the order back, with a reason that needs no typing; not while the car moves. */
function Release({ moving, busy, onRelease }: ReleaseProps) {
  const [asked, setAsked] = useState(false);
  if (moving) return null;
  if (!asked)
    return (
      <Button className={styles.wideButton} onClick={() => setAsked(true)}>
        Give it back …
      </Button>
    );
  return (
    <fieldset className={styles.reasons} aria-label="Why do you give it back?">
      <p className={styles.small}>Why? It is offered to others then.</p>
      {REASONS.map((reason) => (
        <Button key={reason} className={styles.wideButton} disabled={busy} onClick={() => onRelease(reason)}>
          {reason}
        </Button>
      ))}
      <Button className={styles.wideButton} onClick={() => setAsked(false)}>
        Keep the ride
      </Button>
    </fieldset>
  );
}
