import type { SchoolSchedule } from '@waycast/contract';
import { useMemo } from 'react';
import { RowWords } from '../../list/row-words.tsx';
import { Problem } from '../../shell/problem.tsx';
import styles from './plan.module.css';
import { PlanList } from './plan-list.tsx';
import { ScheduleForm } from './schedule-form.tsx';
import type { TabProps } from './tab-props.ts';
import { useCalendars, useRoutes, useSchedules } from './use-plan.ts';

/** Trips as they are planned: a route, the days, the times, the vehicle and the driver. */
export function SchedulesTab({ text, id, onText, onOpen }: TabProps) {
  const { data: schedules, error } = useSchedules();
  const { data: routes } = useRoutes();
  const { data: calendars } = useCalendars();
  const names = useMemo(
    () => new Map([...(routes ?? []).map(({ routeId, name }) => [routeId, name] as const)]),
    [routes],
  );
  const known = schedules?.find(({ scheduleId }) => scheduleId === id);
  const nameOf = ({ name, routeId, scheduleId }: SchoolSchedule): string =>
    name ?? names.get(routeId) ?? scheduleId;

  if (routes !== undefined && calendars !== undefined && (known !== undefined || id === 'new')) {
    if (known === undefined && (routes.length === 0 || calendars.length === 0))
      return (
        <div className={styles.narrow}>
          <Problem>
            A schedule takes a route and a calendar. Add {routes.length === 0 ? 'a route' : 'a calendar'}{' '}
            first.
          </Problem>
        </div>
      );
    return (
      <div className={styles.narrow}>
        <ScheduleForm
          key={id}
          known={known}
          routes={routes}
          calendars={calendars}
          onClose={() => onOpen(undefined)}
        />
      </div>
    );
  }
  return (
    <div className={styles.narrow}>
      <PlanList
        items={schedules}
        error={error}
        one="schedule"
        text={text}
        empty="A schedule makes a trip for each day of its calendar: times for the stops of a route, a vehicle and a driver. Add routes and a calendar first."
        keyOf={keyOf}
        wordsOf={(schedule) => `${nameOf(schedule)} ${schedule.scheduleId} ${schedule.vehicleId ?? ''}`}
        onText={onText}
        onOpen={onOpen}
        onAdd={() => onOpen('new')}
      >
        {(schedule) => (
          <>
            <RowWords
              name={nameOf(schedule)}
              below={[
                names.get(schedule.routeId),
                schedule.vehicleId ?? 'no vehicle',
                schedule.driverId ?? 'no driver',
              ]
                .filter(Boolean)
                .join(' · ')}
            />
            <span className={styles.span}>
              {schedule.times[0]?.arrival ?? ''}–{schedule.times.at(-1)?.arrival ?? ''}
            </span>
          </>
        )}
      </PlanList>
    </div>
  );
}

function keyOf({ scheduleId }: SchoolSchedule): string {
  return scheduleId;
}
