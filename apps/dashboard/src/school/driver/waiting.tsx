import { Check, CloudOff, CloudUpload } from 'lucide-react';
import styles from './school-driver.module.css';

/** How much of what was tapped only this phone knows. */
export function Waiting({ count, offline }: { readonly count: number; readonly offline: boolean }) {
  const Icon = offline ? CloudOff : count > 0 ? CloudUpload : Check;
  const words = count > 0 ? `${count.toLocaleString('en')} to send` : offline ? 'No connection' : 'All sent';
  return (
    <span className={styles.waiting} data-waiting={count > 0 || offline} role="status">
      <Icon size={18} aria-hidden /> {words}
    </span>
  );
}
