import { Link } from '@tanstack/react-router';
import { ArrowLeft } from 'lucide-react';
import type { ReactNode } from 'react';
import styles from './board-head.module.css';

interface BoardHeadProps {
  readonly title: string;
  /** Links or buttons at its end. */
  readonly children?: ReactNode;
}

/** The top of a board: the way back to the map, and on from here. */
export function BoardHead({ title, children }: BoardHeadProps) {
  return (
    <header className={styles.header}>
      <Link to="/" className={styles.back} aria-label="Back to the map" title="Back to the map">
        <ArrowLeft size={18} />
      </Link>
      <h1>{title}</h1>
      {children}
    </header>
  );
}
