import type { ScheduleDescription, SchoolCalendar, SchoolRoute, SchoolSchedule } from '@waycast/contract';
import { useMemo, useState } from 'react';
import { Field } from '../../shell/field.tsx';
import { EntryFrame } from './entry-frame.tsx';
import { newId } from './new-id.ts';
import styles from './plan.module.css';
import { RegistryChoice } from './registry-choice.tsx';
import { rowProblems, serviceTime, type TimeRow } from './service-times.ts';
import { TimesTable } from './times-table.tsx';
import { usePlanChange } from './use-plan.ts';

interface ScheduleFormProps {
  readonly known: SchoolSchedule | undefined;
  readonly routes: readonly SchoolRoute[];
  readonly calendars: readonly SchoolCalendar[];
  readonly onClose: () => void;
}

interface ScheduleDraft {
  readonly name: string;
  readonly routeId: string;
  readonly calendarId: string;
  readonly vehicleId: string;
  readonly driverId: string;
  readonly rows: readonly TimeRow[];
}

/** One schedule: of which route, on which days, when at each stop. */
export function ScheduleForm({ known, routes, calendars, onClose }: ScheduleFormProps) {
  const [draft, setDraft] = useState<ScheduleDraft>(() => draftOf(known, routes, calendars));
  const route = routes.find(({ routeId }) => routeId === draft.routeId);
  const stops = useMemo(() => route?.stops ?? [], [route]);
  const rows = useMemo(
    () => stops.map((_, index): TimeRow => draft.rows[index] ?? { arrival: '', departure: '' }),
    [stops, draft.rows],
  );
  const problems = useMemo(() => rowProblems(rows), [rows]);
  const save = usePlanChange((api, body: ScheduleDescription) =>
    api.putSchoolSchedule({ id: known?.scheduleId ?? newId(body.name ?? route?.name ?? 'schedule') }, body),
  );
  const remove = usePlanChange((api, id: string) => api.removeSchoolSchedule({ id }));
  const wrong = problems.filter((problem) => problem !== null).length;
  const change = (next: Partial<ScheduleDraft>): void => setDraft({ ...draft, ...next });
  return (
    <EntryFrame
      title={known === undefined ? 'New schedule' : (known.name ?? route?.name ?? known.scheduleId)}
      one="schedule"
      isNew={known === undefined}
      busy={save.isPending || remove.isPending}
      error={save.error ?? remove.error}
      missing={
        wrong > 0
          ? `${wrong === 1 ? 'One time is' : `${wrong} times are`} missing or out of order.`
          : undefined
      }
      onSave={() => save.mutate(bodyOf(draft, rows), { onSuccess: onClose })}
      onCancel={onClose}
      onRemove={() => known !== undefined && remove.mutate(known.scheduleId, { onSuccess: onClose })}
    >
      <Choices draft={draft} routes={routes} calendars={calendars} onChange={change} />
      <div className={styles.pair}>
        <RegistryChoice
          kind="vehicles"
          label="Vehicle"
          note="Empty: chosen each day."
          value={draft.vehicleId}
          onValue={(vehicleId) => change({ vehicleId })}
        />
        <RegistryChoice
          kind="drivers"
          label="Driver"
          note="Empty: chosen each day."
          value={draft.driverId}
          onValue={(driverId) => change({ driverId })}
        />
      </div>
      <TimesTable stops={stops} rows={rows} problems={problems} onRows={(next) => change({ rows: next })} />
    </EntryFrame>
  );
}

interface ChoicesProps extends Pick<ScheduleFormProps, 'routes' | 'calendars'> {
  readonly draft: ScheduleDraft;
  readonly onChange: (next: Partial<ScheduleDraft>) => void;
}

function Choices({ draft, routes, calendars, onChange }: ChoicesProps) {
  return (
    <>
      <Field label="Name" note="Empty: the route's.">
        {(control) => (
          <input
            {...control}
            value={draft.name}
            maxLength={200}
            autoComplete="off"
            placeholder="Such as: Route 7, morning"
            onChange={({ target }) => onChange({ name: target.value })}
          />
        )}
      </Field>
      <div className={styles.pair}>
        <Field label="Route">
          {(control) => (
            <select
              {...control}
              value={draft.routeId}
              onChange={({ target }) => onChange({ routeId: target.value })}
            >
              {routes.map(({ routeId, name }) => (
                <option key={routeId} value={routeId}>
                  {name}
                </option>
              ))}
            </select>
          )}
        </Field>
        <Field label="Days">
          {(control) => (
            <select
              {...control}
              value={draft.calendarId}
              onChange={({ target }) => onChange({ calendarId: target.value })}
            >
              {calendars.map(({ calendarId, name }) => (
                <option key={calendarId} value={calendarId}>
                  {name ?? calendarId}
                </option>
              ))}
            </select>
          )}
        </Field>
      </div>
    </>
  );
}

function draftOf(
  known: SchoolSchedule | undefined,
  routes: readonly SchoolRoute[],
  calendars: readonly SchoolCalendar[],
): ScheduleDraft {
  return {
    name: known?.name ?? '',
    routeId: known?.routeId ?? routes[0]?.routeId ?? '',
    calendarId: known?.calendarId ?? calendars[0]?.calendarId ?? '',
    vehicleId: known?.vehicleId ?? '',
    driverId: known?.driverId ?? '',
    rows: (known?.times ?? []).map(({ arrival, departure }) => ({
      arrival: serviceTime(arrival) ?? arrival,
      departure: departure === arrival ? '' : (serviceTime(departure) ?? departure),
    })),
  };
}

function bodyOf(draft: ScheduleDraft, rows: readonly TimeRow[]): ScheduleDescription {
  const { name, routeId, calendarId, vehicleId, driverId } = draft;
  return {
    name: name.trim() || null,
    routeId,
    calendarId,
    vehicleId: vehicleId.trim() || null,
    driverId: driverId.trim() || null,
    times: rows.map(({ arrival, departure }) => ({
      arrival: serviceTime(arrival) ?? arrival,
      ...(departure.trim() === '' ? {} : { departure: serviceTime(departure) ?? departure }),
    })),
  };
}
