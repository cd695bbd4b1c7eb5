/** A document without the types that JSON lacks: dates are Dates, ids are texts. */
export type Plain = string | number | boolean | null | Date | readonly Plain[] | PlainDocument;
export interface PlainDocument {
  readonly [field: string]: Plain;
}

type Json = Readonly<Record<string, unknown>>;
const UUID_SUBTYPES = new Set(['03', '04', '3', '4']);

/**
 * The value that Extended JSON stands for, canonical or relaxed (v1 and v2): what `$oid`, `$uuid`, `$symbol` hold is a
 * text, `$date` and `$timestamp` a Date (which may be invalid), numbers are numbers, or texts beyond 2^53. What has no
 * meaning here (`$undefined`, `$minKey`, code, binary data) is null.
 */
export function plainOf(value: unknown): Plain {
  if (Array.isArray(value)) return value.map(plainOf);
  if (isJson(value)) return plainOfObject(value);
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? value : null;
}

/** Whether it has fields. */
export function isDocument(value: Plain | undefined): value is PlainDocument {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date);
}

function isJson(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function plainOfObject(value: Json): Plain {
  for (const key in value) {
    // A type is its first key; of references only the id counts.
    if (key === '$ref' || key === '$id') return plainOf(value.$id);
    const read = key.startsWith('$') ? TYPES[key] : undefined;
    return read === undefined ? fieldsOf(value) : read(value[key], value);
  }
  return {};
}

function fieldsOf(value: Json): PlainDocument {
  const fields: Record<string, Plain> = {};
  // Not by assignment: a field may be called __proto__.
  for (const key of Object.keys(value))
    Object.defineProperty(fields, key, { value: plainOf(value[key]), enumerable: true });
  return fields;
}

const TYPES: Readonly<Record<string, (inner: unknown, whole: Json) => Plain>> = {
  $oid: textOf,
  $uuid: textOf,
  $symbol: textOf,
  $numberInt: numberOf,
  $numberLong: numberOf,
  $numberDouble: numberOf,
  $numberDecimal: numberOf,
  $date: dateOf,
  $timestamp: (inner) => new Date(isJson(inner) && typeof inner.t === 'number' ? inner.t * 1000 : Number.NaN),
  $binary: binaryOf,
  $undefined: () => null,
  $minKey: () => null,
  $maxKey: () => null,
  $code: () => null,
  $regex: () => null,
  $regularExpression: () => null,
  $dbPointer: () => null,
};

function textOf(inner: unknown): Plain {
  return typeof inner === 'string' ? inner : null;
}

function numberOf(inner: unknown): Plain {
  if (typeof inner === 'number') return inner;
  if (typeof inner !== 'string' || inner.trim() === '') return null;
  const number = Number(inner);
  // An id of 64 bits would lose its last digits.
  return Number.isInteger(number) && !Number.isSafeInteger(number) ? inner : number;
}

function dateOf(inner: unknown): Plain {
  if (typeof inner === 'string') return new Date(inner);
  const ms = isJson(inner) ? plainOf(inner) : inner;
  return new Date(typeof ms === 'number' ? ms : Number.NaN);
}

function binaryOf(inner: unknown, whole: Json): Plain {
  const [base64, subType] = isJson(inner) ? [inner.base64, inner.subType] : [inner, whole.$type];
  if (typeof base64 !== 'string' || typeof subType !== 'string' || !UUID_SUBTYPES.has(subType)) return null;
  const hex = Buffer.from(base64, 'base64').toString('hex');
  return hex.length === 32 ? hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-') : null;
}
