import { Link } from '@tanstack/react-router';
import type { Trip, TripSummary } from '@waycast/contract';
import { DetailPanel } from '../../detail/detail-panel.tsx';
import detailStyles from '../../detail/vehicle-detail.module.css';
import { useLiveFleet } from '../../fleet/live-fleet.tsx';
import { useTimeZone } from '../../playback/use-time-zone.ts';
import { useNow } from '../../shell/use-now.ts';
import { StopTimeline } from '../trip/stop-timeline.tsx';
import { TripActions } from '../trip/trip-actions.tsx';
import { TripHeadline } from '../trip/trip-headline.tsx';
import { useTripEtas } from '../trip/use-trip.ts';

interface TripPanelProps {
  readonly trip: TripSummary | undefined;
  readonly detail: Trip | undefined;
  readonly error: Error | null;
  readonly onClose: () => void;
}

/** The trip that is open beside the board. */
export function TripPanel({ trip, detail, error, onClose }: TripPanelProps) {
  const timeZone = useTimeZone();
  const { clock } = useLiveFleet();
  const nowMs = clock.at(useNow());
  const open = trip?.status === 'IN_PROGRESS' || trip?.status === 'SCHEDULED';
  const { data: etas } = useTripEtas(trip?.tripId, open);
  return (
    <DetailPanel label={`Trip ${trip?.name ?? ''}`} name={trip?.name ?? 'Trip'} onClose={onClose}>
      {trip === undefined ? (
        <p className={detailStyles.note}>{error?.message ?? 'Reading the trip …'}</p>
      ) : (
        <div className={detailStyles.body}>
          <TripHeadline trip={trip} timeZone={timeZone} />
          <TripActions trip={trip} />
          <Link to="/school/trips/$tripId" params={{ tripId: trip.tripId }} className={detailStyles.playback}>
            Everything about this trip
          </Link>
          {detail?.tripId === trip.tripId && (
            <StopTimeline trip={detail} etas={etas} nowMs={nowMs} timeZone={timeZone} withWhy={false} />
          )}
        </div>
      )}
    </DetailPanel>
  );
}
