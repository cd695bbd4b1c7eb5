import type { CSSProperties } from 'react';
import type { Vehicle } from '../fleet/fleet-store.ts';
import { freshnessOf } from '../fleet/freshness.ts';
import { markerState } from '../map/marker-buffer.ts';
import { shortAge } from '../words/age.ts';
import { speedText } from '../words/figures.ts';
import listbox from './listbox.module.css';
import { RowWords } from './row-words.tsx';
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
      className={`${listbox.row} ${styles.row}`}
      data-active={active}
      data-selected={selected}
      data-state={state}
      style={style}
      onClick={onOpen}
    >
      <StateMark state={state} heading={glide.toHeading} />
      <RowWords
        name={vehicle.name}
        title={vehicle.name === vehicle.id ? vehicle.id : `${vehicle.name} (${vehicle.id})`}
        below={where}
        muted={state === 'stale' || state === 'offline'}
        lettersMax={NAME_LETTERS}
      />
      <span className={styles.figures}>
        <span className={styles.age}>{shortAge(ageMs)}</span>
        <span className={styles.speed}>
          {state === 'moving' && fix.speed !== undefined ? speedText(fix.speed) : ''}
        </span>
      </span>
    </div>
  );
}
