type Attributes = Readonly<Record<string, unknown>>;

/** Characters of JSON that the attributes of one fix may have. */
export const MAX_ATTRIBUTES_LENGTH = 4096;

/** NUL, and halves of surrogate pairs: JSON has them, a database's JSON has not. */
const UNSTORABLE = /\\u(0000|d[89a-f])/i;

/**
 * What a device says besides its position, as it can be stored: in its order, leaving out what does not fit any more.
 * A position is worth more than what came with it, so nothing here is refused. Undefined when nothing is left.
 */
export function storableAttributes(given: Attributes): Attributes | undefined {
  const kept: [string, unknown][] = [];
  let left = MAX_ATTRIBUTES_LENGTH - '{}'.length;
  for (const [name, value] of Object.entries(given)) {
    const text = `${JSON.stringify(name)}:${JSON.stringify(value)},`;
    if (text.length > left || value === undefined || name === '__proto__') continue;
    left -= text.length;
    kept.push(UNSTORABLE.test(text) ? [wellFormed(name), storable(value)] : [name, value]);
  }
  return kept.length === 0 ? undefined : Object.fromEntries(kept);
}

function storable(value: unknown): unknown {
  if (typeof value === 'string') return wellFormed(value);
  if (Array.isArray(value)) return value.map(storable);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [wellFormed(name), storable(each)]));
}

function wellFormed(text: string): string {
  return text.replaceAll('\0', '\ufffd').toWellFormed();
}
