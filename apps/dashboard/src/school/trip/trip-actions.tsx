import type { TripSummary } from '@waycast/contract';
import { Ban, Flag, Play, Shuffle } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import { Button } from '../../shell/button.tsx';
import { Dialog } from '../../shell/dialog.tsx';
import forms from '../../shell/form.module.css';
import { Problem } from '../../shell/problem.tsx';
import { ReasonDialog } from '../../shell/reason-dialog.tsx';
import { RegistryChoice } from '../plan/registry-choice.tsx';
import { ShareTrip } from './share-trip.tsx';
import styles from './trip.module.css';
import { type TripAct, useTripAct } from './use-trip.ts';

type Trip = Pick<TripSummary, 'tripId' | 'name' | 'status' | 'vehicleId' | 'driverId'>;

/** What the office may do with a trip as it stands. */
export function TripActions({ trip }: { readonly trip: Trip }) {
  const act = useTripAct(trip.tripId);
  const [open, setOpen] = useState<'cancel' | 'substitute' | 'complete' | null>(null);
  if (trip.status === 'COMPLETED' || trip.status === 'CANCELLED') return null;
  const send = (what: TripAct): void => act.mutate(what, { onSuccess: () => setOpen(null) });
  const common = { trip, busy: act.isPending, error: act.error, onClose: () => setOpen(null), onSend: send };
  const ask = (what: NonNullable<typeof open>): void => {
    act.reset();
    setOpen(what);
  };
  return (
    <div className={styles.actions}>
      {trip.status === 'SCHEDULED' && (
        <Button look="primary" disabled={act.isPending} onClick={() => send({ kind: 'start' })}>
          <Play size={16} aria-hidden /> Start
        </Button>
      )}
      {trip.status === 'IN_PROGRESS' && (
        <Button onClick={() => ask('complete')}>
          <Flag size={16} aria-hidden /> Complete
        </Button>
      )}
      <Button onClick={() => ask('substitute')}>
        <Shuffle size={16} aria-hidden /> Substitute
      </Button>
      <ShareTrip trip={trip} />
      <Button onClick={() => ask('cancel')}>
        <Ban size={16} aria-hidden /> Cancel trip
      </Button>
      {act.error !== null && open === null && <Problem role="alert">{act.error.message}</Problem>}
      {open === 'cancel' && <CancelDialog {...common} />}
      {open === 'substitute' && <SubstituteDialog {...common} />}
      {open === 'complete' && <CompleteDialog {...common} />}
    </div>
  );
}

interface ActDialogProps {
  readonly trip: Trip;
  readonly busy: boolean;
  readonly error: Error | null;
  readonly onClose: () => void;
  readonly onSend: (act: TripAct) => void;
}

function CancelDialog({ trip, onSend, ...rest }: ActDialogProps) {
  return (
    <ReasonDialog
      {...rest}
      title={`Cancel ${trip.name}?`}
      description="It does not run today. Guardians who follow it read the reason. This cannot be undone."
      example="road closed by snow"
      act="Cancel the trip"
      onAct={(reason) => onSend({ kind: 'cancel', reason })}
    />
  );
}

function SubstituteDialog({ trip, busy, error, onClose, onSend }: ActDialogProps) {
  const [vehicleId, setVehicleId] = useState('');
  const [driverId, setDriverId] = useState('');
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    const [vehicle, driver] = [vehicleId.trim(), driverId.trim()];
    onSend({
      kind: 'substitute',
      ...(vehicle === '' ? {} : { vehicleId: vehicle }),
      ...(driver === '' ? {} : { driverId: driver }),
    });
  };
  return (
    <Dialog
      title="Substitute vehicle or driver"
      description="From now on. What the one before did on this trip stays with the trip."
      open
      onClose={onClose}
    >
      <form className={forms.form} onSubmit={submit}>
        <RegistryChoice
          kind="vehicles"
          label="Vehicle"
          note={`Now ${trip.vehicleId ?? 'none'}. Empty: it stays.`}
          value={vehicleId}
          onValue={setVehicleId}
        />
        <RegistryChoice
          kind="drivers"
          label="Driver"
          note={`Now ${trip.driverId ?? 'none'}. Empty: it stays.`}
          value={driverId}
          onValue={setDriverId}
        />
        {error !== null && <Problem role="alert">{error.message}</Problem>}
        <div className={forms.actions}>
          <Button
            type="submit"
            look="primary"
            disabled={busy || (vehicleId.trim() === '' && driverId.trim() === '')}
          >
            Substitute
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

function CompleteDialog({ trip, busy, error, onClose, onSend }: ActDialogProps) {
  return (
    <Dialog
      title={`Complete ${trip.name}?`}
      description="Trips end by themselves at their last stop. Whoever is still marked as on board is told of as an alert."
      open
      onClose={onClose}
    >
      {error !== null && <Problem role="alert">{error.message}</Problem>}
      <div className={forms.actions}>
        <Button onClick={onClose}>Keep it running</Button>
        <Button look="primary" disabled={busy} onClick={() => onSend({ kind: 'complete' })}>
          Complete the trip
        </Button>
      </div>
    </Dialog>
  );
}
