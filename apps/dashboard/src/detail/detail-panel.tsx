import { X } from 'lucide-react';
import type { ReactNode } from 'react';
import { IconButton } from '../shell/button.tsx';
import styles from './vehicle-detail.module.css';

interface DetailPanelProps {
  readonly label: string;
  readonly name: ReactNode;
  /** Below the name, where it says more. */
  readonly id?: string | undefined;
  readonly onClose: () => void;
  /** A note, or the body. */
  readonly children: ReactNode;
}

/** The one thing that is open beside a map, under its name. */
export function DetailPanel({ label, name, id, onClose, children }: DetailPanelProps) {
  return (
    <section className={styles.detail} aria-label={label}>
      <header className={styles.header}>
        <h2 className={styles.name}>
          {name}
          {id !== undefined && <span className={styles.id}>{id}</span>}
        </h2>
        <IconButton label="Close (Esc)" onClick={onClose}>
          <X size={18} />
        </IconButton>
      </header>
      {children}
    </section>
  );
}
