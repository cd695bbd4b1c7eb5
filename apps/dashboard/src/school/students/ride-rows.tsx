import type { SchoolRoute, SchoolSchedule } from '@waycast/contract';
import { Plus, X } from 'lucide-react';
import { useMemo } from 'react';
import { Button, IconButton } from '../../shell/button.tsx';
import { useRoutes, useSchedules } from '../plan/use-plan.ts';
import { type RideDraft, rideBy } from './student-draft.ts';
import styles from './students.module.css';

interface RideRowsProps {
  readonly rides: readonly RideDraft[];
  readonly onRides: (rides: readonly RideDraft[]) => void;
}

const NO_SCHEDULES: readonly SchoolSchedule[] = [];

/** By which schedules the student rides, and between which stops, by name. */
export function RideRows({ rides, onRides }: RideRowsProps) {
  const { data: schedules = NO_SCHEDULES } = useSchedules();
  const { data: routes } = useRoutes();
  const routeOf = useMemo(() => new Map(routes?.map((route) => [route.routeId, route])), [routes]);
  const change = (key: string, next: RideDraft): void =>
    onRides(rides.map((ride) => (ride.key === key ? next : ride)));
  const [first] = schedules;
  return (
    <fieldset className={styles.rows}>
      <legend>Rides</legend>
      {rides.map((ride) => (
        <RideRow
          key={ride.key}
          ride={ride}
          schedules={schedules}
          routeOf={routeOf}
          onRide={(next) => change(ride.key, next)}
          onRemove={() => onRides(rides.filter(({ key }) => key !== ride.key))}
        />
      ))}
      {first === undefined ? (
        <p className={styles.small}>There is no schedule yet: enter one in the plan.</p>
      ) : (
        <Button
          className={styles.add}
          onClick={() => onRides([...rides, rideBy(first, routeOf.get(first.routeId))])}
        >
          <Plus size={16} aria-hidden /> Add a ride
        </Button>
      )}
    </fieldset>
  );
}

interface RideRowProps {
  readonly ride: RideDraft;
  readonly schedules: readonly SchoolSchedule[];
  readonly routeOf: ReadonlyMap<string, SchoolRoute>;
  readonly onRide: (ride: RideDraft) => void;
  readonly onRemove: () => void;
}

function RideRow({ ride, schedules, routeOf, onRide, onRemove }: RideRowProps) {
  const schedule = schedules.find(({ scheduleId }) => scheduleId === ride.scheduleId);
  const route = schedule === undefined ? undefined : routeOf.get(schedule.routeId);
  const nameOf = ({ name, routeId, scheduleId, times }: SchoolSchedule): string =>
    `${name ?? routeOf.get(routeId)?.name ?? scheduleId} · ${times[0]?.arrival ?? ''}`;
  return (
    <div className={styles.ride}>
      <div className={styles.rideHead}>
        <select
          aria-label="Schedule"
          value={ride.scheduleId}
          onChange={({ target }) => {
            const chosen = schedules.find(({ scheduleId }) => scheduleId === target.value);
            if (chosen !== undefined)
              onRide({ ...rideBy(chosen, routeOf.get(chosen.routeId)), key: ride.key });
          }}
        >
          {schedule === undefined && (
            <option value={ride.scheduleId}>{ride.scheduleId} (not in the plan)</option>
          )}
          {schedules.map((one) => (
            <option key={one.scheduleId} value={one.scheduleId}>
              {nameOf(one)}
            </option>
          ))}
        </select>
        <IconButton label="Take this ride away" onClick={onRemove}>
          <X size={16} />
        </IconButton>
      </div>
      <div className={styles.rideStops}>
        <StopSelect
          label="Gets on at"
          route={route}
          value={ride.boardSequence}
          onValue={(boardSequence) =>
            onRide({
              ...ride,
              boardSequence,
              alightSequence: Math.max(ride.alightSequence, boardSequence + 1),
            })
          }
        />
        <StopSelect
          label="Gets off at"
          route={route}
          value={ride.alightSequence}
          after={ride.boardSequence}
          onValue={(alightSequence) => onRide({ ...ride, alightSequence })}
        />
      </div>
      <Weekdays ride={ride} onRide={onRide} />
    </div>
  );
}

interface StopSelectProps {
  readonly label: string;
  readonly route: SchoolRoute | undefined;
  readonly value: number;
  readonly after?: number;
  readonly onValue: (sequence: number) => void;
}

function StopSelect({ label, route, value, after = 0, onValue }: StopSelectProps) {
  const stops = route?.stops.filter(({ sequence }) => sequence > after) ?? [];
  return (
    <label>
      <span className={styles.small}>{label}</span>
      <select value={value} onChange={({ target }) => onValue(Number(target.value))}>
        {!stops.some(({ sequence }) => sequence === value) && <option value={value}>Stop {value}</option>}
        {stops.map(({ sequence, name }) => (
          <option key={sequence} value={sequence}>
            {sequence}. {name}
          </option>
        ))}
      </select>
    </label>
  );
}

const WEEKDAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];
const ALL_DAYS = [1, 2, 3, 4, 5, 6, 7];

/** On every day of service, or on some weekdays only. */
function Weekdays({ ride, onRide }: Pick<RideRowProps, 'ride' | 'onRide'>) {
  const days = ride.weekdays ?? ALL_DAYS;
  function turn(day: number): void {
    const next = days.includes(day)
      ? days.filter((one) => one !== day)
      : [...days, day].sort((a, b) => a - b);
    if (next.length > 0) onRide({ ...ride, weekdays: next.length === ALL_DAYS.length ? null : next });
  }
  return (
    <div className={styles.days}>
      {WEEKDAYS.map((name, index) => (
        <button
          key={name}
          type="button"
          className={styles.day}
          aria-pressed={days.includes(index + 1)}
          onClick={() => turn(index + 1)}
        >
          {name}
        </button>
      ))}
    </div>
  );
}
