import { useMutation, useQuery } from '@tanstack/react-query';
import { Download, Trash2 } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import { Button } from '../../shell/button.tsx';
import { Dialog } from '../../shell/dialog.tsx';
import { Field } from '../../shell/field.tsx';
import forms from '../../shell/form.module.css';
import { Problem } from '../../shell/problem.tsx';
import { useSave } from '../../shell/use-save.ts';
import { useSchoolApi } from '../api/school-api.ts';
import { newId } from '../plan/new-id.ts';
import { flagWords } from '../words/alert-words.ts';
import { EraseStudent } from './erase-student.tsx';
import { GuardianRows } from './guardian-rows.tsx';
import { RideRows } from './ride-rows.tsx';
import { descriptionOfStudent, draftOfStudent, NEW_STUDENT, type StudentDraft } from './student-draft.ts';
import styles from './students.module.css';
import { useStudentsChanged } from './use-students.ts';

interface StudentDialogProps {
  /** Absent: a new one. */
  readonly id: string | undefined;
  readonly onClose: () => void;
}

/** One student: cards, guardians and rides; their data, and the end of them here. */
export function StudentDialog({ id, onClose }: StudentDialogProps) {
  const api = useSchoolApi();
  const { data, error } = useQuery({
    queryKey: ['school', 'student', id],
    queryFn: ({ signal }) => api.student({ id: id ?? '' }, { signal }),
    enabled: id !== undefined,
    retry: false,
    staleTime: 0,
    gcTime: 0,
  });
  return (
    <Dialog
      title={id === undefined ? 'Add a student' : (data?.name ?? id)}
      description={id === undefined ? 'The name is enough to begin with.' : id}
      open
      onClose={onClose}
    >
      {error !== null && <Problem role="alert">{error.message}</Problem>}
      {data?.flags.map((flag) => (
        <Problem key={flag}>
          {flagWords(flag).what}. {flagWords(flag).remedy}
        </Problem>
      ))}
      {(id === undefined || data !== undefined) && (
        <StudentForm draft={data === undefined ? NEW_STUDENT : draftOfStudent(data)} onDone={onClose} />
      )}
    </Dialog>
  );
}

function StudentForm({
  draft: before,
  onDone,
}: {
  readonly draft: StudentDraft;
  readonly onDone: () => void;
}) {
  const api = useSchoolApi();
  const changed = useStudentsChanged();
  const [draft, setDraft] = useState(before);
  const [erasing, setErasing] = useState(false);
  const isNew = before.id === '';
  const saving = useMutation({
    mutationFn: () => {
      const id = isNew ? draft.id.trim() || newId(draft.name) : before.id;
      return api.putStudent({ id }, descriptionOfStudent(draft));
    },
    onSuccess: onDone,
    onSettled: changed,
  });
  const change = (next: Partial<StudentDraft>): void => setDraft((old) => ({ ...old, ...next }));
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    saving.mutate();
  };
  if (erasing)
    return (
      <EraseStudent id={before.id} name={before.name} onDone={onDone} onKeep={() => setErasing(false)} />
    );
  return (
    <form className={forms.form} onSubmit={submit}>
      {isNew && (
        <TextField
          label="Student id"
          note="As the school knows them. Empty: one is made."
          value={draft.id}
          onValue={(id) => change({ id })}
        />
      )}
      <TextField label="Name" value={draft.name} required onValue={(name) => change({ name })} />
      <TextField label="Grade" value={draft.grade} onValue={(grade) => change({ grade })} />
      <TextField
        label="Note for the driver"
        note="Such as an allergy. Drivers of their trips see it."
        value={draft.note}
        onValue={(note) => change({ note })}
      />
      <TextField
        label="Cards"
        note="Numbers of NFC cards or QR codes, with commas between them."
        value={draft.cards}
        onValue={(cards) => change({ cards })}
      />
      <RideRows rides={draft.rides} onRides={(rides) => change({ rides })} />
      <GuardianRows guardians={draft.guardians} onGuardians={(guardians) => change({ guardians })} />
      {saving.error !== null && <Problem role="alert">{saving.error.message}</Problem>}
      {!isNew && <Rights id={before.id} onErase={() => setErasing(true)} />}
      <div className={forms.actions}>
        <Button type="submit" look="primary" disabled={saving.isPending}>
          {saving.isPending ? 'Saving…' : 'Save'}
        </Button>
      </div>
    </form>
  );
}

interface TextFieldProps {
  readonly label: string;
  readonly note?: string;
  readonly value: string;
  readonly required?: boolean;
  readonly onValue: (value: string) => void;
}

function TextField({ label, note, value, required = false, onValue }: TextFieldProps) {
  return (
    <Field label={label} note={note}>
      {(control) => (
        <input
          {...control}
          value={value}
          required={required}
          maxLength={2000}
          autoComplete="off"
          onChange={({ target }) => onValue(target.value)}
        />
      )}
    </Field>
  );
}

/** What guardians may ask for: everything that is kept on their child, and that it is no more. */
function Rights({ id, onErase }: { readonly id: string; readonly onErase: () => void }) {
  const api = useSchoolApi();
  const { problem, save } = useSave();
  const file = async (): Promise<Blob> =>
    new Blob([JSON.stringify(await api.exportStudent({ id }), null, 2)], { type: 'application/json' });
  return (
    <div className={styles.rights}>
      <Button onClick={() => save(file, `student-${id}.json`)}>
        <Download size={16} aria-hidden /> All that is kept
      </Button>
      <Button onClick={onErase}>
        <Trash2 size={16} aria-hidden /> Erase …
      </Button>
      {problem !== null && <Problem role="alert">The file could not be made: {problem}</Problem>}
    </div>
  );
}
