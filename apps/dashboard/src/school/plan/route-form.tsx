import type { PlanProblem, SchoolRoute, SchoolStop } from '@waycast/contract';
import { Pencil, Undo2 } from 'lucide-react';
import { useId, useState } from 'react';
import { Button } from '../../shell/button.tsx';
import { Field } from '../../shell/field.tsx';
import forms from '../../shell/form.module.css';
import { Problem } from '../../shell/problem.tsx';
import { DIRECTION_WORDS } from '../words/trip-words.ts';
import { EntryFrame } from './entry-frame.tsx';
import { newId } from './new-id.ts';
import styles from './route.module.css';
import { descriptionOfRoute, type RouteDraft, withStop } from './route-draft.ts';
import { RouteStops } from './route-stops.tsx';
import { usePlanChange } from './use-plan.ts';

/** More points than a hand can move, or a drawing tool can hold. */
const DRAGGED_MAX = 400;
const DIRECTIONS = ['to_school', 'from_school', 'other'] as const;

interface RouteFormProps {
  readonly known: SchoolRoute | undefined;
  readonly draft: RouteDraft;
  readonly stops: ReadonlyMap<string, SchoolStop>;
  readonly drawing: boolean;
  readonly onDraft: (draft: RouteDraft) => void;
  readonly onDrawing: (drawing: boolean) => void;
  readonly onClose: () => void;
}

/** Name, stops and line of the route that is open, with what the server finds doubtful. */
export function RouteForm(props: RouteFormProps) {
  const { known, draft, stops, onDraft, onClose } = props;
  const [problems, setProblems] = useState<readonly PlanProblem[]>(known?.problems ?? []);
  const [id] = useState(() => known?.routeId);
  const save = usePlanChange((api, route: RouteDraft) =>
    api.putSchoolRoute({ id: id ?? newId(route.name) }, descriptionOfRoute(route)),
  );
  const remove = usePlanChange((api, routeId: string) => api.removeSchoolRoute({ id: routeId }));
  const whole = problems.filter(({ sequence }) => sequence === null);
  return (
    <EntryFrame
      title={known === undefined ? 'New route' : known.name}
      one="route"
      isNew={known === undefined}
      busy={save.isPending || remove.isPending}
      error={save.error ?? remove.error}
      missing={draft.stops.length < 2 ? 'A route takes at least two stops.' : undefined}
      saved={save.isSuccess}
      onSave={() =>
        save.mutate(draft, {
          onSuccess: (saved) => (saved.problems.length === 0 ? onClose() : setProblems(saved.problems)),
        })
      }
      onCancel={onClose}
      onRemove={() => id !== undefined && remove.mutate(id, { onSuccess: onClose })}
    >
      <Field label="Name">
        {(control) => (
          <input
            {...control}
            value={draft.name}
            required
            maxLength={200}
            autoComplete="off"
            onChange={(event) => onDraft({ ...draft, name: event.target.value })}
          />
        )}
      </Field>
      <Direction draft={draft} onDraft={onDraft} />
      {whole.map(({ message, remedy }) => (
        <Problem key={message}>
          {message} {remedy}
        </Problem>
      ))}
      <RouteStops draft={draft} stops={stops} problems={problems} onDraft={onDraft} />
      <StopChoice stops={stops} onStop={(stopId) => onDraft(withStop(draft, stopId))} />
      <LineTools {...props} />
    </EntryFrame>
  );
}

function Direction({ draft, onDraft }: Pick<RouteFormProps, 'draft' | 'onDraft'>) {
  return (
    <Field label="Direction">
      {(control) => (
        <select
          {...control}
          value={draft.direction}
          onChange={({ target }) => {
            const direction = DIRECTIONS.find((one) => one === target.value);
            if (direction !== undefined) onDraft({ ...draft, direction });
          }}
        >
          {DIRECTIONS.map((one) => (
            <option key={one} value={one}>
              {DIRECTION_WORDS[one]}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}

/** More are found by typing. */
const SUGGESTED_MAX = 400;

/** A stop added by its name, for those who would rather type than click the map. */
function StopChoice({
  stops,
  onStop,
}: Pick<RouteFormProps, 'stops'> & { readonly onStop: (stopId: string) => void }) {
  const [text, setText] = useState('');
  const list = useId();
  const all = [...stops.values()];
  const wanted = text.trim().toLowerCase();
  const shown = all.filter(({ name }) => name.toLowerCase().includes(wanted)).slice(0, SUGGESTED_MAX);
  const chosen = all.find(({ stopId, name }) => `${name} (${stopId})` === text);
  return (
    <Field label="Add a stop" note="Click it on the map, or choose it by name.">
      {(control) => (
        <div className={styles.addStop}>
          <input
            {...control}
            list={list}
            value={text}
            autoComplete="off"
            onChange={(event) => setText(event.target.value)}
          />
          <datalist id={list}>
            {shown.map(({ stopId, name }) => (
              <option key={stopId} value={`${name} (${stopId})`} />
            ))}
          </datalist>
          <Button
            disabled={chosen === undefined}
            onClick={() => {
              if (chosen === undefined) return;
              onStop(chosen.stopId);
              setText('');
            }}
          >
            Add
          </Button>
        </div>
      )}
    </Field>
  );
}

function LineTools({ draft, drawing, onDraft, onDrawing }: RouteFormProps) {
  const long = (draft.line?.length ?? 0) > DRAGGED_MAX;
  return (
    <div className={styles.lineTools}>
      <p className={forms.note}>{lineWords(draft, drawing, long)}</p>
      <div className={styles.lineButtons}>
        <Button aria-pressed={drawing} disabled={long && !drawing} onClick={() => onDrawing(!drawing)}>
          <Pencil size={16} aria-hidden />{' '}
          {drawing ? 'Done drawing' : draft.line === null ? 'Draw the line' : 'Change the line'}
        </Button>
        {draft.line !== null && !drawing && (
          <Button onClick={() => onDraft({ ...draft, line: null })}>
            <Undo2 size={16} aria-hidden /> Straight lines
          </Button>
        )}
      </div>
    </div>
  );
}

function lineWords({ line }: RouteDraft, drawing: boolean, long: boolean): string {
  if (drawing)
    return line === null
      ? 'Click along the way on the map, and the last point again to finish.'
      : 'Drag points, or the dots between them.';
  if (line === null) return 'The line goes straight from stop to stop. Arrivals are surer along the streets.';
  const points = `The line has ${line.length.toLocaleString('en')} points.`;
  return long ? `${points} To draw it anew, take straight lines first.` : points;
}
