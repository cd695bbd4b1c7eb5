import type { OrderEta } from '@waycast/contract';
import { agoText } from '../../words/age.ts';
import { etaText } from '../../words/eta-text.ts';
import { distanceText } from '../../words/figures.ts';

export interface EtaLines {
  readonly headline: string;
  /** What it rests on, and how old that is. */
  readonly detail: string;
}

/** When the driver is there, and how sure that is; null while nobody is on the way or nothing is known. */
export function etaLines(
  { to, eta, earliest, latest, distanceM, method, positionAt }: OrderEta,
  { nowMs, timeZone }: { readonly nowMs: number; readonly timeZone: string },
): EtaLines | null {
  if (to === null || eta === null) return null;
  const ageMs = positionAt === null ? null : Math.max(0, nowMs - Date.parse(positionAt));
  const context = { nowMs, timeZone, ageMs: ageMs ?? Number.POSITIVE_INFINITY };
  const rests = [
    ...(distanceM === null ? [] : [`${distanceText(distanceM)} away`]),
    ...(method === null ? [] : [method === 'road' ? 'by road' : 'in a straight line']),
    ...(ageMs === null ? ['no position'] : [`position ${agoText(ageMs)}`]),
  ];
  return { headline: etaText({ eta, p10: earliest, p90: latest }, context), detail: rests.join(' · ') };
}
