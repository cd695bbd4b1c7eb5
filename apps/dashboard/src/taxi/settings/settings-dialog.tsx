import type { TaxiSettings } from '@waycast/contract';
import { type FormEvent, useState } from 'react';
import { Button } from '../../shell/button.tsx';
import { Dialog } from '../../shell/dialog.tsx';
import forms from '../../shell/form.module.css';
import { Problem } from '../../shell/problem.tsx';
import { AreasField } from './areas-field.tsx';
import { ModeFields } from './mode-fields.tsx';
import { useSettingsChange, useTaxiSettings } from './use-taxi-settings.ts';

/** How rides are dispatched, for admins. */
export function SettingsDialog({ onClose }: { readonly onClose: () => void }) {
  const { data, error } = useTaxiSettings();
  return (
    <Dialog
      title="How rides are dispatched"
      description="Orders that are open go on as they began."
      wide
      open
      onClose={onClose}
    >
      {error !== null && <Problem role="alert">{error.message}</Problem>}
      {data !== undefined && <SettingsForm settings={data} onClose={onClose} />}
    </Dialog>
  );
}

interface SettingsFormProps {
  readonly settings: TaxiSettings;
  readonly onClose: () => void;
}

function SettingsForm({ settings, onClose }: SettingsFormProps) {
  const [draft, setDraft] = useState(settings);
  const [drawing, setDrawing] = useState(false);
  const change = useSettingsChange();
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    change.mutate(draft, { onSuccess: onClose });
  };
  return (
    <form className={forms.form} onSubmit={submit}>
      <ModeFields settings={draft} onSettings={setDraft} />
      <AreasField
        areas={draft.serviceAreas}
        onAreas={(serviceAreas) => setDraft({ ...draft, serviceAreas })}
        onDrawing={setDrawing}
      />
      {change.error !== null && <Problem role="alert">{change.error.message}</Problem>}
      <div className={forms.actions}>
        <Button onClick={onClose}>Leave as it was</Button>
        <Button type="submit" look="primary" disabled={change.isPending || drawing}>
          Save
        </Button>
      </div>
    </form>
  );
}
