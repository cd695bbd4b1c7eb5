import { WifiOff } from 'lucide-react';
import type { ReactNode } from 'react';
import styles from './banner.module.css';

/** One calm line above everything while there is no connection. Without one its place stays, for screen readers. */
export function Banner({ children = null }: { children?: ReactNode }) {
  return (
    <div role="status" className={styles.place}>
      {children !== null && (
        <p className={styles.banner}>
          <WifiOff size={16} aria-hidden="true" />
          <span>{children}</span>
        </p>
      )}
    </div>
  );
}
