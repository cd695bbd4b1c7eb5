import { z } from 'zod';

interface Field {
  readonly [key: string]: unknown;
}

/** The fields of an object schema in one cell: `name` required, `name?` optional. Other schemas are named by type. */
export function fieldList(schema: z.ZodType, io: 'input' | 'output'): string {
  const document = asObject(z.toJSONSchema(schema, { io }));
  const names = fieldNames(document, asObject(document['$defs']));
  return names.length === 0 ? '–' : names.map((name) => `\`${name}\``).join(', ');
}

function fieldNames(schema: Field, definitions: Field): string[] {
  const target = resolve(schema, definitions);
  const required: unknown[] = Array.isArray(target['required']) ? target['required'] : [];
  const choices = target['anyOf'];
  if (Array.isArray(choices)) return choices.flatMap((choice) => fieldNames(asObject(choice), definitions));
  return Object.keys(asObject(target['properties'])).map((name) =>
    required.includes(name) ? name : `${name}?`,
  );
}

function resolve(schema: Field, definitions: Field): Field {
  const reference = schema['$ref'];
  return typeof reference === 'string' ? asObject(definitions[reference.slice('#/$defs/'.length)]) : schema;
}

function asObject(value: unknown): Field {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}
