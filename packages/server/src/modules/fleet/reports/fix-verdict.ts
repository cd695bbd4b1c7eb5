import type { Fix, FixVerdict } from '@waycast/contract';
import { isoTime } from '../../../kernel/iso-time.ts';
import { IgnoredData } from './finding-data.ts';

/** What is known of a fix's judgement. */
export interface Judgement {
  /** The data of its finding, when it is not believed. */
  readonly ignored: unknown;
  readonly isHeld: boolean;
  /** It lies before the end of what has been judged. */
  readonly isJudged: boolean;
}

/** Why a fix was, or was not, believed. */
export function fixVerdict(fix: Fix, { ignored, isHeld, isJudged }: Judgement): FixVerdict {
  const said = { vehicleId: fix.vehicleId, time: isoTime(fix.time), rule: null, before: null, after: null };
  if (fix.future === true)
    return {
      ...said,
      verdict: 'ignored',
      rule: 'future',
      explanation: `Its time was more than two minutes ahead of the server's clock when it came, at ${isoTime(fix.receivedAt)}.`,
    };
  if (ignored !== undefined) {
    const data = IgnoredData.parse(ignored);
    const { rule, before, after } = data;
    return { ...said, verdict: 'ignored', rule, before, after, explanation: explain(data) };
  }
  if (isHeld)
    return {
      ...said,
      verdict: 'held',
      explanation: 'It is not where the vehicle was before; the next fixes will confirm it or not.',
    };
  if (isJudged) return { ...said, verdict: 'accepted', explanation: 'It agrees with the fixes beside it.' };
  return { ...said, verdict: 'waiting', explanation: 'It has not been judged yet.' };
}

function explain({ rule, accuracy, before, after }: IgnoredData): string {
  switch (rule) {
    case 'inaccurate':
      return `Its accuracy of ${accuracy} m is too bad to tell anything.`;
    case 'jump':
      return `No vehicle gets there and away again: ${ways(before, after)}.`;
    case 'unconfirmed':
      return `It lies where the vehicle can hardly be (${ways(before, after)}), and nothing came that confirmed it.`;
    default:
      return rule satisfies never;
  }
}

function ways(before: IgnoredData['before'], after: IgnoredData['after']): string {
  const texts = [
    ...(before === null ? [] : [`from the fix before ${way(before)}`]),
    ...(after === null ? [] : [`to the fix after ${way(after)}`]),
  ];
  return texts.length === 0 ? 'first fixes that contradict each other' : texts.join(', ');
}

function way({ metres, seconds, mps, limitMps }: NonNullable<IgnoredData['before']>): string {
  return `${metres} m in ${seconds} s take ${mps} m/s, where at most ${limitMps} m/s is believed`;
}
