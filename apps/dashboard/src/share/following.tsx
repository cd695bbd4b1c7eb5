import { lazy, Suspense, useSyncExternalStore } from 'react';
import type { Vehicle } from '../fleet/fleet-store.ts';
import { freshnessOf } from '../fleet/freshness.ts';
import { StateMark, stateWord } from '../list/state-mark.tsx';
import { type MarkerState, markerState } from '../map/marker-buffer.ts';
import { Banner } from '../shell/banner.tsx';
import { useLostAt } from '../shell/use-lost-at.ts';
import { useNow } from '../shell/use-now.ts';
import { agoText } from '../words/age.ts';
import { clockText } from '../words/clock.ts';
import { speedText } from '../words/figures.ts';
import { etaWords } from './eta-words.ts';
import type { ActiveShare, ShareFollower } from './follower.ts';
import { endWords, goalOf, nameOf, stageWords, wayWords } from './ride-words.ts';
import styles from './share-page.module.css';

const ShareMap = lazy(() => import('./share-map.tsx'));

const PATIENCE_MS = 3_000;

interface FollowingProps {
  readonly follower: ShareFollower;
  readonly share: ActiveShare;
  readonly connected: boolean;
}

/** The map, and above it what one wants to know. */
export function Following({ follower, share, connected }: FollowingProps) {
  useSyncExternalStore(follower.store.subscribe, () => follower.store.revision);
  const tick = useNow();
  const aheadMs = follower.now() - Date.now();
  const now = tick + aheadMs;
  const vehicle = share.vehicleId === null ? undefined : follower.store.get(share.vehicleId);
  return (
    <main className={styles.page}>
      <div className={styles.map}>
        <Suspense fallback={null}>
          <ShareMap follower={follower} share={share} />
        </Suspense>
      </div>
      <Lost connected={connected} aheadMs={aheadMs} />
      <section className={styles.card} aria-label="Now">
        <h1 className={styles.label}>{nameOf(share)}</h1>
        <Way share={share} now={now} />
        {share.eta !== null && <Eta share={share} now={now} old={!connected || isOld(share, vehicle, now)} />}
        {share.vehicleId !== null && <Position share={share} vehicle={vehicle} now={now} />}
        <p className={styles.end}>{endWords(share, now)}</p>
      </section>
    </main>
  );
}

/** How far it is, and where it goes. */
function Way({ share, now }: { share: ActiveShare; now: number }) {
  const to = share.destination?.name;
  const way = share.kind === 'order' ? wayWords(share) : to == null ? undefined : `To ${to}`;
  return (
    <>
      {share.kind !== 'vehicle' && <p className={styles.stage}>{stageWords(share, now)}</p>}
      {way !== undefined && <p className={styles.place}>{way}</p>}
    </>
  );
}

/** Whether what was estimated rests on a position that may be true no more. */
function isOld({ reportIntervalMs }: ActiveShare, vehicle: Vehicle | undefined, now: number): boolean {
  if (vehicle === undefined) return false;
  const freshness = freshnessOf(vehicle.fix.status, now - vehicle.time, reportIntervalMs);
  return freshness === 'stale' || freshness === 'offline';
}

function Eta({ share, now, old }: { share: ActiveShare; now: number; old: boolean }) {
  if (share.eta === null) return null;
  const { headline, detail } = etaWords(share.eta, now, goalOf(share));
  return (
    <div className={styles.eta} data-old={old}>
      <p className={styles.headline}>{headline}</p>
      <p className={styles.detail}>{detail}</p>
    </div>
  );
}

function Position({
  share,
  vehicle,
  now,
}: {
  share: ActiveShare;
  vehicle: Vehicle | undefined;
  now: number;
}) {
  if (vehicle === undefined)
    return <p className={styles.position}>No position has come yet. It appears here with the first one.</p>;
  const ageMs = now - vehicle.time;
  const state = markerState(vehicle, freshnessOf(vehicle.fix.status, ageMs, share.reportIntervalMs));
  return (
    <div className={styles.position} data-state={state}>
      <StateMark state={state} heading={vehicle.glide.toHeading} />
      <p>
        {[moving(state, vehicle), agoText(ageMs)].join(' · ')}
        {HINTS[state] !== undefined && <span className={styles.hint}>{HINTS[state]}</span>}
      </p>
    </div>
  );
}

const HINTS: Readonly<Partial<Record<MarkerState, string>>> = {
  late: 'The next position is a little late.',
  stale: 'Nothing new has come for a while; it may be somewhere else by now.',
  offline: 'Its device is not reporting. This is where it was last.',
};

function moving(state: MarkerState, { fix }: Vehicle): string {
  return state === 'moving' && fix.speed !== undefined ? speedText(fix.speed) : stateWord(state);
}

function Lost({ connected, aheadMs }: { connected: boolean; aheadMs: number }) {
  const lost = useLostAt(connected, PATIENCE_MS);
  if (lost === null) return <Banner />;
  return <Banner>No connection. This is as of {clockText(lost.timeMs + aheadMs)}; trying again …</Banner>;
}
