import { Link } from '@tanstack/react-router';
import { ArrowLeft } from 'lucide-react';
import type { ReactNode } from 'react';
import styles from './page-head.module.css';

interface PageHeadProps {
  readonly title: string;
  /** What stands at its end. */
  readonly children?: ReactNode;
}

/** The top of a page beside the map: the way back, and what this is. */
export function PageHead({ title, children }: PageHeadProps) {
  return (
    <header className={styles.header}>
      <Link to="/" className={styles.back}>
        <ArrowLeft size={16} aria-hidden /> Map
      </Link>
      <h1>{title}</h1>
      {children}
    </header>
  );
}
