import { type FormEvent, useState } from 'react';
import { chooseMapStyle, useMapStyleUrl } from '../map/map-settings.ts';
import { Button } from './button.tsx';
import { Dialog } from './dialog.tsx';
import { Field } from './field.tsx';
import styles from './form.module.css';

interface SettingsDialogProps {
  readonly open: boolean;
  readonly onClose: () => void;
}

/** Settings of this browser. */
export function SettingsDialog({ open, onClose }: SettingsDialogProps) {
  return (
    <Dialog title="Settings" description="Kept in this browser only." open={open} onClose={onClose}>
      <MapStyleForm onDone={onClose} />
    </Dialog>
  );
}

function MapStyleForm({ onDone }: { onDone: () => void }) {
  const chosen = useMapStyleUrl();
  const [url, setUrl] = useState(chosen ?? '');

  function submit(event: FormEvent): void {
    event.preventDefault();
    chooseMapStyle(url);
    onDone();
  }

  return (
    <form className={styles.form} onSubmit={submit}>
      <Field
        label="Map style address"
        note="Any MapLibre style with real tiles. Without one, the built-in map needs no network."
      >
        {(control) => (
          <input
            {...control}
            type="url"
            name="mapStyleUrl"
            value={url}
            placeholder="https://tiles.example.com/style.json"
            onChange={(event) => setUrl(event.target.value)}
          />
        )}
      </Field>
      <div className={styles.actions}>
        <Button
          onClick={() => {
            chooseMapStyle(null);
            onDone();
          }}
        >
          Built-in map
        </Button>
        <Button type="submit" look="primary">
          Use this style
        </Button>
      </div>
    </form>
  );
}
