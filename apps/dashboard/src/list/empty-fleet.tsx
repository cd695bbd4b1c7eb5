import { CopyCommand } from '../shell/copy-command.tsx';
import styles from './empty-fleet.module.css';

/** What to do while nothing has reported. */
export function EmptyFleet() {
  const server = window.location.origin;
  return (
    <div className={styles.empty}>
      <h2>No vehicle has reported yet</h2>
      <p>Send a recorded ride as if it happened now:</p>
      <CopyCommand
        command={`npx waycast replay ride.gpx --vehicle bus-7 --restamp --url ${server} --token "$(npx waycast token --subject me --role dispatcher)"`}
      />
      <p>Or open this page on a phone; it becomes a tracker:</p>
      <CopyCommand command={`${server}/driver`} />
      <p className={styles.note}>Vehicles appear here by themselves with their first position.</p>
    </div>
  );
}
