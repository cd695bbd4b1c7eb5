import type { NearbyCars } from '@waycast/contract';
import type { LatLng } from '@waycast/geo';
import { Minus, Plus } from 'lucide-react';
import { type FormEvent, useMemo } from 'react';
import { Button, IconButton } from '../../shell/button.tsx';
import { Field } from '../../shell/field.tsx';
import forms from '../../shell/form.module.css';
import { Problem } from '../../shell/problem.tsx';
import { countText } from '../../words/figures.ts';
import { nearbyText, type RideDraft, toNewOrder, withPlace } from './ride-draft.ts';
import styles from './rider.module.css';
import { useOrdering } from './use-ordering.ts';

interface ChooseCardProps {
  readonly draft: RideDraft;
  /** Of the map. */
  readonly middle: LatLng | null;
  readonly nearby: NearbyCars | undefined;
  /** Why the own place is not known. */
  readonly problem: string | null;
  readonly onDraft: (draft: RideDraft) => void;
  readonly onOrder: (orderId: string) => void;
}

/** One question after the other. */
export function ChooseCard(props: ChooseCardProps) {
  const { draft, nearby, problem } = props;
  return (
    <>
      {draft.step === 'order' ? <OrderStep {...props} /> : <PlaceStep {...props} />}
      {draft.step !== 'order' && (
        <p className={styles.hint} role="status">
          {nearby === undefined ? 'Looking for free cars …' : nearbyText(nearby)}
        </p>
      )}
      {problem !== null && <Problem role="alert">{problem}</Problem>}
    </>
  );
}

const PLACES = {
  pickup: ['Where do you wait?', 'Pick me up here', 'Name it, if you like: a door, a stand', 'pickupName'],
  dropoff: ['Where to?', 'Take me here', 'Name it, if you like: an address', 'dropoffName'],
} as const;

function PlaceStep({ draft, middle, onDraft }: ChooseCardProps) {
  const [question, act, hint, name] = PLACES[draft.step === 'pickup' ? 'pickup' : 'dropoff'];
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (middle !== null) onDraft(withPlace(draft, middle));
  };
  return (
    <form className={forms.form} onSubmit={submit}>
      <h2 className={styles.headline}>{question}</h2>
      <p className={styles.hint}>Move the map until the pin is there.</p>
      <input
        aria-label={hint}
        placeholder={hint}
        value={draft[name]}
        maxLength={200}
        autoComplete="off"
        onChange={({ target }) => onDraft({ ...draft, [name]: target.value })}
      />
      <button type="submit" className={styles.act} disabled={middle === null}>
        {act}
      </button>
      {draft.step === 'dropoff' && (
        <div className={styles.pair}>
          <Button onClick={() => onDraft({ ...draft, step: 'pickup', pickup: null })}>Back</Button>
          <Button onClick={() => onDraft(withPlace(draft, null))}>I tell the driver</Button>
        </div>
      )}
    </form>
  );
}

function OrderStep({ draft, onDraft, onOrder }: ChooseCardProps) {
  const order = useMemo(() => toNewOrder(draft), [draft]);
  const making = useOrdering(order);
  const { pickupName, dropoffName, dropoff, passengers } = draft;
  const add = (by: number): void => onDraft({ ...draft, passengers: passengers + by });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (order !== null) making.mutate(order, { onSuccess: ({ orderId }) => onOrder(orderId) });
  };
  return (
    <form className={forms.form} onSubmit={submit}>
      <h2 className={styles.headline}>
        {pickupName || 'Your pick-up'} →{' '}
        {dropoff === null ? 'you tell the driver' : dropoffName || 'your drop-off'}
      </h2>
      <div className={styles.stepper}>
        <IconButton label="One passenger less" disabled={passengers <= 1} onClick={() => add(-1)}>
          <Minus size={18} />
        </IconButton>
        <span role="status">{countText(passengers, 'passenger')}</span>
        <IconButton label="One passenger more" disabled={passengers >= 20} onClick={() => add(1)}>
          <Plus size={18} />
        </IconButton>
      </div>
      <Field label="Note to the driver">
        {(control) => (
          <input
            {...control}
            value={draft.note}
            maxLength={500}
            autoComplete="off"
            placeholder="Such as: two suitcases"
            onChange={({ target }) => onDraft({ ...draft, note: target.value })}
          />
        )}
      </Field>
      {making.error !== null && <Problem role="alert">{making.error.message}</Problem>}
      <button type="submit" className={styles.act} disabled={making.isPending}>
        {making.isPending ? 'Ordering …' : 'Order'}
      </button>
      <Button onClick={() => onDraft({ ...draft, step: 'pickup', pickup: null, dropoff: null })}>
        Choose other places
      </Button>
    </form>
  );
}
