import { SHAPE_LIMITS, shapeProblem, tidyShape } from '@waycast/geo';
import type { FormEvent } from 'react';
import { Button } from '../shell/button.tsx';
import { Field } from '../shell/field.tsx';
import forms from '../shell/form.module.css';
import { Problem } from '../shell/problem.tsx';
import { countText } from '../words/figures.ts';
import { type Draft, resized, type ShapeKind, staying, toDrawing } from './draft.ts';
import styles from './geofences.module.css';
import { SHAPE_WORDS } from './shape-words.ts';

interface FenceFormProps {
  readonly draft: Draft;
  readonly saving: boolean;
  readonly problem: string | null;
  readonly onChange: (draft: Draft) => void;
  readonly onSave: () => void;
  readonly onCancel: () => void;
  readonly onRemove: () => void;
}

const HOW: Readonly<Record<ShapeKind, string>> = {
  circle: 'Click the map where the middle is. Drag it to move it.',
  polygon:
    'Click the corners, and the first one again to finish. Then drag corners, or the dots between them.',
  corridor:
    'Click along the way, and the last point again to finish. Then drag points, or the dots between them.',
};
const SLIDER_MAX_M = { circle: 2000, corridor: 500 } as const;

/** Name, size and stay of the fence that is open. */
export function FenceForm({ draft, saving, problem, onChange, onSave, onCancel, onRemove }: FenceFormProps) {
  const wrong = draft.shape === null ? null : (shapeProblem(tidyShape(draft.shape)) ?? null);
  const fixed = draft.shape !== null && toDrawing(draft.shape) === undefined;
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    onSave();
  };
  return (
    <form className={`${forms.form} ${styles.form}`} onSubmit={submit}>
      <h2>{draft.id === undefined ? `New ${SHAPE_WORDS[draft.kind].toLowerCase()}` : 'Change fence'}</h2>
      <p className={forms.note}>
        {fixed ? 'This one has holes: its shape is changed by importing it again.' : HOW[draft.kind]}
      </p>
      <Field label="Name">
        {(control) => (
          <input
            {...control}
            value={draft.name}
            maxLength={200}
            required
            autoComplete="off"
            onChange={(event) => onChange({ ...draft, name: event.target.value })}
          />
        )}
      </Field>
      {draft.kind !== 'polygon' && <SizeField draft={draft} kind={draft.kind} onChange={onChange} />}
      <Field label="Tell of a stay after, in minutes">
        {(control) => (
          <input
            {...control}
            type="number"
            inputMode="decimal"
            min={1}
            max={43_200}
            step="any"
            placeholder="Never"
            value={draft.dwellMin ?? ''}
            onChange={(event) =>
              onChange(staying(draft, event.target.value === '' ? null : Number(event.target.value)))
            }
          />
        )}
      </Field>
      <p className={forms.note}>{scopeText(draft)}</p>
      {(wrong ?? problem) !== null && <Problem role="alert">{wrong ?? problem}</Problem>}
      <div className={forms.actions}>
        {draft.id !== undefined && (
          <Button className={forms.remove} onClick={onRemove}>
            Remove
          </Button>
        )}
        <Button onClick={onCancel}>Cancel</Button>
        <Button type="submit" look="primary" disabled={draft.shape === null || wrong !== null || saving}>
          Save
        </Button>
      </div>
    </form>
  );
}

function SizeField({
  draft,
  kind,
  onChange,
}: Pick<FenceFormProps, 'draft' | 'onChange'> & { readonly kind: 'circle' | 'corridor' }) {
  const { min, max } = kind === 'circle' ? SHAPE_LIMITS.radiusM : SHAPE_LIMITS.widthM;
  const change = (sizeM: number): void => onChange({ ...draft, sizeM, shape: resized(draft.shape, sizeM) });
  return (
    <Field label={kind === 'circle' ? 'Radius in metres' : 'Width in metres'}>
      {(control) => (
        <div className={styles.size}>
          <input
            type="range"
            aria-label={kind === 'circle' ? 'Radius' : 'Width'}
            min={min}
            max={SLIDER_MAX_M[kind]}
            step={10}
            value={Math.min(draft.sizeM, SLIDER_MAX_M[kind])}
            onChange={(event) => change(Number(event.target.value))}
          />
          <input
            {...control}
            type="number"
            inputMode="decimal"
            min={min}
            max={max}
            step="any"
            required
            value={draft.sizeM}
            onChange={(event) => change(Number(event.target.value))}
          />
        </div>
      )}
    </Field>
  );
}

function scopeText({ appliesTo }: Draft): string {
  if (appliesTo === null) return 'For every vehicle.';
  const { vehicles, groups } = appliesTo;
  const parts = [
    ...(vehicles.length > 0 ? [countText(vehicles.length, 'vehicle')] : []),
    ...(groups.length > 0 ? [countText(groups.length, 'group')] : []),
  ];
  return `For ${parts.join(' and ')}, as it was said through the API.`;
}
