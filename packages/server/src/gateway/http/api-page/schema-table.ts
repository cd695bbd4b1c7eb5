import type { JsonSchema } from '@waycast/contract/openapi';
import { type Html, html, prose } from './html.ts';

export type Schemas = Readonly<Record<string, JsonSchema>>;

/** A row per field of an object schema; fields of nested objects and list items stand below their parent. */
export function schemaTable(schema: JsonSchema, schemas: Schemas): Html | undefined {
  const rows = fieldRows(schema, schemas, '', 0);
  if (rows.length === 0) return undefined;
  return html`<table><thead><tr><th>Field</th><th>Takes</th><th>Meaning</th></tr></thead><tbody>${rows}</tbody></table>`;
}

const MAX_DEPTH = 3;

function fieldRows(schema: JsonSchema, schemas: Schemas, prefix: string, depth: number): Html[] {
  const target = resolve(schema, schemas);
  const required = Array.isArray(target['required']) ? target['required'] : [];
  return Object.entries(objectOf(target['properties'])).flatMap(([name, value]) => {
    const field = objectOf(value);
    const path = `${prefix}${name}`;
    const row = fieldRow(path, field, schemas, required.includes(name));
    return depth < MAX_DEPTH ? [row, ...nestedRows(field, schemas, path, depth)] : [row];
  });
}

function nestedRows(field: JsonSchema, schemas: Schemas, path: string, depth: number): Html[] {
  const target = resolve(field, schemas);
  const items = objectOf(target['items']);
  return [
    ...fieldRows(target, schemas, `${path}.`, depth + 1),
    ...fieldRows(items, schemas, `${path}[].`, depth + 1),
  ];
}

function fieldRow(path: string, field: JsonSchema, schemas: Schemas, required: boolean): Html {
  const target = resolve(field, schemas);
  const description = field['description'] ?? target['description'];
  return html`<tr><td><code>${path}</code>${required ? html` <span class="required">required</span>` : ''}</td>
<td>${typeOf(field, schemas)}</td><td>${typeof description === 'string' ? prose(description) : ''}</td></tr>`;
}

/** The type of a schema in words: `number from -90 to 90 or null`. */
export function typeOf(schema: JsonSchema, schemas: Schemas): string {
  const target = resolve(schema, schemas);
  if (target['const'] !== undefined) return JSON.stringify(target['const']);
  if (Array.isArray(target['enum'])) return target['enum'].map((value) => JSON.stringify(value)).join(' | ');
  const choices = target['anyOf'] ?? target['oneOf'];
  if (Array.isArray(choices)) return choices.map((choice) => typeOf(objectOf(choice), schemas)).join(' or ');
  const types = [target['type']].flat().filter((type) => typeof type === 'string');
  const words = types.map((type) =>
    type === 'array' ? `list of ${typeOf(objectOf(target['items']), schemas)}` : type,
  );
  return `${words.join(' or ') || 'anything'}${bounds(target)}`;
}

function bounds({ minimum, maximum, default: byDefault }: JsonSchema): string {
  const finite = (value: unknown): value is number =>
    typeof value === 'number' && Math.abs(value) < Number.MAX_SAFE_INTEGER;
  const low = finite(minimum) ? ` from ${minimum}` : '';
  const high = finite(maximum) ? ` to ${maximum}` : '';
  return `${low}${high}${byDefault === undefined ? '' : `, default ${JSON.stringify(byDefault)}`}`;
}

function resolve(schema: JsonSchema, schemas: Schemas): JsonSchema {
  const reference = schema['$ref'];
  if (typeof reference !== 'string') return schema;
  return schemas[reference.slice(reference.lastIndexOf('/') + 1)] ?? {};
}

/** A part of a schema that is an object; anything else is an empty one. */
function objectOf(value: unknown): JsonSchema {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonSchema) : {};
}
