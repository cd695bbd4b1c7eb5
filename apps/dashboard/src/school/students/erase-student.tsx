import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { Button } from '../../shell/button.tsx';
import { Field } from '../../shell/field.tsx';
import forms from '../../shell/form.module.css';
import { Problem } from '../../shell/problem.tsx';
import { useSchoolApi } from '../api/school-api.ts';
import { useStudentsChanged } from './use-students.ts';

interface EraseStudentProps {
  readonly id: string;
  readonly name: string;
  readonly onDone: () => void;
  readonly onKeep: () => void;
}

/** Asks for the name before it erases: nothing brings a student back. */
export function EraseStudent({ id, name, onDone, onKeep }: EraseStudentProps) {
  const api = useSchoolApi();
  const changed = useStudentsChanged();
  const [typed, setTyped] = useState('');
  const erasing = useMutation({
    mutationFn: () => api.removeStudent({ id }),
    onSuccess: onDone,
    onSettled: changed,
  });
  const sure = typed.trim() === name.trim();
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (sure) erasing.mutate();
  };
  return (
    <form className={forms.form} onSubmit={submit}>
      <Problem>
        Everything that is kept on {name} is erased: rides, guardians, cards, boardings, notices. Nothing
        brings it back.
      </Problem>
      <Field label={`Type “${name}” to erase`}>
        {(control) => (
          <input
            {...control}
            value={typed}
            autoComplete="off"
            spellCheck={false}
            onChange={({ target }) => setTyped(target.value)}
          />
        )}
      </Field>
      {erasing.error !== null && <Problem role="alert">{erasing.error.message}</Problem>}
      <div className={forms.actions}>
        <Button onClick={onKeep}>Keep</Button>
        <Button type="submit" look="primary" disabled={!sure || erasing.isPending}>
          Erase for good
        </Button>
      </div>
    </form>
  );
}
