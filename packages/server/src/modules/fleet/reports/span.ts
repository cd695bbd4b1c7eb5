import { isoTime } from '../../../kernel/iso-time.ts';
import type { Finding } from '../../../ports/findings.ts';

/** When it began and ended, as ISO times. */
export function spanOf({ startsAt, endsAt }: Finding) {
  return { startsAt: isoTime(startsAt), endsAt: endsAt === null ? null : isoTime(endsAt) };
}

/** How long it lasted; `now` ends what is still open. */
export function secondsOf({ startsAt, endsAt }: Finding, now: number): number {
  return Math.max(0, Math.round(((endsAt ?? now) - startsAt) / 1000));
}
