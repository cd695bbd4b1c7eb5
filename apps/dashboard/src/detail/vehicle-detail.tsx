import { Link } from '@tanstack/react-router';
import { useVehicleTracking } from '@waycast/react';
import { History, LocateFixed } from 'lucide-react';
import { lazy, Suspense, useEffect } from 'react';
import type { Vehicle } from '../fleet/fleet-store.ts';
import { freshnessOf } from '../fleet/freshness.ts';
import { useLiveFleet } from '../fleet/live-fleet.tsx';
import { type TrailPoint, trailLengthM } from '../fleet/trail.ts';
import type { Trail } from '../fleet/use-trail.ts';
import { StateMark, stateWord } from '../list/state-mark.tsx';
import { markerState } from '../map/marker-buffer.ts';
import { Button } from '../shell/button.tsx';
import { useNow } from '../shell/use-now.ts';
import { useStreetFinder } from '../town/use-street-finder.ts';
import { agoText } from '../words/age.ts';
import { momentText, rangeText } from '../words/clock.ts';
import { distanceText, speedText } from '../words/figures.ts';
import { DetailPanel } from './detail-panel.tsx';
import { Facts } from './facts.tsx';
import { RangeChoice } from './range-choice.tsx';
import { ShareButton } from './share/share-button.tsx';
import styles from './vehicle-detail.module.css';

const SpeedChart = lazy(() => import('./speed-chart.tsx'));

export interface VehicleDetailProps {
  readonly vehicleId: string;
  readonly trail: Trail;
  readonly hours: number;
  readonly pointed: TrailPoint | null;
  readonly following: boolean;
  readonly onHours: (hours: number) => void;
  readonly onPoint: (point: TrailPoint | null) => void;
  readonly onFollow: (following: boolean) => void;
  readonly onClose: () => void;
}

/** Everything about one vehicle. */
export function VehicleDetail(props: VehicleDetailProps) {
  const { vehicleId, following, onFollow, onClose } = props;
  const { store, clock } = useLiveFleet();
  const { location, error } = useVehicleTracking(vehicleId);
  const now = clock.at(useNow());
  useEffect(() => {
    if (location !== null) store.apply([location], performance.now());
  }, [location, store]);
  const vehicle = store.get(vehicleId);
  const name = vehicle?.name ?? vehicleId;
  return (
    <DetailPanel
      label={`Vehicle ${name}`}
      name={<span title={vehicleId}>{name}</span>}
      id={name === vehicleId ? undefined : vehicleId}
      onClose={onClose}
    >
      {vehicle === undefined ? (
        <p className={styles.note}>
          {error?.message ?? 'This vehicle has not reported yet. It appears with its first position.'}
        </p>
      ) : (
        <div className={styles.body}>
          <Headline vehicle={vehicle} now={now} />
          <Button aria-pressed={following} className={styles.follow} onClick={() => onFollow(!following)}>
            <LocateFixed size={16} />
            {following ? 'Following: the map moves along' : 'Follow on the map'}
          </Button>
          <ShareButton vehicleId={vehicleId} className={styles.follow} />
          <Facts vehicle={vehicle} now={now} />
          <Link to="/vehicles/$vehicleId/playback" params={{ vehicleId }} className={styles.playback}>
            <History size={16} aria-hidden /> Play back a day
          </Link>
          <Past {...props} now={now} />
        </div>
      )}
    </DetailPanel>
  );
}

function Headline({ vehicle, now }: { vehicle: Vehicle; now: number }) {
  const { reportIntervalMs } = useLiveFleet();
  const street = useStreetFinder()(vehicle.fix);
  const ageMs = now - vehicle.time;
  const state = markerState(vehicle, freshnessOf(vehicle.fix.status, ageMs, reportIntervalMs));
  const { speed } = vehicle.fix;
  const parts = [
    state === 'moving' && speed !== undefined ? speedText(speed) : stateWord(state),
    street,
    agoText(ageMs),
  ].filter((part) => part !== undefined);
  return (
    <p className={styles.headline} data-state={state}>
      <StateMark state={state} heading={vehicle.glide.toHeading} />
      {parts.join(' · ')}
    </p>
  );
}

function Past({ trail, hours, pointed, now, onHours, onPoint }: VehicleDetailProps & { now: number }) {
  const { points, loading, error } = trail;
  const [first, last] = [points[0], points.at(-1)];
  return (
    <div className={styles.past}>
      <div className={styles.pastHeader}>
        <h3>Trail</h3>
        <RangeChoice hours={hours} onHours={onHours} />
      </div>
      <p className={styles.note} role="status">
        {error !== null
          ? `The trail could not be loaded: ${error.message}`
          : loading
            ? 'Loading the trail …'
            : null}
        {first !== undefined && last !== undefined && pointed === null && (
          <>
            {rangeText(first.time, last.time, now)} · {distanceText(trailLengthM(points))}
          </>
        )}
        {pointed !== null &&
          `${momentText(pointed.time, now)} · ${pointed.speed === null ? 'no speed' : speedText(pointed.speed)}`}
      </p>
      {points.length > 1 && (
        <Suspense fallback={<div className={styles.chartRoom} />}>
          <SpeedChart trail={points} onPoint={onPoint} />
        </Suspense>
      )}
    </div>
  );
}
