import type { SchoolStop } from '@waycast/contract';
import { lazy, Suspense, useEffect, useMemo, useState } from 'react';
import { RowWords } from '../../list/row-words.tsx';
import { Field } from '../../shell/field.tsx';
import { positionText } from '../../words/figures.ts';
import type { Way } from '../map/way-layers.ts';
import { EntryFrame } from './entry-frame.tsx';
import { newId } from './new-id.ts';
import styles from './plan.module.css';
import { PlanList } from './plan-list.tsx';
import type { Place } from './plan-map.tsx';
import type { TabProps } from './tab-props.ts';
import { usePlanChange, useStops } from './use-plan.ts';

const PlanMap = lazy(async () => ({ default: (await import('./plan-map.tsx')).PlanMap }));
const NONE: readonly SchoolStop[] = [];
const RADIUS_M = 50;

interface StopDraft {
  readonly name: string;
  readonly place: Place | null;
  readonly radiusM: number;
}

const EMPTY: StopDraft = { name: '', place: null, radiusM: RADIUS_M };

/** Places where buses stop, on a map. */
export function StopsTab({ text, id, onText, onOpen }: TabProps) {
  const { data: stops, error } = useStops();
  const known = stops?.find(({ stopId }) => stopId === id);
  const [draft, setDraft] = useState<StopDraft>(EMPTY);
  useEffect(() => setDraft(known === undefined ? EMPTY : draftOf(known)), [known]);
  const way = useMemo(
    () => wayOf(stops ?? NONE, id, id === undefined ? null : draft.place),
    [stops, id, draft.place],
  );
  return (
    <div className={styles.split}>
      <div className={styles.column}>
        {id === undefined || (known === undefined && id !== 'new') ? (
          <PlanList
            items={stops}
            error={error}
            one="stop"
            text={text}
            empty="A stop is a place with a radius. Add the first one and click the map where it is, or import a GTFS file."
            keyOf={keyOf}
            wordsOf={wordsOf}
            onText={onText}
            onOpen={onOpen}
            onAdd={() => onOpen('new')}
          >
            {(stop) => <RowWords name={stop.name} below={`${stop.stopId} · ${stop.radiusM} m`} />}
          </PlanList>
        ) : (
          <StopForm
            key={id}
            known={known}
            draft={draft}
            onDraft={setDraft}
            onClose={() => onOpen(undefined)}
          />
        )}
      </div>
      <div className={styles.map}>
        <Suspense>
          <PlanMap
            way={way}
            wayKey={stops === undefined ? undefined : (known?.stopId ?? 'all')}
            drawing={null}
            onDrawn={() => undefined}
            onPlace={(place) => id !== undefined && setDraft({ ...draft, place })}
            onStop={(index) => {
              const stop = stops?.[index];
              if (id === undefined && stop !== undefined) onOpen(stop.stopId);
            }}
          />
        </Suspense>
      </div>
    </div>
  );
}

interface StopFormProps {
  readonly known: SchoolStop | undefined;
  readonly draft: StopDraft;
  readonly onDraft: (draft: StopDraft) => void;
  readonly onClose: () => void;
}

function StopForm({ known, draft, onDraft, onClose }: StopFormProps) {
  const save = usePlanChange((api, { name, place, radiusM }: StopDraft) => {
    const [longitude, latitude] = place ?? [0, 0];
    return api.putSchoolStop({ id: known?.stopId ?? newId(name) }, { name, latitude, longitude, radiusM });
  });
  const remove = usePlanChange((api, id: string) => api.removeSchoolStop({ id }));
  return (
    <EntryFrame
      title={known === undefined ? 'New stop' : known.name}
      one="stop"
      isNew={known === undefined}
      busy={save.isPending || remove.isPending}
      error={save.error ?? remove.error}
      missing={draft.place === null ? 'Click the map where the bus stops.' : undefined}
      onSave={() => save.mutate(draft, { onSuccess: onClose })}
      onCancel={onClose}
      onRemove={() => known !== undefined && remove.mutate(known.stopId, { onSuccess: onClose })}
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
      <Field label="Radius in metres" note="A bus this near is at the stop.">
        {(control) => (
          <input
            {...control}
            type="number"
            inputMode="numeric"
            min={15}
            max={500}
            required
            value={draft.radiusM}
            onChange={(event) => onDraft({ ...draft, radiusM: Number(event.target.value) })}
          />
        )}
      </Field>
      {draft.place !== null && (
        <p className={styles.note}>
          {positionText({ longitude: draft.place[0], latitude: draft.place[1] })}. Click the map to move it.
        </p>
      )}
    </EntryFrame>
  );
}

function draftOf({ name, latitude, longitude, radiusM }: SchoolStop): StopDraft {
  return { name, place: [longitude, latitude], radiusM };
}

/** All stops; the open one stands out, where it is being put. */
function wayOf(stops: readonly SchoolStop[], id: string | undefined, place: Place | null): Way {
  const marks = stops.map(({ stopId, latitude, longitude, name }) => {
    const open = stopId === id;
    const at = open && place !== null ? { longitude: place[0], latitude: place[1] } : { latitude, longitude };
    return { ...at, name, mark: '', phase: open ? ('next' as const) : ('ahead' as const) };
  });
  const fresh = id === 'new' && place !== null;
  const added = { name: 'New stop', mark: '', phase: 'next' as const };
  return {
    line: [],
    stops: fresh ? [...marks, { ...added, longitude: place[0], latitude: place[1] }] : marks,
  };
}

function keyOf({ stopId }: SchoolStop): string {
  return stopId;
}

function wordsOf({ name, stopId }: SchoolStop): string {
  return `${name} ${stopId}`;
}
