type Schema = Readonly<Record<string, unknown>>;

/**
 * The same JSON Schema with alternatives of different types joined into one, `{"type": ["string", "number"], …}`, where
 * that says the same. Ajv tries alternatives one by one and makes an error of each that does not fit, also of input
 * that is right.
 */
export function joinedTypes(schema: Schema): Schema {
  const inner = Object.fromEntries(Object.entries(schema).map(([name, value]) => [name, joinedIn(value)]));
  if (!Array.isArray(inner.anyOf)) return inner;
  const { anyOf, ...rest } = inner;
  const joined = join(anyOf);
  return joined === undefined ? inner : { ...rest, ...joined };
}

function joinedIn(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(joinedIn);
  return isSchema(value) ? joinedTypes(value) : value;
}

/** Undefined where two alternatives have a type or a limit in common: limits count for their own types only. */
function join(alternatives: readonly unknown[]): Schema | undefined {
  const types: unknown[] = [];
  const limits: Record<string, unknown> = {};
  for (const alternative of alternatives) {
    if (!isSchema(alternative)) return undefined;
    const { type, description: _description, ...own } = alternative;
    if (type === undefined || Object.keys(own).some((name) => name in limits || !LIMITS.has(name)))
      return undefined;
    types.push(...[type].flat());
    Object.assign(limits, own);
  }
  const kinds = types.map((type) => (type === 'integer' ? 'number' : type));
  return new Set(kinds).size === kinds.length ? { type: types, ...limits } : undefined;
}

/** Keywords that say nothing about values of other types. */
const LIMITS: ReadonlySet<string> = new Set(['minimum', 'maximum', 'minLength', 'maxLength']);

function isSchema(value: unknown): value is Schema {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
