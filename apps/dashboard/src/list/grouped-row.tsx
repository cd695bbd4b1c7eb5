import type { ReactNode } from 'react';
import styles from './grouped-list.module.css';
import type { RowPlace } from './grouped-list.tsx';
import listbox from './listbox.module.css';

interface GroupedRowFrameProps {
  readonly place: RowPlace;
  /** What stands before the words: a time, a mark. */
  readonly start: ReactNode;
  readonly name: string;
  readonly second: ReactNode;
  readonly third: ReactNode;
  /** What stands at its end. */
  readonly children: ReactNode;
}

/** One item: which, and two lines on how it is. */
export function GroupedRowFrame({ place, start, name, second, third, children }: GroupedRowFrameProps) {
  const { id, selected, active, style, onOpen } = place;
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the list around it has the keyboard; rows are its options
    <div
      id={id}
      role="option"
      aria-selected={selected}
      tabIndex={-1}
      className={`${listbox.row} ${styles.row}`}
      data-active={active}
      data-selected={selected}
      style={style}
      onClick={onOpen}
    >
      <span className={styles.start}>{start}</span>
      <span className={styles.words}>
        <span className={styles.name} title={name}>
          {name}
        </span>
        <span className={styles.second}>{second}</span>
        <span className={styles.third}>{third}</span>
      </span>
      {children}
    </div>
  );
}
