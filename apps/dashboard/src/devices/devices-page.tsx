import { WaycastError } from '@waycast/client';
import { Plus } from 'lucide-react';
import { useState } from 'react';
import { SearchBox } from '../list/search-box.tsx';
import { Button } from '../shell/button.tsx';
import { PageHead } from '../shell/page-head.tsx';
import { useTitle } from '../shell/use-title.ts';
import { countText } from '../words/figures.ts';
import { AddDeviceDialog } from './add-device-dialog.tsx';
import { DeviceDialog } from './device-dialog.tsx';
import { DeviceList } from './device-list.tsx';
import styles from './devices.module.css';
import { type Device, useDevices, useMayManage } from './use-devices.ts';

/** Phones and trackers: which there are, how they do, and a new one in a minute. */
export function DevicesPage() {
  useTitle('Devices · Waycast');
  const { devices, error, hasNextPage, fetchNextPage, isFetchingNextPage } = useDevices();
  const mayManage = useMayManage();
  const [text, setText] = useState('');
  const [adding, setAdding] = useState(false);
  const [openId, setOpenId] = useState<string | null>(null);
  const found = (devices ?? []).filter((device) => matches(device, text));
  const opened = devices?.find(({ deviceId }) => deviceId === openId);
  return (
    <main className={styles.page}>
      <PageHead title="Devices">
        {mayManage && (
          <Button look="primary" onClick={() => setAdding(true)}>
            <Plus size={16} aria-hidden /> Add a device
          </Button>
        )}
      </PageHead>
      {error !== null && <p className={styles.notice}>{refusalText(error)}</p>}
      {devices?.length === 0 && <NoDevices mayManage={mayManage} />}
      {devices !== undefined && devices.length > 0 && (
        <>
          <SearchBox text={text} onText={setText} label="Search devices" />
          <p className={styles.note} role="status">
            {countLine(found.length, devices.length, hasNextPage, text)}
          </p>
          <DeviceList devices={found} onOpen={setOpenId} />
          {hasNextPage && (
            <Button onClick={() => void fetchNextPage()} disabled={isFetchingNextPage}>
              Show more
            </Button>
          )}
        </>
      )}
      <AddDeviceDialog open={adding} onClose={() => setAdding(false)} />
      {opened !== undefined && (
        <DeviceDialog
          key={opened.deviceId}
          device={opened}
          mayManage={mayManage}
          onClose={() => setOpenId(null)}
        />
      )}
    </main>
  );
}

function NoDevices({ mayManage }: { mayManage: boolean }) {
  return (
    <section className={styles.empty}>
      <h2>No device yet</h2>
      <p>
        Traccar Client, OwnTracks, Overland, GPSLogger and everything that a Traccar server understands can
        report here, each with a key for one vehicle.
      </p>
      <p className={styles.note}>
        {mayManage
          ? 'Add a device, scan its code with the phone, and its vehicle appears on the map.'
          : 'An administrator adds them.'}
      </p>
    </section>
  );
}

function matches({ deviceId, vehicleId, name }: Device, text: string): boolean {
  const sought = text.trim().toLowerCase();
  return [deviceId, vehicleId, name ?? ''].some((each) => each.toLowerCase().includes(sought));
}

function countLine(found: number, loaded: number, more: boolean, text: string): string {
  const all = more ? `the first ${countText(loaded, 'device')}` : countText(loaded, 'device');
  if (text.trim() === '') return more ? `These are ${all}` : all;
  return found === 0 ? `None of ${all} matches “${text}”` : `${found.toLocaleString('en')} of ${all}`;
}

function refusalText(error: Error): string {
  if (error instanceof WaycastError && error.code === 'forbidden')
    return 'Devices are for administrators and dispatchers. Sign in as one of them.';
  return `The devices cannot be read now: ${error.message}`;
}
