import type { TaxiDriver } from '@waycast/contract';
import { StateMark } from '../../list/state-mark.tsx';
import { countText } from '../../words/figures.ts';

import styles from './board.module.css';

/** As the map marks them: the line is its legend too. */
const MARKS = { free: 'standing', busy: 'late', paused: 'stale' } as const;

/** How many drivers there are of each. */
export function DriversLine({ drivers }: { readonly drivers: readonly TaxiDriver[] }) {
  const count = (state: TaxiDriver['state']): number =>
    drivers.filter((driver) => driver.state === state).length;
  const silent = drivers.filter(({ state, connected }) => state !== 'off' && !connected).length;
  return (
    <p className={styles.drivers} role="status" aria-label="Drivers">
      {(['free', 'busy', 'paused'] as const).map((state) => (
        <span key={state}>
          <StateMark state={MARKS[state]} heading={undefined} />
          {count(state).toLocaleString('en')} {state}
        </span>
      ))}
      {silent > 0 && (
        <span title={`${countText(silent, 'driver')} on shift without a connection`}>
          <StateMark state="offline" heading={undefined} />
          {silent.toLocaleString('en')} away
        </span>
      )}
    </p>
  );
}
