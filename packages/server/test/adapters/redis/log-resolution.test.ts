import type { Topic } from '@waycast/contract';
import { describe, expect, it } from 'vitest';
import { following, newerThan, type StreamEntry } from '../../../src/adapters/redis/log-resolution.ts';
import type { LogPosition } from '../../../src/ports/live.ts';

const topic: Topic = { tenant: 'default', family: 'geofence', id: 'bus-1' };
/** Epochs of ours begin with their time; those of a log elsewhere do not. */
const [FIRST, SECOND, ELSEWHERE, UNKNOWN] = ['100-a', '200-b', 'local', 'another'];

/** `100-a:3`, `200-b:1 was 100-a:4`, `200-b:2 was local:1 base 100-a:3`; offset 0 is a mark. */
function log(...lines: string[]): StreamEntry[] {
  return lines.map((line) => {
    const [at = '', was, base] = line.split(/ was | base /).map(position);
    if (typeof at === 'string') throw new Error(`no position in ${line}`);
    if (at.offset === 0) return at;
    const numbered = { kind: 'log', topic, event: 'geofence:alert', data: {}, ...at } as const;
    const event = was === undefined ? numbered : { ...numbered, was };
    return { ...at, entry: { event, ...(base === undefined ? {} : { base }) } };
  });
}

function position(text: string): LogPosition {
  const [epoch = '', offset] = text.split(':');
  return { epoch, offset: Number(offset) };
}

function names(entries: ReturnType<typeof following>): string[] | undefined {
  return entries?.map(({ event }) => `${event.epoch}:${event.offset}`);
}

const whole = [`${FIRST}:0`, `${FIRST}:1`, `${FIRST}:2`, `${FIRST}:3`];

describe('what followed a position', () => {
  it.each<[string, string[], string, string[] | undefined]>([
    ['known', whole, `${FIRST}:1`, [`${FIRST}:2`, `${FIRST}:3`]],
    ['known by its mark', whole, `${FIRST}:0`, [`${FIRST}:1`, `${FIRST}:2`, `${FIRST}:3`]],
    ['the last', whole, `${FIRST}:3`, []],
    ['right before the oldest', whole.slice(2), `${FIRST}:1`, [`${FIRST}:2`, `${FIRST}:3`]],
    ['too old', whole.slice(3), `${FIRST}:1`, undefined],
    ['never reached', whole, `${FIRST}:4`, undefined],
    ['of an unknown epoch', whole, `${UNKNOWN}:1`, undefined],
    ['of an epoch that is gone', [`${SECOND}:0`, `${SECOND}:1`], `${FIRST}:1`, undefined],
    ['in a log that is gone', [`${SECOND}:0`], `${FIRST}:1`, undefined],
    ['across epochs', [...whole, `${SECOND}:0`, `${SECOND}:1`], `${FIRST}:2`, [`${FIRST}:3`, `${SECOND}:1`]],
    ['lost in a failover', [...whole, `${SECOND}:0`], `${FIRST}:5`, []],
    [
      'lost in a failover and written again',
      [...whole, `${SECOND}:1 was ${FIRST}:4`, `${SECOND}:2 was ${FIRST}:5`, `${SECOND}:3`],
      `${FIRST}:4`,
      [`${SECOND}:2`, `${SECOND}:3`],
    ],
    [
      'before what was lost in a failover and written again',
      [...whole, `${SECOND}:1 was ${FIRST}:5`, `${SECOND}:2 was ${FIRST}:4`],
      `${FIRST}:3`,
      [`${SECOND}:1`, `${SECOND}:2`],
    ],
    [
      'elsewhere, from the base on, without what was had there',
      [
        ...whole,
        `${FIRST}:4`,
        `${FIRST}:5 was ${ELSEWHERE}:1 base ${FIRST}:2`,
        `${FIRST}:6 was ${ELSEWHERE}:2 base ${FIRST}:2`,
      ],
      `${ELSEWHERE}:1`,
      [`${FIRST}:3`, `${FIRST}:4`, `${FIRST}:6`],
    ],
    [
      'elsewhere, before the first event there',
      [...whole, `${FIRST}:4 was ${ELSEWHERE}:1 base ${FIRST}:3`],
      `${ELSEWHERE}:0`,
      [`${FIRST}:4`],
    ],
    [
      'elsewhere, when the base is no longer kept',
      [`${FIRST}:7`, `${FIRST}:8 was ${ELSEWHERE}:1 base ${FIRST}:3`],
      `${ELSEWHERE}:1`,
      undefined,
    ],
    [
      'elsewhere without a base, when the log began with it',
      [`${FIRST}:1 was ${ELSEWHERE}:1`, `${FIRST}:2`],
      `${ELSEWHERE}:1`,
      [`${FIRST}:2`],
    ],
    [
      'elsewhere without a base, when others had written before',
      [`${FIRST}:1`, `${FIRST}:2 was ${ELSEWHERE}:1`],
      `${ELSEWHERE}:1`,
      undefined,
    ],
    [
      'before Redis lost everything, with every event since written again',
      [`${SECOND}:0`, `${SECOND}:1 was ${FIRST}:3`, `${SECOND}:2`, `${SECOND}:3 was ${FIRST}:2`],
      `${FIRST}:1`,
      [`${SECOND}:1`, `${SECOND}:2`, `${SECOND}:3`],
    ],
    [
      'before Redis lost everything, with an event missing',
      [`${SECOND}:1 was ${FIRST}:3`, `${SECOND}:2 was ${FIRST}:5`],
      `${FIRST}:2`,
      undefined,
    ],
    [
      'before Redis lost everything, on which a log elsewhere was based',
      [`${SECOND}:0`, `${SECOND}:1 was ${ELSEWHERE}:1 base ${FIRST}:3`],
      `${FIRST}:3`,
      [`${SECOND}:1`],
    ],
    [
      'elsewhere, based on what Redis has lost',
      [`${SECOND}:0`, `${SECOND}:1 was ${ELSEWHERE}:1 base ${FIRST}:3`, `${SECOND}:2`],
      `${ELSEWHERE}:1`,
      [`${SECOND}:2`],
    ],
    [
      'earlier than the base of the log elsewhere',
      [`${SECOND}:0`, `${SECOND}:1 was ${ELSEWHERE}:1 base ${FIRST}:3`],
      `${FIRST}:2`,
      undefined,
    ],
  ])('%s', (_, lines, since, expected) => {
    expect(names(following(log(...lines), position(since)))).toEqual(expected);
  });
});

describe('what is surely later than a position that cannot be found', () => {
  it.each<[string, string[], string, string[]]>([
    ['of the same epoch', whole.slice(2), `${FIRST}:0`, [`${FIRST}:2`, `${FIRST}:3`]],
    ['of later epochs', [`${SECOND}:0`, `${SECOND}:1`], `${FIRST}:9`, [`${SECOND}:1`]],
    ['of earlier epochs nothing', whole, `${SECOND}:1`, []],
    ['of an unknown epoch nothing', whole, `${UNKNOWN}:1`, []],
    ['not what was had', [`${SECOND}:1 was ${FIRST}:9`, `${SECOND}:2`], `${FIRST}:9`, [`${SECOND}:2`]],
  ])('%s', (_, lines, since, expected) => {
    expect(names(newerThan(log(...lines), position(since)))).toEqual(expected);
  });
});
