import type { Reporter, ReporterStatus } from '@waycast/client';
import { useEffect, useState } from 'react';
import { useSession } from '../session/session.tsx';
import { Button } from '../shell/button.tsx';
import { useNow } from '../shell/use-now.ts';
import { agoText } from '../words/age.ts';
import { accuracyText, countText, speedText } from '../words/figures.ts';
import styles from './driver.module.css';
import { useReporter } from './use-reporter.ts';
import { isMoving, type Tracker, useTracker } from './use-tracker.ts';
import { waitingText } from './waiting-text.ts';

/** One large button, and how it goes. */
export function TrackerPage({ vehicleId, onChange }: { vehicleId: string; onChange: () => void }) {
  const { token, signOut } = useSession();
  const { reporter, status, problem } = useReporter(token);
  const tracker = useTracker(vehicleId, reporter);
  const rejected = useRejection(reporter);
  const refused = status?.error?.code === 'unauthenticated' || status?.error?.code === 'forbidden';
  return (
    <main className={styles.page} data-running={tracker.running}>
      <header className={styles.header}>
        <p className={styles.caption}>Reporting for</p>
        <h1 className={styles.vehicle}>{vehicleId}</h1>
      </header>
      <button
        type="button"
        className={styles.big}
        data-running={tracker.running}
        onClick={tracker.running ? tracker.stop : tracker.start}
        disabled={reporter === null}
      >
        {tracker.running ? 'Stop' : 'Start'}
      </button>
      <p className={styles.state} role="status">
        {stateText(tracker, status)}
      </p>
      <Figures tracker={tracker} status={status} />
      {[tracker.problem, problem, rejected, refused ? status?.error?.message : null].map(
        (text) =>
          text != null && (
            <p key={text} className={styles.problem} role="alert">
              {text}
            </p>
          ),
      )}
      {!tracker.running && (
        <footer className={styles.footer}>
          <Button onClick={onChange}>Another vehicle</Button>
          <Button onClick={() => signOut()}>Sign out</Button>
        </footer>
      )}
      {tracker.running && !tracker.awake && !isMoving(tracker) && (
        <p className={styles.hint}>Keep this page open and the screen on: a locked phone reports nothing.</p>
      )}
    </main>
  );
}

function Figures({ tracker, status }: { tracker: Tracker; status: ReporterStatus | null }) {
  const now = useNow();
  const { position } = tracker;
  const figures: [string, string][] = [
    ['Waiting to be sent', countText(status?.queued ?? 0, 'position')],
    ['Last sent', status?.lastAcceptedAt == null ? 'Not yet' : agoText(now - status.lastAcceptedAt)],
    ['Speed', position?.coords.speed == null ? '–' : speedText(position.coords.speed)],
    ['Accuracy', position === null ? '–' : accuracyText(position.coords.accuracy)],
  ];
  return (
    <dl className={styles.figures}>
      {figures.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

function stateText({ running, position }: Tracker, status: ReporterStatus | null): string {
  if (!running) return 'Not reporting. Nobody sees where this phone is.';
  if (position === null) return 'Looking for a position …';
  return status?.error == null ? 'Reporting' : waitingText(status.error.code);
}

/** The last position that the server refused for good, in words. */
function useRejection(reporter: Reporter | null): string | null {
  const [text, setText] = useState<string | null>(null);
  useEffect(
    () =>
      reporter?.onRejected((fixes) =>
        setText(`The server refused ${countText(fixes.length, 'position')}: ${fixes[0]?.message ?? ''}`),
      ),
    [reporter],
  );
  return text;
}
