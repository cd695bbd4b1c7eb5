import type { TaxiSettings } from '@waycast/contract';
import { shapeProblem, tidyShape } from '@waycast/geo';
import { Hexagon, Trash2 } from 'lucide-react';
import { lazy, Suspense, useMemo, useState } from 'react';
import { useLiveFleet } from '../../fleet/live-fleet.tsx';
import { type Draft, fromDrawing, newDraft } from '../../geofences/draft.ts';
import { NO_PADDING } from '../../map/use-vehicle-map.ts';
import { Button, IconButton } from '../../shell/button.tsx';
import { Field } from '../../shell/field.tsx';
import forms from '../../shell/form.module.css';
import { Problem } from '../../shell/problem.tsx';
import { fenceOf, ringOf } from './areas.ts';
import styles from './settings.module.css';

const FenceMap = lazy(async () => ({ default: (await import('../../geofences/fence-map.tsx')).FenceMap }));

type Areas = TaxiSettings['serviceAreas'];

interface AreasFieldProps {
  readonly areas: Areas;
  readonly onAreas: (areas: Areas) => void;
  /** Whether an area is begun and not yet taken over. */
  readonly onDrawing: (drawing: boolean) => void;
}

/** Where rides begin and end, drawn as fences are. */
export function AreasField({ areas, onAreas, onDrawing }: AreasFieldProps) {
  const [draft, set] = useState<Draft | null>(null);
  const fences = useMemo(() => areas.map(fenceOf), [areas]);
  const { store } = useLiveFleet();
  const around = store.all().map(({ glide }) => glide.to);
  const setDraft = (next: Draft | null): void => {
    set(next);
    onDrawing(next !== null);
  };
  const choose = (id: string): void => {
    const area = areas[Number(id)];
    const shape = fences[Number(id)]?.shape;
    if (area !== undefined && shape !== undefined)
      setDraft({ ...newDraft('polygon'), id, name: area.name, shape });
  };
  const keep = (made: Draft): void => {
    const ring = ringOf(made.shape);
    if (ring === null) return;
    const area = { name: made.name.trim(), ring };
    onAreas(
      made.id === undefined
        ? [...areas, area]
        : areas.map((one, index) => (String(index) === made.id ? area : one)),
    );
    setDraft(null);
  };
  return (
    <section className={styles.areas} aria-label="Service areas">
      <h3>Service areas</h3>
      <p className={forms.note}>
        {areas.length === 0 ? 'None: rides begin and end anywhere.' : 'Rides begin and end in one of these.'}
      </p>
      <div className={styles.map}>
        <Suspense>
          <FenceMap
            fences={fences}
            draft={draft}
            padding={NO_PADDING}
            around={around}
            onDrawn={(drawing) =>
              set((before) => (before === null ? null : { ...before, shape: fromDrawing(drawing, 0) }))
            }
            onChoose={choose}
          />
        </Suspense>
      </div>
      {draft === null ? (
        <>
          <AreaList areas={areas} onChoose={choose} onAreas={onAreas} />
          <Button onClick={() => setDraft(newDraft('polygon'))}>
            <Hexagon size={16} aria-hidden /> Draw an area
          </Button>
        </>
      ) : (
        <AreaDraft draft={draft} onDraft={setDraft} onKeep={keep} />
      )}
    </section>
  );
}

interface AreaListProps extends Pick<AreasFieldProps, 'areas' | 'onAreas'> {
  readonly onChoose: (id: string) => void;
}

function AreaList({ areas, onChoose, onAreas }: AreaListProps) {
  return (
    <ul>
      {areas.map(({ name }, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: names repeat, and the place in the list is what an area is
        <li key={index} className={styles.area}>
          <button type="button" onClick={() => onChoose(String(index))}>
            {name}
          </button>
          <IconButton
            label={`Remove ${name}`}
            onClick={() => onAreas(areas.filter((_, other) => other !== index))}
          >
            <Trash2 size={16} />
          </IconButton>
        </li>
      ))}
    </ul>
  );
}

interface AreaDraftProps {
  readonly draft: Draft;
  readonly onDraft: (draft: Draft | null) => void;
  readonly onKeep: (draft: Draft) => void;
}

function AreaDraft({ draft, onDraft, onKeep }: AreaDraftProps) {
  const wrong = draft.shape === null ? undefined : shapeProblem(tidyShape(draft.shape));
  return (
    <>
      <Field label="Name of the area" note="Click the corners, and the first one again to finish.">
        {(control) => (
          <input
            {...control}
            value={draft.name}
            maxLength={100}
            autoComplete="off"
            onChange={({ target }) => onDraft({ ...draft, name: target.value })}
          />
        )}
      </Field>
      {wrong !== undefined && <Problem role="alert">{wrong}</Problem>}
      <div className={forms.actions}>
        <Button onClick={() => onDraft(null)}>Discard</Button>
        <Button
          disabled={draft.shape === null || wrong !== undefined || draft.name.trim() === ''}
          onClick={() => onKeep(draft)}
        >
          Take it over
        </Button>
      </div>
    </>
  );
}
