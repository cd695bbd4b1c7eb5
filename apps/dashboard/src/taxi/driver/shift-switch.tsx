import type { DriverState, ShiftInput } from '@waycast/contract';
import { Coffee, Moon, Radio } from 'lucide-react';
import { Button } from '../../shell/button.tsx';
import { Problem } from '../../shell/problem.tsx';
import styles from './taxi-driver.module.css';
import { useShiftChange } from './use-driver-acts.ts';

const CHOICES = [
  { shift: 'online', words: 'Online', icon: Radio },
  { shift: 'paused', words: 'Pause', icon: Coffee },
  { shift: 'off', words: 'Off', icon: Moon },
] as const;

const SAYS: Readonly<Record<DriverState, string>> = {
  off: 'You are off. Nobody sees where this phone is.',
  paused: 'You are on a break and are offered nothing.',
  free: 'You are online. New orders ring.',
  busy: 'You have a ride.',
};

interface ShiftSwitchProps {
  readonly state: DriverState;
  readonly vehicleId: string;
  /** Called with each touch, which lets the page sound. */
  readonly onTouch: () => void;
  readonly onAnother: () => void;
}

/** Online, on a break, or off. */
export function ShiftSwitch({ state, vehicleId, onTouch, onAnother }: ShiftSwitchProps) {
  const change = useShiftChange();
  const now: ShiftInput['state'] = state === 'free' || state === 'busy' ? 'online' : state;
  const shown = change.isPending ? change.variables.state : now;
  const choose = (shift: ShiftInput['state']): void => {
    onTouch();
    if (shift !== shown) change.mutate({ state: shift, vehicleId });
  };
  return (
    <section className={styles.shift} aria-label="Shift">
      <fieldset className={styles.switch} aria-label="Shift">
        {CHOICES.map(({ shift, words, icon: Icon }) => (
          <button
            key={shift}
            type="button"
            aria-pressed={shown === shift}
            disabled={state === 'busy' && shift !== 'online'}
            onClick={() => choose(shift)}
          >
            <Icon size={20} aria-hidden />
            {words}
          </button>
        ))}
      </fieldset>
      <p className={styles.hint} role="status">
        {change.isPending ? 'Telling the server …' : SAYS[state]} Car: {vehicleId}
      </p>
      {state === 'off' && (
        <Button className={styles.wideButton} onClick={onAnother}>
          Another vehicle
        </Button>
      )}
      {change.error !== null && <Problem role="alert">{change.error.message}</Problem>}
    </section>
  );
}
