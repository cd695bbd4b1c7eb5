import type { TripSummary } from '@waycast/contract';
import { GroupedList } from '../../list/grouped-list.tsx';
import { useNow } from '../../shell/use-now.ts';
import { GROUP_WORDS, type TripGroup } from '../words/trip-words.ts';
import { TRIP_GROUPING } from './arrange-trips.ts';
import type { LiveTrips } from './live-trips.ts';
import { shownTrip } from './shown-trip.ts';
import { TripRow } from './trip-row.tsx';

const ROW_PX = 76;

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

/** The trips of a day. */
export function TripList({ trips, live, timeZone, nowAt, ...rest }: TripListProps) {
  const nowMs = nowAt(useNow());
  return (
    <GroupedList
      {...rest}
      items={trips}
      grouping={TRIP_GROUPING}
      groupWords={GROUP_WORDS}
      keyOf={({ tripId }) => tripId}
      one="trip"
      rowPx={ROW_PX}
    >
      {(trip, place) => (
        <TripRow
          key={trip.tripId}
          trip={shownTrip(trip, live.get(trip.tripId))}
          nowMs={nowMs}
          timeZone={timeZone}
          place={place}
        />
      )}
    </GroupedList>
  );
}
