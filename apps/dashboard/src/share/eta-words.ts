import type { ShareEta } from '@waycast/contract';
import { shortClock } from '../words/clock.ts';
import { distanceText } from '../words/figures.ts';

const MINUTE = 60_000;

/** An estimate in words: what stands large, and what explains it. */
export interface EtaWords {
  readonly headline: string;
  readonly detail: string;
}

/** What the time of arrival is about. */
export type Goal = 'destination' | 'pick-up' | 'drop-off';

/** `nowMs` is the server's time. */
export function etaWords(eta: ShareEta, nowMs: number, goal: Goal = 'destination'): EtaWords {
  switch (eta.kind) {
    case 'between':
      return between(Date.parse(eta.earliest), Date.parse(eta.latest), nowMs, goal);
    case 'here':
      return { headline: `At the ${goal}`, detail: 'Within 100 m' };
    case 'unknown':
      return unknown(eta, goal);
    default:
      return eta satisfies never;
  }
}

function between(earliestMs: number, latestMs: number, nowMs: number, goal: Goal): EtaWords {
  const least = Math.max(0, Math.floor((earliestMs - nowMs) / MINUTE));
  const most = Math.max(1, Math.ceil((latestMs - nowMs) / MINUTE));
  const from = Math.max(earliestMs, nowMs);
  const clocks = `${shortClock(from)}–${shortClock(Math.max(from, latestMs))}`;
  const headline = least < 1 ? `Within ${minutesText(most)}` : `In ${rangeText(least, most)}`;
  const where = goal === 'destination' ? 'About' : `At the ${goal} about`;
  return { headline, detail: `${where} ${clocks}, estimated from distance and recent speed` };
}

function rangeText(least: number, most: number): string {
  if (least === most) return minutesText(most);
  return most < 60 ? `${least}–${most} min` : `${minutesText(least)} – ${minutesText(most)}`;
}

function minutesText(minutes: number): string {
  if (minutes < 60) return `${minutes} min`;
  const rest = minutes % 60;
  return `${Math.floor(minutes / 60)} h${rest === 0 ? '' : ` ${rest} min`}`;
}

const REASONS: Readonly<Record<(ShareEta & { kind: 'unknown' })['reason'], string>> = {
  'no-position': 'No position has come yet',
  'old-position': 'The last position is too old to tell when it arrives',
  'too-little-known': 'It has not moved for long enough to tell when it arrives',
  standing: 'It stands now; the time of arrival shows once it moves on',
  'not-nearing': 'It is not coming nearer now; there may be other stops before',
};

function unknown({ reason, distanceM }: ShareEta & { kind: 'unknown' }, goal: Goal): EtaWords {
  const away = goal === 'destination' ? 'away' : `to the ${goal}`;
  return {
    headline: distanceM === null ? 'Waiting' : `${distanceText(distanceM)} ${away}`,
    detail: REASONS[reason],
  };
}
