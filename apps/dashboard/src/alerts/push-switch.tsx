import { BellRing } from 'lucide-react';
import { Button } from '../shell/button.tsx';
import styles from './alerts.module.css';
import { Failure } from './failure.tsx';
import { type PushPhase, usePush } from './use-push.ts';

/** Switches notifications on this device on and off, or says why they cannot be. */
export function PushSwitch() {
  const { phase, reason, error, busy, turnOn, turnOff } = usePush();
  return (
    <section className={styles.push} aria-label="Notifications on this device">
      <BellRing size={18} aria-hidden />
      <div className={styles.pushWords}>
        <strong>Notifications on this device</strong>
        <span>{reason ?? WORDS[phase]}</span>
        <Failure error={error} />
      </div>
      {phase === 'off' && (
        <Button look="primary" disabled={busy} onClick={turnOn}>
          Turn on
        </Button>
      )}
      {phase === 'on' && (
        <Button disabled={busy} onClick={turnOff}>
          Turn off
        </Button>
      )}
    </section>
  );
}

const WORDS: Readonly<Record<PushPhase, string>> = {
  asking: 'Asking…',
  unsupported: 'This browser knows no notifications. On an iPhone, add this page to the home screen first.',
  unavailable: 'The server does not send any.',
  denied: 'The browser keeps them back. Allow notifications for this page in its settings.',
  off: 'Alerts of vehicles that you may follow, also when this page is closed.',
  on: 'They come here, also when this page is closed.',
};
