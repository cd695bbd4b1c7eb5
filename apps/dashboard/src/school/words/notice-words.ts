import type { GuardianNotice, NoticeKind, NoticeReason } from '@waycast/contract';
import { clockIn, shortClockIn } from '../../words/clock.ts';
import { countText, distanceText } from '../../words/figures.ts';
import { lastingText } from '../../words/lasting.ts';

type Evidence = GuardianNotice['evidence'];

/** Found out by so much later than it was, which is worth saying. */
const LATE_MS = 30_000;

/** What a notice, or its absence, rests on: sentences of what its evidence holds, and nothing of what it does not. */
export function evidenceSentences(evidence: Evidence, timeZone: string): string[] {
  return [
    ...wish(evidence),
    ...approach(evidence, timeZone),
    ...tap(evidence, timeZone),
    ...moments(evidence, timeZone),
    ...sending(evidence, timeZone),
  ];
}

/** What the guardian had asked for. */
function wish({ seconds, metres }: Evidence): string[] {
  const wished = [
    typeof seconds === 'number' && lastingText(seconds),
    typeof metres === 'number' && distanceText(metres),
  ].filter(Boolean);
  return wished.length === 0 ? [] : [`Wanted: ${wished.join(' or ')} before the bus is at the stop.`];
}

/** Where the bus was then, and when it was expected. */
function approach({ fix, distanceM, eta, etaP10 }: Evidence, timeZone: string): string[] {
  const at = typeof fix === 'object' && fix !== null && 'at' in fix ? timeOf(fix.at) : undefined;
  if (at === undefined) return [];
  const away = typeof distanceM === 'number' ? `${distanceText(distanceM)} from the stop` : 'on its way';
  const [expected, earliest] = [timeOf(eta), timeOf(etaP10)].map(
    (time) => time !== undefined && shortClockIn(time, timeZone),
  );
  const when = expected ? `, expected there at ${expected}` : '';
  return [
    `At ${clockIn(at, timeZone)} the bus was ${away}${when}${earliest ? `, at ${earliest} at the earliest` : ''}.`,
  ];
}

const METHODS: Readonly<Record<string, string>> = { tap: 'the driver', nfc: 'card', qr: 'QR code' };

function tap(evidence: Evidence, timeZone: string): string[] {
  const { tap: tapped, taps } = evidence;
  if (typeof taps === 'number')
    return [
      taps === 0 ? 'There is no tap of the child.' : `There are ${countText(taps, 'tap')} of the child.`,
    ];
  if (typeof tapped !== 'object' || tapped === null || !('at' in tapped)) return [];
  const at = timeOf(tapped.at);
  const method = 'method' in tapped ? String(tapped.method) : '';
  return at === undefined ? [] : [`Tapped by ${METHODS[method] ?? method} at ${clockIn(at, timeZone)}.`];
}

const MOMENTS = {
  arrivedAt: 'The bus came to the stop',
  departedAt: 'The bus left the stop',
  endedAt: 'The trip ended',
} as const;

function moments(evidence: Evidence, timeZone: string): string[] {
  return Object.entries(MOMENTS).flatMap(([field, what]) => {
    const time = timeOf(evidence[field]);
    return time === undefined ? [] : [`${what} at ${shortClockIn(time, timeZone)}.`];
  });
}

function sending({ knownAfterMs, takenUpAt, devices, error }: Evidence, timeZone: string): string[] {
  const takenUp = timeOf(takenUpAt);
  return [
    typeof knownAfterMs === 'number' && knownAfterMs > LATE_MS
      ? [`The server heard of it ${lastingText(knownAfterMs / 1000)} later.`]
      : [],
    takenUp === undefined ? [] : [`Another server went on sending it at ${shortClockIn(takenUp, timeZone)}.`],
    typeof devices === 'number' ? [`It went to ${countText(devices, 'device')}.`] : [],
    typeof error === 'string' ? [`What went wrong: ${error}.`] : [],
  ].flat();
}

function timeOf(value: unknown): number | undefined {
  const time = typeof value === 'string' ? Date.parse(value) : Number.NaN;
  return Number.isNaN(time) ? undefined : time;
}

const KINDS: Readonly<Record<string, string>> = {
  approaching: 'The bus is near',
  boarded: 'Got on the bus',
  alighted: 'Got off the bus',
  missing: 'Did not get on',
  left_on_bus: 'Was not seen getting off',
} satisfies Readonly<Record<NoticeKind, string>>;

/** What a notice is about. */
export function noticeWords(kind: string): string {
  const words = kind.replaceAll('_', ' ');
  return KINDS[kind] ?? words.charAt(0).toUpperCase() + words.slice(1);
}

/** Whether one was told; what is on its way is neither told nor not told. */
export function toldWords({ sent, reason }: Pick<GuardianNotice, 'sent' | 'reason'>): string {
  if (sent) return 'Told';
  return reason === ('sending' satisfies NoticeReason) ? 'Decided' : 'Not told';
}

const REASONS: Readonly<Record<string, string>> = {
  sending: 'It is being sent.',
  sent: 'It was sent to your devices.',
  late: 'It was found out too late to be of use.',
  failed: 'The push service did not take it. Turn notifications on this device off and on again.',
  no_subscription: 'None of your devices had notifications turned on.',
  push_off: 'This server sends no notifications.',
  switched_off: 'You had chosen not to be told when the bus comes.',
  absent: 'Your child was reported absent.',
  already_past: 'The bus had left the stop already.',
  already_boarded: 'Your child was on the bus already.',
  already_alighted: 'Your child had got off already.',
  not_on_bus: 'Your child had not got on this bus.',
  no_taps: 'On this trip nobody was tapped in, or nobody out, so a tap that is missing says nothing.',
} satisfies Readonly<Record<NoticeReason, string>>;

/** Why one was, or was not, told; a reason that this page does not know yet is read out as it is. */
export function reasonWords(reason: string): string {
  return REASONS[reason] ?? sentence(reason.replaceAll('_', ' '));
}

const OUTCOMES: Readonly<Record<string, string>> = {
  sending: 'being sent',
  sent: 'told',
  late: 'not told: found out too late to be of use',
  failed: 'not told: the push service did not take it',
  no_subscription: 'not told: no device has notifications turned on',
  push_off: 'not told: this server sends no notifications',
  switched_off: 'not told: does not want to be told when the bus comes',
  absent: 'not told: the child was reported absent',
  already_past: 'not told: the bus had left the stop already',
  already_boarded: 'not told: the child was on the bus already',
  already_alighted: 'not told: the child had got off already',
  not_on_bus: 'not told: the child had not got on this bus',
  no_taps: 'not told: nobody was tapped in, or nobody out, so a tap that is missing says nothing',
} satisfies Readonly<Record<NoticeReason, string>>;

/** Whether a guardian was told, and why not, as the school reads it. */
export function outcomeWords(reason: string): string {
  return OUTCOMES[reason] ?? `not told: ${reason.replaceAll('_', ' ')}`;
}

/** With a capital and a full stop. */
export function sentence(text: string): string {
  const words = text.charAt(0).toUpperCase() + text.slice(1);
  return /[.!?]$/.test(words) || words === '' ? words : `${words}.`;
}
