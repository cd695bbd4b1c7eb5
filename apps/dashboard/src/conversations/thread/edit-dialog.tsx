import type { Message } from '@waycast/contract';
import { type FormEvent, useState } from 'react';
import { Button } from '../../shell/button.tsx';
import { Dialog } from '../../shell/dialog.tsx';
import { Field } from '../../shell/field.tsx';
import forms from '../../shell/form.module.css';

interface EditDialogProps {
  readonly message: Message;
  readonly onClose: () => void;
  readonly onSave: (body: string) => void;
}

/** Changes the text of one's own message; the others see that it was edited. */
export function EditDialog({ message, onClose, onSave }: EditDialogProps) {
  const [body, setBody] = useState(message.body);
  const text = body.trim();
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    onSave(text);
  };
  return (
    <Dialog title="Edit the message" description="Everybody sees that it was edited." open onClose={onClose}>
      <form className={forms.form} onSubmit={submit}>
        <Field label="Message">
          {(control) => (
            <textarea {...control} rows={5} value={body} onChange={(event) => setBody(event.target.value)} />
          )}
        </Field>
        <div className={forms.actions}>
          <Button onClick={onClose}>Keep it</Button>
          <Button type="submit" look="primary" disabled={text === '' || text === message.body}>
            Save
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
