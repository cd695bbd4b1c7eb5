import { useMutation } from '@tanstack/react-query';
import { useRealtimeConnection } from '@waycast/react';
import { type FormEvent, useState } from 'react';
import { Button } from '../shell/button.tsx';
import { Dialog } from '../shell/dialog.tsx';
import { Field } from '../shell/field.tsx';
import forms from '../shell/form.module.css';
import { Problem } from '../shell/problem.tsx';
import type { DeviceToSetUp } from './app-setups.ts';
import { SetUp } from './set-up.tsx';
import { useReread } from './use-devices.ts';

const ID = /^[A-Za-z0-9._~@-]{1,128}$/;

type Added = Pick<DeviceToSetUp, 'deviceId' | 'key' | 'relay'>;

/** Asks what is needed, then shows the key once. */
export function AddDeviceDialog({ open, onClose }: { open: boolean; onClose: () => void }) {
  const [added, setAdded] = useState<Added | null>(null);
  const close = (): void => {
    setAdded(null);
    onClose();
  };
  return added === null ? (
    <Dialog
      title="Add a device"
      description="A phone or tracker that reports for one vehicle."
      open={open}
      onClose={close}
    >
      <AddDeviceForm onAdded={setAdded} />
    </Dialog>
  ) : (
    <Dialog
      title={`Set up ${added.deviceId}`}
      description="Its key is shown this once. Whoever has it can report for the vehicle."
      open={open}
      onClose={close}
    >
      <SetUp device={{ ...added, server: window.location.origin }} />
    </Dialog>
  );
}

interface Values {
  readonly deviceId: string;
  readonly vehicleId: string;
  readonly name: string;
  readonly relay: boolean;
}

const NOTHING: Values = { deviceId: '', vehicleId: '', name: '', relay: false };

function AddDeviceForm({ onAdded }: { onAdded: (added: Added) => void }) {
  const { http } = useRealtimeConnection().connection;
  const reread = useReread();
  const [values, setValues] = useState(NOTHING);
  const add = useMutation({
    mutationFn: ({ name, ...rest }: Values) =>
      http.createDevice({ ...rest, name: name.trim() === '' ? null : name }),
    onSuccess: async (created, { relay }) => {
      onAdded({ ...created, relay });
      await reread();
    },
  });
  const change = (field: 'deviceId' | 'vehicleId' | 'name') => (text: string) =>
    setValues({ ...values, [field]: text });
  const complete = ID.test(values.deviceId) && ID.test(values.vehicleId);

  function submit(event: FormEvent): void {
    event.preventDefault();
    if (complete && !add.isPending) add.mutate(values);
  }

  return (
    <form className={forms.form} onSubmit={submit}>
      <TextField
        label="Device"
        note="What the app calls itself, for instance phone-7. Letters, digits and . _ ~ @ - are accepted."
        value={values.deviceId}
        onChange={change('deviceId')}
        isId
      />
      <TextField
        label="Vehicle"
        note="What it reports for, for instance bus-7. It need not have reported before."
        value={values.vehicleId}
        onChange={change('vehicleId')}
        isId
      />
      <TextField label="Name (optional)" note="For people." value={values.name} onChange={change('name')} />
      <label className={forms.check}>
        <input
          type="checkbox"
          checked={values.relay}
          onChange={(event) => setValues({ ...values, relay: event.target.checked })}
        />
        A Traccar server, which forwards what other devices report
      </label>
      {add.error !== null && <Problem role="alert">{add.error.message}</Problem>}
      <div className={forms.actions}>
        <Button type="submit" look="primary" disabled={!complete || add.isPending}>
          Add
        </Button>
      </div>
    </form>
  );
}

interface TextFieldProps {
  readonly label: string;
  readonly note: string;
  readonly value: string;
  readonly onChange: (text: string) => void;
  readonly isId?: boolean;
}

function TextField({ label, note, value, onChange, isId = false }: TextFieldProps) {
  return (
    <Field label={label} note={note}>
      {(control) => (
        <input
          {...control}
          value={value}
          onChange={(event) => onChange(isId ? event.target.value.trim() : event.target.value)}
          maxLength={isId ? 128 : 200}
          aria-invalid={isId && value !== '' && !ID.test(value)}
          autoCapitalize="off"
          autoComplete="off"
          spellCheck={false}
        />
      )}
    </Field>
  );
}
