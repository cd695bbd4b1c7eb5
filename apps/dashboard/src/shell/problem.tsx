import type { ReactNode } from 'react';
import styles from './problem.module.css';

interface ProblemProps {
  /** Where it comes by itself and is not within what is read out anyway. */
  readonly role?: 'alert';
  readonly children: ReactNode;
}

/** What is wrong, and what to do. */
export function Problem({ role, children }: ProblemProps) {
  return (
    <p className={styles.problem} role={role}>
      {children}
    </p>
  );
}
