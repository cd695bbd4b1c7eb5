import type { Vehicle } from '../fleet/fleet-store.ts';
import { momentText } from '../words/clock.ts';
import { accuracyText, headingText, positionText, speedText } from '../words/figures.ts';
import styles from './facts.module.css';

/** What the last fix said, word for word. */
export function Facts({ vehicle, now }: { vehicle: Vehicle; now: number }) {
  const { fix, time } = vehicle;
  const facts: [string, string][] = [
    ['Last fix', momentText(time, now)],
    ['Position', positionText(fix)],
    ['Accuracy', accuracyText(fix.accuracy)],
  ];
  if (fix.speed !== undefined) facts.push(['Speed', speedText(fix.speed)]);
  if (fix.heading !== undefined) facts.push(['Heading', headingText(fix.heading)]);
  if (fix.altitude !== undefined) facts.push(['Altitude', `${Math.round(fix.altitude)} m`]);
  facts.push(['Status at the server', fix.status]);
  return (
    <dl className={styles.facts}>
      {facts.map(([name, value]) => (
        <div key={name} className={styles.fact}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
