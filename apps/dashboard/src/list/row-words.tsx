import type { ReactNode } from 'react';
import { splitId } from '../words/short-id.ts';
import styles from './row-words.module.css';

interface RowWordsProps {
  readonly name: string;
  readonly title?: string;
  /** A second line, in smaller letters. */
  readonly below?: ReactNode;
  /** What the row is about is not there at present, or out of use. */
  readonly muted?: boolean;
  /** Longer names give way before their end, by which vehicles are told apart. */
  readonly lettersMax?: number;
}

/** What a row is about, in one or two lines. */
export function RowWords({ name, title, below, muted = false, lettersMax = Infinity }: RowWordsProps) {
  const [head, tail] = splitId(name, lettersMax);
  return (
    <span className={styles.words} data-muted={muted}>
      <span className={styles.name} title={title}>
        <span className={styles.head}>{head}</span>
        {tail}
      </span>
      {below !== undefined && <span className={styles.below}>{below}</span>}
    </span>
  );
}
