import type { HazardType } from '@waycast/contract';
import type { LatLng } from '@waycast/geo';
import { type FormEvent, useState } from 'react';
import { DetailPanel } from '../detail/detail-panel.tsx';
import detailStyles from '../detail/vehicle-detail.module.css';
import { Button } from '../shell/button.tsx';
import { Field } from '../shell/field.tsx';
import forms from '../shell/form.module.css';
import { Problem } from '../shell/problem.tsx';
import { positionText } from '../words/figures.ts';
import { HAZARD_CHOICES } from './hazard-words.ts';
import styles from './roads.module.css';
import { useReportHazard } from './use-roads.ts';

interface HazardFormProps {
  readonly place: LatLng;
  readonly onClose: () => void;
  readonly onReported: (hazardId: string) => void;
}

/** A new hazard: its place is clicked on the map, or is the middle of it. */
export function HazardForm({ place, onClose, onReported }: HazardFormProps) {
  const [type, setType] = useState<HazardType>('POTHOLE');
  const [note, setNote] = useState('');
  // One report, however often it is sent.
  const [hazardId] = useState(() => crypto.randomUUID());
  const report = useReportHazard(onReported);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    const said = note.trim();
    report.mutate({ hazardId, type, ...place, ...(said === '' ? {} : { note: said }) });
  };
  return (
    <DetailPanel label="Report a hazard" name="Report a hazard" onClose={onClose}>
      <form className={`${detailStyles.body} ${forms.form}`} onSubmit={submit}>
        <p>Click where it is, or move the map: {positionText(place)}</p>
        <fieldset className={styles.types}>
          <legend>What is it?</legend>
          {HAZARD_CHOICES.map((choice) => (
            <label key={choice.type}>
              <input
                type="radio"
                name="hazard-type"
                value={choice.type}
                checked={choice.type === type}
                onChange={() => setType(choice.type)}
              />
              {choice.word}
            </label>
          ))}
        </fieldset>
        <Field label="Note" note="Optional: which lane, how large.">
          {(control) => (
            <input
              {...control}
              value={note}
              maxLength={300}
              onChange={(event) => setNote(event.target.value)}
            />
          )}
        </Field>
        {report.error !== null && <Problem role="alert">{report.error.message}</Problem>}
        <div className={forms.actions}>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" look="primary" disabled={report.isPending}>
            Report it
          </Button>
        </div>
      </form>
    </DetailPanel>
  );
}
