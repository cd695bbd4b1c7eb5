import styles from './dialog.module.css';
import { Dialog } from './dialog.tsx';

const KEYS: readonly (readonly [readonly string[], string])[] = [
  [['/'], 'Search vehicles'],
  [['↑', '↓'], 'Walk through the list'],
  [['Enter'], 'Open the vehicle'],
  [['F'], 'Follow it on the map, or stop'],
  [['Esc'], 'Clear the search, close the vehicle'],
  [['?'], 'This help'],
];

export function HelpDialog({ open, onClose }: { open: boolean; onClose: () => void }) {
  return (
    <Dialog
      title="Keyboard"
      description="Everything on this page works without a mouse."
      open={open}
      onClose={onClose}
    >
      <dl className={styles.keys}>
        {KEYS.map(([keys, what]) => (
          <div key={what} style={{ display: 'contents' }}>
            <dt>
              {keys.map((key) => (
                <kbd key={key}>{key}</kbd>
              ))}
            </dt>
            <dd>{what}</dd>
          </div>
        ))}
      </dl>
    </Dialog>
  );
}
