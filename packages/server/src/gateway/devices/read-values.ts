const KNOT_IN_MS = 1852 / 3600;
const KMH_IN_MS = 1 / 3.6;
const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d{1,3})?$/i;
const PLAIN_NUMBER = /^-?(0|[1-9]\d{0,14})(\.\d{1,14})?$/;
/** Smaller times are seconds since 1970, larger ones milliseconds. */
const SECONDS_BELOW = 2 ** 31;
const WITHOUT_ZONE = /^(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d:\d\d)$/;

/** Fields of a message by name, whatever they came in. */
export type Fields = Readonly<Record<string, unknown>>;

export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function fieldsOf(message: unknown): Fields {
  return isFields(message) ? message : {};
}

/** A number as devices write it, itself or its text; undefined where there is none, NaN where it is something else. */
export function numberOf(value: unknown): number | undefined {
  if (value === undefined || value === null || value === '') return undefined;
  if (typeof value === 'number') return value;
  return typeof value === 'string' && NUMBER.test(value.trim()) ? Number(value) : Number.NaN;
}

/** A text that says something. */
export function textOf(value: unknown): string | undefined {
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** A time as devices write it, for `decodeFix`. Without a zone it is UTC; what is none is left for it to refuse. */
export function timeOf(value: unknown): string | number | undefined {
  const text = textOf(value);
  if (text === undefined)
    return value === undefined || value === null || value === '' ? undefined : 'no time';
  if (/^\d+(\.\d+)?$/.test(text)) return Number(text) * (Number(text) < SECONDS_BELOW ? 1000 : 1);
  const plain = WITHOUT_ZONE.exec(text);
  return plain === null ? text : `${plain[1]}T${plain[2]}Z`;
}

/** A measurement for which clients write a negative number when they do not know it. */
export function unlessNegative(value: number | undefined): number | undefined {
  return value !== undefined && value < 0 ? undefined : value;
}

export function fromKnots(speed: number | undefined): number | undefined {
  return speed === undefined ? undefined : speed * KNOT_IN_MS;
}

export function fromKmh(speed: number | undefined): number | undefined {
  return speed === undefined ? undefined : speed * KMH_IN_MS;
}

/** All fields that say something but those that were read. */
export function without(fields: Fields, read: ReadonlySet<string>): Fields {
  return Object.fromEntries(
    Object.entries(fields).filter(([name, value]) => !read.has(name) && value != null),
  );
}

/** The same of a query or a form, where numbers and truth values stand as text. */
export function typedWithout(fields: Fields, read: ReadonlySet<string>): Fields {
  return Object.fromEntries(
    Object.entries(without(fields, read)).map(([name, value]) => [name, typed(value)]),
  );
}

function typed(value: unknown): unknown {
  if (typeof value !== 'string') return value;
  if (value === 'true' || value === 'false') return value === 'true';
  return PLAIN_NUMBER.test(value) ? Number(value) : value;
}
