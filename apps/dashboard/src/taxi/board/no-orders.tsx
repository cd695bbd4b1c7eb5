import { CopyCommand } from '../../shell/copy-command.tsx';
import styles from './board.module.css';

/** What to do while there is no order. */
export function NoOrders({ error, pending }: { readonly error: Error | null; readonly pending: boolean }) {
  if (pending) return <p className={styles.empty}>Reading the orders …</p>;
  if (error !== null)
    return (
      <p className={styles.empty} role="alert">
        The orders cannot be read: {error.message}
      </p>
    );
  const { origin } = window.location;
  return (
    <div className={styles.empty}>
      <p>No orders yet. “New order” makes one by two clicks on the map; riders make them on their phones:</p>
      <CopyCommand command={`${origin}/taxi/rider`} what="address" />
      <p>Drivers take them at:</p>
      <CopyCommand command={`${origin}/taxi/driver`} what="address" />
      <p>Or fill the board with a town of riders and drivers:</p>
      <CopyCommand command="npx waycast demo" />
    </div>
  );
}
