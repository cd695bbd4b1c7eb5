import { useMutation, useQuery } from '@tanstack/react-query';
import type { RegistryKind } from '@waycast/contract';
import { useRealtimeConnection } from '@waycast/react';
import { Trash2 } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import { Button } from '../shell/button.tsx';
import { Dialog } from '../shell/dialog.tsx';
import { Field } from '../shell/field.tsx';
import forms from '../shell/form.module.css';
import { Problem } from '../shell/problem.tsx';
import { momentText } from '../words/clock.ts';
import type { EntryKind, FieldShape, Item, Values } from './entry-kinds.ts';
import { useRegistryChanged } from './use-entries.ts';

interface EntryDialogProps {
  readonly kind: EntryKind;
  readonly tab: RegistryKind;
  /** Absent: a new one. */
  readonly id: string | undefined;
  readonly onClose: () => void;
}

/** Describes one vehicle, driver or group. */
export function EntryDialog({ kind, tab, id, onClose }: EntryDialogProps) {
  const {
    connection: { http },
  } = useRealtimeConnection();
  const entry = useQuery({
    queryKey: ['registry-entry', tab, id],
    queryFn: ({ signal }) => kind.get(http, id ?? '', signal),
    enabled: id !== undefined,
    retry: false,
    staleTime: 0,
    gcTime: 0,
  });
  const title = id === undefined ? `Add a ${kind.one}` : (entry.data?.name ?? id);
  return (
    <Dialog title={title} description={descriptionOf(id, entry.data)} open onClose={onClose}>
      {entry.error !== null ? (
        <Problem role="alert">{entry.error.message}</Problem>
      ) : (
        (id === undefined || entry.data !== undefined) && (
          <EntryForm kind={kind} item={entry.data} onDone={onClose} />
        )
      )}
    </Dialog>
  );
}

function descriptionOf(id: string | undefined, item: Item | undefined): string {
  if (id === undefined) return 'Its id cannot be changed later; everything else can.';
  if (item?.firstSeenAt == null) return id;
  return `${id}, first heard of ${momentText(Date.parse(item.firstSeenAt), Date.now())}`;
}

function EntryForm({ kind, item, onDone }: { kind: EntryKind; item: Item | undefined; onDone: () => void }) {
  const {
    connection: { http },
  } = useRealtimeConnection();
  const changed = useRegistryChanged();
  const [id, setId] = useState(item?.id ?? '');
  const [values, setValues] = useState<Values>(item?.values ?? {});
  const done = { onSuccess: onDone, onSettled: changed };
  const saving = useMutation({
    mutationFn: () =>
      item === undefined
        ? kind.create(http, id.trim(), values)
        : kind.change(http, id, changes(item.values, values)),
    ...done,
  });
  const removing = useMutation({ mutationFn: () => kind.remove(http, id), ...done });
  const busy = saving.isPending || removing.isPending;
  const error = saving.error ?? removing.error;

  function submit(event: FormEvent): void {
    event.preventDefault();
    saving.mutate();
  }

  return (
    <form className={forms.form} onSubmit={submit}>
      {item === undefined && (
        <EntryField shape={{ name: 'id', label: kind.idLabel }} value={id} onValue={setId} required />
      )}
      {kind.fields.map((shape) => (
        <EntryField
          key={shape.name}
          shape={shape}
          value={values[shape.name] ?? ''}
          onValue={(value) => setValues((before) => ({ ...before, [shape.name]: value }))}
        />
      ))}
      {error !== null && <Problem role="alert">{error.message}</Problem>}
      <div className={forms.actions}>
        {item !== undefined && <RemoveButton one={kind.one} busy={busy} onRemove={() => removing.mutate()} />}
        <Button type="submit" look="primary" disabled={busy}>
          {saving.isPending ? 'Saving…' : 'Save'}
        </Button>
      </div>
    </form>
  );
}

/** Asks once more before it does. */
function RemoveButton({ one, busy, onRemove }: { one: string; busy: boolean; onRemove: () => void }) {
  const [asked, setAsked] = useState(false);
  return (
    <Button className={forms.remove} disabled={busy} onClick={() => (asked ? onRemove() : setAsked(true))}>
      <Trash2 size={16} aria-hidden /> {asked ? `Really remove this ${one}?` : 'Remove'}
    </Button>
  );
}

interface EntryFieldProps {
  readonly shape: FieldShape;
  readonly value: string;
  readonly onValue: (value: string) => void;
  readonly required?: boolean;
}

function EntryField({ shape, value, onValue, required = false }: EntryFieldProps) {
  const { label, note, type = 'text' } = shape;
  if (type === 'checkbox')
    return (
      <label className={forms.check}>
        <input
          type="checkbox"
          checked={value === 'yes'}
          onChange={(event) => onValue(event.target.checked ? 'yes' : '')}
        />
        {label}
      </label>
    );
  return (
    <Field label={label} note={note}>
      {(control) => (
        <input
          {...control}
          type={type}
          value={value}
          required={required}
          onChange={(event) => onValue(event.target.value)}
          autoComplete="off"
          {...(type === 'number' ? { min: 0, step: 'any' } : {})}
        />
      )}
    </Field>
  );
}

function changes(before: Values, after: Values): Values {
  return Object.fromEntries(Object.entries(after).filter(([name, value]) => value !== before[name]));
}
