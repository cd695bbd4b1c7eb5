import { useMutation } from '@tanstack/react-query';
import { useRealtimeConnection } from '@waycast/react';
import type { FormEvent } from 'react';
import { Button } from '../shell/button.tsx';
import { Dialog } from '../shell/dialog.tsx';
import { Field } from '../shell/field.tsx';
import forms from '../shell/form.module.css';
import { KINDS, kindName } from './alert-words.ts';
import styles from './alerts.module.css';
import { Failure } from './failure.tsx';
import { ruleOfForm } from './rule-form.ts';

interface RuleDialogProps {
  readonly open: boolean;
  readonly onClose: () => void;
  readonly onMade: () => void;
}

/** Asks for a rule. */
export function RuleDialog({ open, onClose, onMade }: RuleDialogProps) {
  return (
    <Dialog
      title="New rule"
      description="What makes an alert, and where it goes."
      open={open}
      onClose={onClose}
    >
      <RuleForm
        onDone={() => {
          onMade();
          onClose();
        }}
      />
    </Dialog>
  );
}

function RuleForm({ onDone }: { onDone: () => void }) {
  const {
    connection: { http },
  } = useRealtimeConnection();
  const make = useMutation({
    mutationFn: (form: FormData) => http.createAlertRule(ruleOfForm(form)),
    onSuccess: onDone,
  });
  function submit(event: FormEvent<HTMLFormElement>): void {
    event.preventDefault();
    make.mutate(new FormData(event.currentTarget));
  }
  return (
    <form className={forms.form} onSubmit={submit}>
      <TextField name="name" label="Name" required placeholder="Depot at night" />
      <fieldset className={styles.choices}>
        <legend>When a vehicle</legend>
        {KINDS.map((kind) => (
          <label key={kind} className={styles.choice}>
            <input type="checkbox" name="on" value={kind} /> {kindName(kind).toLowerCase()}
          </label>
        ))}
      </fieldset>
      <TextField name="vehicles" label="Only these vehicles" placeholder="bus-7, bus-8 · empty: all" />
      <TextField name="groups" label="Only these groups" placeholder="empty: all" />
      <TextField name="fences" label="Only these geofences" placeholder="empty: all" />
      <fieldset className={styles.choices}>
        <legend>Quiet hours, in the time zone of the tenant</legend>
        <div className={styles.hours}>
          <input type="time" name="from" aria-label="From" /> to{' '}
          <input type="time" name="to" aria-label="To" />
        </div>
      </fieldset>
      <fieldset className={styles.choices}>
        <legend>Goes to</legend>
        <label className={styles.choice}>
          <input type="checkbox" name="push" defaultChecked /> notifications
        </label>
        <label className={styles.choice}>
          <input type="checkbox" name="webhooks" defaultChecked /> all webhooks
        </label>
      </fieldset>
      <Failure error={make.error} />
      <div className={forms.actions}>
        <Button type="submit" look="primary" disabled={make.isPending}>
          Make rule
        </Button>
      </div>
    </form>
  );
}

interface TextFieldProps {
  readonly name: string;
  readonly label: string;
  readonly placeholder: string;
  readonly required?: boolean;
}

function TextField({ label, ...rest }: TextFieldProps) {
  return <Field label={label}>{(control) => <input {...control} {...rest} autoComplete="off" />}</Field>;
}
