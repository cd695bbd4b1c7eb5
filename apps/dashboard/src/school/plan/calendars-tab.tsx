import type { CalendarDescription, SchoolCalendar } from '@waycast/contract';
import { useState } from 'react';
import { RowWords } from '../../list/row-words.tsx';
import { DayField } from '../../shell/day-field.tsx';
import { Field } from '../../shell/field.tsx';
import forms from '../../shell/form.module.css';
import { dayWords } from '../../words/clock.ts';
import { dayAfter } from '../../words/day.ts';
import { countText } from '../../words/figures.ts';
import calendarStyles from './calendar.module.css';
import { EntryFrame } from './entry-frame.tsx';
import { MonthGrid } from './month-grid.tsx';
import { newId } from './new-id.ts';
import styles from './plan.module.css';
import { PlanList } from './plan-list.tsx';
import type { TabProps } from './tab-props.ts';
import { useCalendars, usePlanChange } from './use-plan.ts';

const WEEKDAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];
const SCHOOL_YEAR_DAYS = 300;

/** On which days buses run. */
export function CalendarsTab({ text, id, onText, onOpen }: TabProps) {
  const { data: calendars, error } = useCalendars();
  const known = calendars?.find(({ calendarId }) => calendarId === id);
  if (known !== undefined || id === 'new')
    return (
      <div className={styles.narrow}>
        <CalendarForm key={id} known={known} onClose={() => onOpen(undefined)} />
      </div>
    );
  return (
    <div className={styles.narrow}>
      <PlanList
        items={calendars}
        error={error}
        one="calendar"
        text={text}
        empty="A calendar says on which days buses run: the weekdays of a school year, less its holidays. Add one, or import a GTFS file."
        keyOf={keyOf}
        wordsOf={wordsOf}
        onText={onText}
        onOpen={onOpen}
        onAdd={() => onOpen('new')}
      >
        {(calendar) => <RowWords name={calendar.name ?? calendar.calendarId} below={daysWords(calendar)} />}
      </PlanList>
    </div>
  );
}

interface CalendarFormProps {
  readonly known: SchoolCalendar | undefined;
  readonly onClose: () => void;
}

function CalendarForm({ known, onClose }: CalendarFormProps) {
  const [draft, setDraft] = useState<CalendarDescription>(() => known ?? newCalendar());
  const save = usePlanChange((api, calendar: CalendarDescription) =>
    api.putSchoolCalendar({ id: known?.calendarId ?? newId(calendar.name ?? 'calendar') }, bodyOf(calendar)),
  );
  const remove = usePlanChange((api, id: string) => api.removeSchoolCalendar({ id }));
  return (
    <EntryFrame
      title={known === undefined ? 'New calendar' : (known.name ?? known.calendarId)}
      one="calendar"
      isNew={known === undefined}
      busy={save.isPending || remove.isPending}
      error={save.error ?? remove.error}
      missing={draft.startsOn > draft.endsOn ? 'The last day comes before the first.' : undefined}
      onSave={() => save.mutate(draft, { onSuccess: onClose })}
      onCancel={onClose}
      onRemove={() => known !== undefined && remove.mutate(known.calendarId, { onSuccess: onClose })}
    >
      <Field label="Name">
        {(control) => (
          <input
            {...control}
            value={draft.name ?? ''}
            required
            maxLength={200}
            autoComplete="off"
            placeholder="Such as: school days 2026/27"
            onChange={({ target }) => setDraft({ ...draft, name: target.value })}
          />
        )}
      </Field>
      <div className={styles.pair}>
        <DayOf
          label="First day"
          day={draft.startsOn}
          onDay={(startsOn) => setDraft({ ...draft, startsOn })}
        />
        <DayOf label="Last day" day={draft.endsOn} onDay={(endsOn) => setDraft({ ...draft, endsOn })} />
      </div>
      <Weekdays weekdays={draft.weekdays} onChange={(weekdays) => setDraft({ ...draft, weekdays })} />
      <p className={forms.note}>
        Click a day to take it out, or to add one that is not a weekday of service.
      </p>
      <MonthGrid calendar={draft} onChange={setDraft} />
    </EntryFrame>
  );
}

interface DayOfProps {
  readonly label: string;
  readonly day: string;
  readonly onDay: (day: string) => void;
}

function DayOf({ label, day, onDay }: DayOfProps) {
  return <Field label={label}>{(control) => <DayField {...control} day={day} onDay={onDay} />}</Field>;
}

interface WeekdaysProps {
  readonly weekdays: readonly number[];
  readonly onChange: (weekdays: number[]) => void;
}

function Weekdays({ weekdays, onChange }: WeekdaysProps) {
  return (
    <fieldset className={calendarStyles.weekdays}>
      <legend>Weekdays</legend>
      {WEEKDAYS.map((name, index) => {
        const day = index + 1;
        const on = weekdays.includes(day);
        return (
          <label key={name} className={forms.check}>
            <input
              type="checkbox"
              checked={on}
              onChange={() =>
                onChange(
                  on ? weekdays.filter((one) => one !== day) : [...weekdays, day].sort((a, b) => a - b),
                )
              }
            />
            {name}
          </label>
        );
      })}
    </fieldset>
  );
}

function newCalendar(): CalendarDescription {
  const startsOn = new Date().toISOString().slice(0, 10);
  const endsOn = dayAfter(startsOn, SCHOOL_YEAR_DAYS);
  return { name: '', weekdays: [1, 2, 3, 4, 5], startsOn, endsOn, added: [], removed: [] };
}

function bodyOf({
  name,
  weekdays,
  startsOn,
  endsOn,
  added,
  removed,
}: CalendarDescription): CalendarDescription {
  return { name: name?.trim() || null, weekdays, startsOn, endsOn, added, removed };
}

function daysWords({ weekdays, startsOn, endsOn, added, removed }: SchoolCalendar): string {
  const days = weekdays.map((day) => WEEKDAYS[day - 1]).join(', ') || 'no weekday';
  const exceptions = [
    removed.length > 0 && `${countText(removed.length, 'day')} out`,
    added.length > 0 && `${countText(added.length, 'day')} added`,
  ].filter(Boolean);
  return [`${days} · ${dayWords(startsOn)} – ${dayWords(endsOn)}`, ...exceptions].join(' · ');
}

function keyOf({ calendarId }: SchoolCalendar): string {
  return calendarId;
}

function wordsOf({ name, calendarId }: SchoolCalendar): string {
  return `${name ?? ''} ${calendarId}`;
}
