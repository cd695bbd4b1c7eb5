import { useMutation } from '@tanstack/react-query';
import type { TripSummary } from '@waycast/contract';
import { Share2 } from 'lucide-react';
import { useState } from 'react';
import { withMapStyle } from '../../detail/share/with-map-style.ts';
import { useLiveFleet } from '../../fleet/live-fleet.tsx';
import { Button } from '../../shell/button.tsx';
import { CopyLink } from '../../shell/copy-link.tsx';
import { Dialog } from '../../shell/dialog.tsx';
import forms from '../../shell/form.module.css';
import { Problem } from '../../shell/problem.tsx';

type Trip = Pick<TripSummary, 'tripId' | 'name'>;

/** A link for whoever waits for what the trip brings: its vehicle live, without an account, until the trip is over. */
export function ShareTrip({ trip }: { readonly trip: Trip }) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button onClick={() => setOpen(true)}>
        <Share2 size={16} aria-hidden /> Share
      </Button>
      {open && <ShareTripDialog trip={trip} onClose={() => setOpen(false)} />}
    </>
  );
}

function ShareTripDialog({ trip, onClose }: { readonly trip: Trip; readonly onClose: () => void }) {
  const { connection } = useLiveFleet();
  const share = useMutation({
    mutationFn: async () =>
      withMapStyle((await connection.http.createShare({ kind: 'trip', tripId: trip.tripId })).url),
  });
  return (
    <Dialog
      title={`Share ${trip.name}`}
      description="Whoever has the link sees where the vehicle of this trip is, without an account, from its start to its end. No stops, no names."
      open
      onClose={onClose}
    >
      {share.error !== null && <Problem role="alert">{share.error.message}</Problem>}
      {share.data === undefined ? (
        <div className={forms.actions}>
          <Button look="primary" disabled={share.isPending} onClick={() => share.mutate()}>
            Make a link
          </Button>
        </div>
      ) : (
        <CopyLink link={share.data} />
      )}
    </Dialog>
  );
}
