import { Link } from '@tanstack/react-router';
import { ArrowLeft } from 'lucide-react';
import type { ReactNode } from 'react';
import styles from './page-head.module.css';

interface PageHeadProps {
  readonly title: string;
  /** Where it leads back to; the map unless said. */
  readonly back?: { readonly to: '/' | '/school'; readonly words: string };
  /** What stands at its end. */
  readonly children?: ReactNode;
}

const MAP = { to: '/', words: 'Map' } as const;

/** The top of a page beside the map: the way back, and what this is. */
export function PageHead({ title, back = MAP, children }: PageHeadProps) {
  return (
    <header className={styles.header}>
      <Link to={back.to} className={styles.back}>
        <ArrowLeft size={16} aria-hidden /> {back.words}
      </Link>
      <h1>{title}</h1>
      {children}
    </header>
  );
}
