import { useVirtualizer } from '@tanstack/react-virtual';
import { useRef } from 'react';
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
  const scroller = useRef<HTMLDivElement>(null);
  const now = useNow();
  const rows = useVirtualizer({
    count: devices.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_PX,
    overscan: 8,
  });
  return (
    <div ref={scroller} className={styles.scroller}>
      <ul style={{ height: rows.getTotalSize() }} className={styles.runway} aria-label="Devices">
        {rows.getVirtualItems().map(({ index, start }) => {
          const device = devices[index];
          if (device === undefined) return null;
          return (
            <li
              key={device.deviceId}
              className={styles.item}
              style={{ height: ROW_PX, transform: `translateY(${start}px)` }}
              aria-setsize={devices.length}
              aria-posinset={index + 1}
            >
              <button type="button" className={styles.row} onClick={() => onOpen(device.deviceId)}>
                <DeviceFacts device={device} now={now} />
              </button>
            </li>
          );
        })}
      </ul>
    </div>
  );
}

function DeviceFacts({ device, now }: { device: Device; now: number }) {
  const { deviceId, vehicleId, name, lastSeenAt, accepted, quarantined } = device;
  return (
    <>
      <span className={styles.who}>
        <strong>{deviceId}</strong>
        <span>{name === null ? `reports for ${vehicleId}` : `${vehicleId} · ${name}`}</span>
      </span>
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
