import type { LatLng } from '@waycast/geo';
import { MapPin } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import { DetailPanel } from '../../detail/detail-panel.tsx';
import detailStyles from '../../detail/vehicle-detail.module.css';
import { Button } from '../../shell/button.tsx';
import { Field } from '../../shell/field.tsx';
import forms from '../../shell/form.module.css';
import { Problem } from '../../shell/problem.tsx';
import { positionText } from '../../words/figures.ts';
import { useOrderAct } from '../api/use-orders.ts';
import styles from './board.module.css';

/** Two places and which of them the next click on the map is. */
export interface PlaceDraft {
  readonly pickup: LatLng | null;
  readonly dropoff: LatLng | null;
  readonly next: 'pickup' | 'dropoff';
}

export const NO_PLACES: PlaceDraft = { pickup: null, dropoff: null, next: 'pickup' };

interface NewOrderPanelProps {
  readonly draft: PlaceDraft;
  readonly onDraft: (draft: PlaceDraft) => void;
  readonly onClose: () => void;
  readonly onMade: (orderId: string) => void;
}

/** A ride that somebody ordered by telephone: two clicks on the map, and for whom. */
export function NewOrderPanel({ draft, onDraft, onClose, onMade }: NewOrderPanelProps) {
  const act = useOrderAct();
  // The same key for the same form: sent again after a lost answer, it makes no second order.
  const [key] = useState(() => crypto.randomUUID());
  const [texts, setTexts] = useState({ from: '', to: '', rider: '', note: '', passengers: '1' });
  const write = (name: keyof typeof texts) => (value: string) => setTexts({ ...texts, [name]: value });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (draft.pickup === null) return;
    const { from, to, rider, note, passengers } = texts;
    const order = {
      pickup: { ...draft.pickup, ...said('name', from) },
      ...(draft.dropoff === null ? {} : { dropoff: { ...draft.dropoff, ...said('name', to) } }),
      ...said('riderId', rider),
      ...said('note', note),
      passengers: Number(passengers),
    };
    act.mutate({ kind: 'create', order, key }, { onSuccess: ({ orderId }) => onMade(orderId) });
  };
  return (
    <DetailPanel label="New order" name="New order" onClose={onClose}>
      <form className={`${forms.form} ${detailStyles.body}`} onSubmit={submit}>
        <p className={forms.note} role="status">
          {draft.next === 'pickup'
            ? 'Click the map where the rider waits.'
            : 'Click the map where the ride goes.'}
        </p>
        <PlaceField name="pickup" draft={draft} onDraft={onDraft} />
        <TextField label="Name of the pick-up" value={texts.from} onValue={write('from')} max={200} />
        <PlaceField name="dropoff" draft={draft} onDraft={onDraft} />
        <TextField label="Name of the drop-off" value={texts.to} onValue={write('to')} max={200} />
        <div className={styles.pair}>
          <TextField label="Rider" value={texts.rider} onValue={write('rider')} max={128} />
          <Field label="Passengers">
            {(control) => (
              <input
                {...control}
                type="number"
                inputMode="numeric"
                min={1}
                max={20}
                required
                value={texts.passengers}
                onChange={({ target }) => write('passengers')(target.value)}
              />
            )}
          </Field>
        </div>
        <TextField label="Note to the driver" value={texts.note} onValue={write('note')} max={500} />
        {act.error !== null && <Problem role="alert">{act.error.message}</Problem>}
        <div className={forms.actions}>
          <Button type="submit" look="primary" disabled={draft.pickup === null || act.isPending}>
            Order the ride
          </Button>
        </div>
      </form>
    </DetailPanel>
  );
}

const PLACES = {
  pickup: ['A', 'Pick-up', 'Where the rider waits'],
  dropoff: ['B', 'Drop-off', 'May be told on the way'],
} as const;

interface PlaceFieldProps {
  readonly name: 'pickup' | 'dropoff';
  readonly draft: PlaceDraft;
  readonly onDraft: (draft: PlaceDraft) => void;
}

function PlaceField({ name, draft, onDraft }: PlaceFieldProps) {
  const [mark, words, hint] = PLACES[name];
  const place = draft[name];
  return (
    <div className={styles.place}>
      <strong>{mark}</strong>
      <span>
        {words}
        <small className={forms.note}>{place === null ? hint : positionText(place)}</small>
      </span>
      <Button aria-pressed={draft.next === name} onClick={() => onDraft({ ...draft, next: name })}>
        <MapPin size={16} aria-hidden /> {place === null ? 'Choose' : 'Move'}
      </Button>
    </div>
  );
}

interface TextFieldProps {
  readonly label: string;
  readonly value: string;
  readonly max: number;
  readonly onValue: (value: string) => void;
}

function TextField({ label, value, max, onValue }: TextFieldProps) {
  return (
    <Field label={label}>
      {(control) => (
        <input
          {...control}
          value={value}
          maxLength={max}
          autoComplete="off"
          onChange={({ target }) => onValue(target.value)}
        />
      )}
    </Field>
  );
}

/** A field that was filled in, under its name; nothing otherwise. */
function said<N extends string>(name: N, text: string): { [K in N]?: string } {
  const trimmed = text.trim();
  return (trimmed === '' ? {} : { [name]: trimmed }) as { [K in N]?: string };
}
