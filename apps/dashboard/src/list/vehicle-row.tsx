import type { CSSProperties } from 'react';
import type { Vehicle } from '../fleet/fleet-store.ts';
import { freshnessOf } from '../fleet/freshness.ts';
import { markerState } from '../map/marker-buffer.ts';
import { shortAge } from '../words/age.ts';
import { speedText } from '../words/figures.ts';
import { splitId } from '../words/short-id.ts';
import { StateMark, stateWord } from './state-mark.tsx';
import styles from './vehicle-row.module.css';

/** About what fits a row. */
const NAME_LETTERS = 26;

interface VehicleRowProps {
  readonly vehicle: Vehicle;
  readonly ageMs: number;
  readonly reportIntervalMs: number;
  readonly street: string | undefined;
  readonly selected: boolean;
  readonly active: boolean;
  readonly id: string;
  readonly style: CSSProperties;
  readonly position: number;
  readonly total: number;
  readonly onOpen: () => void;
}

/** One vehicle in the list: what, in which state, where, and how old that is. */
export function VehicleRow(props: VehicleRowProps) {
  const { vehicle, ageMs, reportIntervalMs, street, selected, active, id, style, position, total, onOpen } =
    props;
  const { fix, glide } = vehicle;
  const state = markerState(vehicle, freshnessOf(fix.status, ageMs, reportIntervalMs));
  const [head, tail] = splitId(vehicle.name, NAME_LETTERS);
  const where = street === undefined ? stateWord(state) : `${stateWord(state)} · ${street}`;
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the list around it has the keyboard; rows are its options
    <div
      id={id}
      role="option"
      aria-selected={selected}
      aria-posinset={position}
      aria-setsize={total}
      tabIndex={-1}
      className={styles.row}
      data-active={active}
      data-selected={selected}
      data-state={state}
      style={style}
      onClick={onOpen}
    >
      <StateMark state={state} heading={glide.toHeading} />
      <span className={styles.words}>
        <span
          className={styles.name}
          title={vehicle.name === vehicle.id ? vehicle.id : `${vehicle.name} (${vehicle.id})`}
        >
          <span className={styles.head}>{head}</span>
          {tail}
        </span>
        <span className={styles.where}>{where}</span>
      </span>
      <span className={styles.figures}>
        <span className={styles.age}>{shortAge(ageMs)}</span>
        <span className={styles.speed}>
          {state === 'moving' && fix.speed !== undefined ? speedText(fix.speed) : ''}
        </span>
      </span>
    </div>
  );
}
