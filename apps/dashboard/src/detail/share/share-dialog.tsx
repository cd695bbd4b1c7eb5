import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { ShareLink } from '@waycast/contract';
import { type FormEvent, useState } from 'react';
import { useLiveFleet } from '../../fleet/live-fleet.tsx';
import { Button } from '../../shell/button.tsx';
import { CopyLink } from '../../shell/copy-link.tsx';
import { Dialog } from '../../shell/dialog.tsx';
import { Field } from '../../shell/field.tsx';
import forms from '../../shell/form.module.css';
import { Problem } from '../../shell/problem.tsx';
import { readPlace } from './place-input.ts';
import styles from './share-dialog.module.css';
import { ShareList } from './share-list.tsx';
import { withMapStyle } from './with-map-style.ts';

const HOUR_MS = 3_600_000;
const DURATIONS = [
  [1, '1 hour'],
  [4, '4 hours'],
  [12, '12 hours'],
  [24, '1 day'],
  [168, '1 week'],
] as const;
const USUAL_HOURS = 4;

/** Makes a link with which anyone can follow the vehicle, and ends those that are still good. */
export function ShareDialog({ vehicleId, onClose }: { vehicleId: string; onClose: () => void }) {
  const { connection } = useLiveFleet();
  const queries = useQueryClient();
  const queryKey = ['shares', vehicleId];
  const list = useQuery({
    queryKey,
    queryFn: async ({ signal }) => (await connection.http.listShares({ vehicleId }, { signal })).shares,
    staleTime: 0,
  });
  const changed = (): Promise<void> => queries.invalidateQueries({ queryKey });
  const revoke = useMutation({
    mutationFn: ({ shareId }: ShareLink) => connection.http.revokeShare({ shareId }),
    onSettled: changed,
  });
  const problem = list.error ?? revoke.error;
  return (
    <Dialog
      title={`Share ${vehicleId}`}
      description="Whoever has the link sees where this vehicle is, without an account, until it ends. Nothing else."
      open
      onClose={onClose}
    >
      <NewLink vehicleId={vehicleId} onMade={changed} />
      {problem !== null && <Problem role="alert">{problem.message}</Problem>}
      <ShareList
        shares={list.data ?? []}
        busy={revoke.isPending}
        onRevoke={(share) => revoke.mutate(share)}
      />
    </Dialog>
  );
}

function NewLink({ vehicleId, onMade }: { vehicleId: string; onMade: () => Promise<void> }) {
  const { connection, clock } = useLiveFleet();
  const [label, setLabel] = useState('');
  const [hours, setHours] = useState<number>(USUAL_HOURS);
  const [withTrail, setWithTrail] = useState(true);
  const [destination, setDestination] = useState('');
  const place = readPlace(destination);
  const create = useMutation({
    mutationFn: () =>
      connection.http.createShare({
        kind: 'vehicle',
        vehicleId,
        label: label.trim() === '' ? null : label,
        destination: place ?? null,
        trailFrom: withTrail ? clock.now() : null,
        until: { time: clock.now() + hours * HOUR_MS },
      }),
    onSuccess: onMade,
  });

  function submit(event: FormEvent): void {
    event.preventDefault();
    if (place !== undefined) create.mutate();
  }

  if (create.data !== undefined)
    return (
      <div className={styles.made}>
        <CopyLink link={withMapStyle(create.data.url)} />
        <p className={styles.note}>Copy it now: it is not shown again.</p>
        <Button onClick={() => create.reset()}>Make another</Button>
      </div>
    );
  return (
    <form className={forms.form} onSubmit={submit}>
      <Field label="What viewers read">
        {(control) => (
          <input
            {...control}
            value={label}
            onChange={(event) => setLabel(event.target.value)}
            placeholder={vehicleId}
            maxLength={100}
            autoComplete="off"
          />
        )}
      </Field>
      <Field label="Ends after">
        {(control) => (
          <select {...control} value={hours} onChange={(event) => setHours(Number(event.target.value))}>
            {DURATIONS.map(([value, text]) => (
              <option key={value} value={value}>
                {text}
              </option>
            ))}
          </select>
        )}
      </Field>
      <DestinationField text={destination} onText={setDestination} />
      <label className={forms.check}>
        <input type="checkbox" checked={withTrail} onChange={(event) => setWithTrail(event.target.checked)} />
        Show the way it takes from now on
      </label>
      {create.error !== null && <Problem role="alert">{create.error.message}</Problem>}
      <Button type="submit" look="primary" disabled={create.isPending || place === undefined}>
        Make a link
      </Button>
    </form>
  );
}

function DestinationField({ text, onText }: { text: string; onText: (text: string) => void }) {
  const isWrong = readPlace(text) === undefined;
  const note = isWrong
    ? 'Takes latitude and longitude, such as 52.6638, -8.6267.'
    : 'Latitude and longitude, if any: viewers read when it arrives.';
  return (
    <Field label="Destination" note={note}>
      {(control) => (
        <input
          {...control}
          value={text}
          onChange={(event) => onText(event.target.value)}
          aria-invalid={isWrong}
          placeholder="52.6638, -8.6267"
          maxLength={60}
          autoComplete="off"
        />
      )}
    </Field>
  );
}
