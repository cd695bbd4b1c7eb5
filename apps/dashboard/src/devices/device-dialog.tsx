import { useMutation } from '@tanstack/react-query';
import { useRealtimeConnection } from '@waycast/react';
import { useState } from 'react';
import { Button } from '../shell/button.tsx';
import { Dialog } from '../shell/dialog.tsx';
import forms from '../shell/form.module.css';
import { Problem } from '../shell/problem.tsx';
import { useNow } from '../shell/use-now.ts';
import { momentText } from '../words/clock.ts';
import { countText } from '../words/figures.ts';
import styles from './devices.module.css';
import { SetUp } from './set-up.tsx';
import { type Device, useQuarantine, useReread } from './use-devices.ts';

interface DeviceDialogProps {
  readonly device: Device;
  readonly mayManage: boolean;
  readonly onClose: () => void;
}

/** One device: what was put aside of it, another key, and its end. */
export function DeviceDialog({ device, mayManage, onClose }: DeviceDialogProps) {
  const [key, setKey] = useState<string | null>(null);
  const { deviceId, vehicleId, name } = device;
  if (key !== null)
    return (
      <Dialog
        title={`Set up ${deviceId}`}
        description="Its new key is shown this once; the former counts no more."
        open
        onClose={onClose}
      >
        <SetUp device={{ ...device, key, server: window.location.origin }} />
      </Dialog>
    );
  return (
    <Dialog
      title={deviceId}
      description={`${name === null ? '' : `${name}. `}Reports for ${vehicleId}.`}
      open
      onClose={onClose}
    >
      <Quarantine device={device} />
      {mayManage && <Changes deviceId={deviceId} onKey={setKey} onRemoved={onClose} />}
    </Dialog>
  );
}

function Quarantine({ device: { deviceId, quarantined } }: { device: Device }) {
  const now = useNow();
  const { data, error, hasNextPage, fetchNextPage, isFetchingNextPage } = useQuarantine(deviceId);
  const items = data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <section className={styles.aside}>
      <h3>
        {quarantined === 0 ? 'Nothing was put aside' : `${countText(quarantined, 'message')} put aside`}
      </h3>
      {quarantined > 0 && (
        <p className={styles.note}>They could not be used. The latest 1,000 are kept for 30 days.</p>
      )}
      {error !== null && <Problem>{error.message}</Problem>}
      <ul>
        {items.map(({ receivedAt, reason, message }, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: messages have no id, and only later ones are added
          <li key={at}>
            <time dateTime={receivedAt}>{momentText(Date.parse(receivedAt), now)}</time>
            <p>{reason}</p>
            <code>{message}</code>
          </li>
        ))}
      </ul>
      {hasNextPage && (
        <Button onClick={() => void fetchNextPage()} disabled={isFetchingNextPage}>
          Show more
        </Button>
      )}
    </section>
  );
}

interface ChangesProps {
  readonly deviceId: string;
  readonly onKey: (key: string) => void;
  readonly onRemoved: () => void;
}

/** Each is asked about once more, for neither can be undone. */
function Changes({ deviceId, onKey, onRemoved }: ChangesProps) {
  const { http } = useRealtimeConnection().connection;
  const reread = useReread();
  const [asked, setAsked] = useState<'key' | 'remove' | null>(null);
  const changeKey = useMutation({
    mutationFn: () => http.rotateDeviceKey({ id: deviceId }),
    onSuccess: ({ key }) => onKey(key),
  });
  const remove = useMutation({
    mutationFn: () => http.removeDevice({ id: deviceId }),
    onSuccess: async () => {
      onRemoved();
      await reread();
    },
  });
  const problem = changeKey.error ?? remove.error;
  return (
    <footer className={styles.changes}>
      {problem !== null && <Problem>{problem.message}</Problem>}
      {asked !== null && (
        <p role="status">
          {asked === 'key'
            ? 'The app will be refused until it has the new key.'
            : 'It will be refused at once. Its positions stay with the vehicle.'}
        </p>
      )}
      <div className={forms.actions}>
        {asked === null ? (
          <>
            <Button onClick={() => setAsked('remove')}>Remove</Button>
            <Button onClick={() => setAsked('key')}>New key</Button>
          </>
        ) : (
          <>
            <Button onClick={() => setAsked(null)}>Keep as it is</Button>
            <Button
              look="primary"
              onClick={() => (asked === 'key' ? changeKey : remove).mutate()}
              disabled={changeKey.isPending || remove.isPending}
            >
              {asked === 'key' ? 'Make a new key' : 'Remove the device'}
            </Button>
          </>
        )}
      </div>
    </footer>
  );
}
