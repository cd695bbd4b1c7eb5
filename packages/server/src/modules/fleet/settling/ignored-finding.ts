import type { Fix } from '@waycast/contract';
import { isoTime } from '../../../kernel/iso-time.ts';
import type { Finding } from '../../../ports/findings.ts';
import { type Leg, legBetween } from './plausible-leg.ts';
import { rounded } from './rounded.ts';

/**
 * `inaccurate`: its accuracy is too bad. `jump`: no vehicle gets there and back to its neighbours. `unconfirmed`: a
 * jump after which nothing came that would have confirmed it.
 */
type IgnoredRule = 'inaccurate' | 'jump' | 'unconfirmed';

/** A fix that is not believed, with the rule and the figures behind it. */
export function ignoredFinding(rule: IgnoredRule, fix: Fix, before?: Fix, after?: Fix): Finding {
  const { time, latitude, longitude, accuracy } = fix;
  return {
    kind: 'ignored',
    key: isoTime(time),
    startsAt: time,
    endsAt: time,
    data: {
      rule,
      latitude,
      longitude,
      accuracy,
      before: before === undefined ? null : figures(legBetween(before, fix)),
      after: after === undefined ? null : figures(legBetween(fix, after)),
    },
  };
}

function figures({ metres, seconds, mps, limitMps }: Leg) {
  return {
    metres: Math.round(metres),
    seconds: Math.round(seconds),
    mps: rounded(mps),
    limitMps: rounded(limitMps),
  };
}
