import { FINDING_KINDS, type Finding, type FindingKind } from '../../../ports/findings.ts';
import { readJson, readNullableNumber, readNumber, readText } from '../cells.ts';
import type { Row } from '../database.ts';

/** From the columns kind, key, starts_at, ends_at (epoch ms) and data. */
export function readFinding(row: Row): Finding {
  return {
    kind: kindOf(readText(row, 'kind')),
    key: readText(row, 'key'),
    startsAt: readNumber(row, 'starts_at'),
    endsAt: readNullableNumber(row, 'ends_at'),
    data: readJson(row, 'data') ?? {},
  };
}

/** A finding as one JSON object, as events keep it. */
export function readWholeFinding(row: Row, column: string): Finding {
  const whole = readJson(row, column) ?? {};
  const ends = whole.endsAt === null ? null : readNumber(whole, 'endsAt');
  return {
    kind: kindOf(readText(whole, 'kind')),
    key: readText(whole, 'key'),
    startsAt: readNumber(whole, 'startsAt'),
    endsAt: ends,
    data: readJson(whole, 'data') ?? {},
  };
}

function kindOf(text: string): FindingKind {
  const kind = FINDING_KINDS.find((one) => one === text);
  if (kind === undefined) throw new TypeError(`There is no kind of finding called ${text}.`);
  return kind;
}
