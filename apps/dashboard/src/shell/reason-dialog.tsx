import { type FormEvent, useState } from 'react';
import { Button } from './button.tsx';
import { Dialog } from './dialog.tsx';
import { Field } from './field.tsx';
import forms from './form.module.css';
import { Problem } from './problem.tsx';

interface ReasonDialogProps {
  readonly title: string;
  readonly description: string;
  /** Such as: road closed by snow. */
  readonly example: string;
  /** What the button that does it says. */
  readonly act: string;
  readonly busy: boolean;
  readonly error: Error | null;
  readonly onClose: () => void;
  readonly onAct: (reason: string) => void;
}

/** Asks why before something is ended that cannot be taken up again. */
export function ReasonDialog(props: ReasonDialogProps) {
  const { title, description, example, act, busy, error, onClose, onAct } = props;
  const [reason, setReason] = useState('');
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    onAct(reason.trim());
  };
  return (
    <Dialog title={title} description={description} open onClose={onClose}>
      <form className={forms.form} onSubmit={submit}>
        <Field label="Reason">
          {(control) => (
            <input
              {...control}
              value={reason}
              required
              maxLength={200}
              placeholder={`Such as: ${example}`}
              onChange={(event) => setReason(event.target.value)}
            />
          )}
        </Field>
        {error !== null && <Problem role="alert">{error.message}</Problem>}
        <div className={forms.actions}>
          <Button onClick={onClose}>Keep it</Button>
          <Button type="submit" look="primary" disabled={busy || reason.trim() === ''}>
            {act}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
