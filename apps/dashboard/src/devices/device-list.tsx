import { RowList } from '../list/row-list.tsx';
import { RowWords } from '../list/row-words.tsx';
import { useNow } from '../shell/use-now.ts';
import { agoText } from '../words/age.ts';
import { countText } from '../words/figures.ts';
import styles from './devices.module.css';
import type { Device } from './use-devices.ts';

const ROW_PX = 64;

interface DeviceListProps {
  readonly devices: readonly Device[];
  readonly onOpen: (deviceId: string) => void;
}

/** The devices; only the rows in view exist. */
export function DeviceList({ devices, onOpen }: DeviceListProps) {
  const now = useNow();
  return (
    <RowList
      items={devices}
      rowPx={ROW_PX}
      label="Devices"
      keyOf={({ deviceId }) => deviceId}
      onOpen={({ deviceId }) => onOpen(deviceId)}
      className={styles.rows}
    >
      {(device) => <DeviceFacts device={device} now={now} />}
    </RowList>
  );
}

function DeviceFacts({ device, now }: { device: Device; now: number }) {
  const { deviceId, vehicleId, name, lastSeenAt, accepted, quarantined } = device;
  return (
    <>
      <RowWords
        name={deviceId}
        below={name === null ? `reports for ${vehicleId}` : `${vehicleId} · ${name}`}
      />
      <span className={styles.seen}>
        <strong>{lastSeenAt === null ? 'Never heard' : agoText(now - Date.parse(lastSeenAt))}</strong>
        <span>
          {countText(accepted, 'position')}
          {quarantined > 0 && <em> · {quarantined.toLocaleString('en')} put aside</em>}
        </span>
      </span>
    </>
  );
}
