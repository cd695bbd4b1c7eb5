import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { GuardianChild } from '@waycast/contract';
import { type FormEvent, useState } from 'react';
import { Button } from '../../shell/button.tsx';
import { Field } from '../../shell/field.tsx';
import forms from '../../shell/form.module.css';
import { Problem } from '../../shell/problem.tsx';
import { useSchoolApi } from '../api/school-api.ts';
import styles from './guardian.module.css';

interface NoticeFormProps {
  readonly studentId: string;
  readonly notice: GuardianChild['notice'];
  readonly onDone: () => void;
}

/** How near the bus is to be when one is told: minutes, metres, either first, or neither. */
export function NoticeForm({ studentId, notice, onDone }: NoticeFormProps) {
  const api = useSchoolApi();
  const queries = useQueryClient();
  const [minutes, setMinutes] = useState(
    notice.seconds === null ? '' : String(Math.round(notice.seconds / 60)),
  );
  const [metres, setMetres] = useState(notice.metres === null ? '' : String(notice.metres));
  const saving = useMutation({
    mutationFn: () =>
      api.setGuardianNotice(
        { id: studentId },
        {
          seconds: minutes === '' ? null : Math.round(Number(minutes) * 60),
          metres: metres === '' ? null : Math.round(Number(metres)),
        },
      ),
    onSuccess: onDone,
    onSettled: () => queries.invalidateQueries({ queryKey: ['school', 'children'] }),
  });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    saving.mutate();
  };
  return (
    <form className={forms.form} onSubmit={submit}>
      <div className={styles.pair}>
        <Field label="Minutes before">
          {(control) => (
            <input
              {...control}
              type="number"
              inputMode="numeric"
              min={1}
              max={60}
              placeholder="Not by time"
              value={minutes}
              onChange={({ target }) => setMinutes(target.value)}
            />
          )}
        </Field>
        <Field label="Metres before">
          {(control) => (
            <input
              {...control}
              type="number"
              inputMode="numeric"
              min={100}
              max={20_000}
              placeholder="Not by distance"
              value={metres}
              onChange={({ target }) => setMetres(target.value)}
            />
          )}
        </Field>
      </div>
      <p className={forms.note}>Whichever comes first. Leave both empty to be told nothing.</p>
      {saving.error !== null && <Problem role="alert">{saving.error.message}</Problem>}
      <div className={forms.actions}>
        <Button type="submit" look="primary" disabled={saving.isPending}>
          Save
        </Button>
      </div>
    </form>
  );
}
