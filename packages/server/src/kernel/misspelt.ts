import { suggest } from '@waycast/contract';
import { z } from 'zod';

type Schema = z.core.$ZodType;

/** Letters that may be off in a name: short ones are as near to others as to what was meant. */
const MAX_EDITS = 2;
const LETTERS_PER_EDIT = 3;

/**
 * What `input` calls by a name that `schema` does not know and that is nearly, or but for its case, one that it knows
 * and that is not there: `pickUp: is no field here; did you mean pickup?`. Undefined: nothing is. Other unknown fields
 * are no mistake: a newer client may send what this server does not know yet.
 */
export function misspelt(schema: Schema, input: unknown, path = ''): string | undefined {
  if (typeof input !== 'object' || input === null) return undefined;
  const shapes = shapesOf(schema);
  return Array.isArray(input)
    ? misspeltIn(shapes.flatMap(elementOf), Object.entries(input), path)
    : misspeltField(shapes.filter(isObject), input, path);
}

function misspeltField(
  objects: readonly z.core.$ZodObject[],
  input: object,
  path: string,
): string | undefined {
  const shape: [string, Schema][] = objects.flatMap(({ _zod }) => Object.entries(_zod.def.shape));
  const known = new Set(shape.map(([name]) => name));
  // What keeps unknown fields has them on purpose.
  if (known.size > 0 && objects.every(({ _zod }) => _zod.def.catchall === undefined))
    for (const name of Object.keys(input)) {
      const meant = known.has(name) ? undefined : meantBy(name, known, input);
      if (meant !== undefined) return `${path}${name}: is no field here; did you mean ${meant}?`;
    }
  for (const [name, value] of Object.entries(input)) {
    const schemas = shape.flatMap(([field, schema]) => (field === name ? [schema] : []));
    const found = misspeltIn(schemas, [[name, value]], path);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Of values that may be of any of the schemas: one of several is not judged, for it is not known which was meant. */
function misspeltIn(
  [schema, ...others]: readonly Schema[],
  values: readonly (readonly [string, unknown])[],
  path: string,
): string | undefined {
  if (schema === undefined || others.length > 0) return undefined;
  for (const [name, value] of values) {
    const found = misspelt(schema, value, `${path}${name}.`);
    if (found !== undefined) return found;
  }
  return undefined;
}

function meantBy(name: string, known: ReadonlySet<string>, input: object): string | undefined {
  const absent = [...known].filter((field) => !Object.hasOwn(input, field));
  return suggest(name, absent, Math.min(MAX_EDITS, Math.floor(name.length / LETTERS_PER_EDIT)));
}

/** The schemas of a value that is there. */
function shapesOf(schema: Schema): readonly Schema[] {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodNullable || schema instanceof z.ZodDefault)
    return shapesOf(schema.def.innerType);
  if (schema instanceof z.ZodPipe)
    return shapesOf(schema.def.in instanceof z.ZodTransform ? schema.def.out : schema.def.in);
  return schema instanceof z.ZodUnion ? schema.options.flatMap(shapesOf) : [schema];
}

function elementOf(schema: Schema): readonly Schema[] {
  return schema instanceof z.ZodArray ? [schema.element] : [];
}

function isObject(schema: Schema): schema is z.ZodObject {
  return schema instanceof z.ZodObject;
}
