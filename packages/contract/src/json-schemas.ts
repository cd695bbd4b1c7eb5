import { z } from 'zod';

/** A JSON Schema, draft 2020-12. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/** Whether a schema describes what is sent to the server or what comes from it. */
type Direction = 'input' | 'output';

const REF = '#/components/schemas/';

/**
 * Collects schemas for one document. Those with an id of their own become named components. Where a name means
 * something else on the way in (an id may be a number there), the way in gets the name with `Input` behind it.
 */
export class SchemaSet {
  readonly #components = { input: new Map<string, JsonSchema>(), output: new Map<string, JsonSchema>() };

  /** The schema as it stands in the document, with references for its named parts. */
  add(schema: z.ZodType, direction: Direction): JsonSchema {
    const { $schema: _, $defs, ...rest } = z.toJSONSchema(schema, { io: direction, override: told });
    for (const [name, definition] of Object.entries($defs ?? {})) {
      this.#components[direction].set(name, pointed(definition, direction));
    }
    return pointed(rest, direction);
  }

  /** The document with its final references and `components.schemas` in order of name. */
  complete<D extends { readonly components: object }>(document: D): D {
    const names = this.#names();
    const schemas: Record<string, JsonSchema> = {};
    for (const direction of ['output', 'input'] as const) {
      for (const [name, schema] of this.#components[direction]) schemas[names[direction](name)] = schema;
    }
    const sorted = Object.fromEntries(Object.entries(schemas).sort(([a], [b]) => (a < b ? -1 : 1)));
    const whole = { ...document, components: { schemas: sorted, ...document.components } };
    const text = JSON.stringify(whole).replace(
      /"#\/components\/schemas\/(input|output):(\w+)"/g,
      (_, direction: Direction, name: string) => JSON.stringify(REF + names[direction](name)),
    );
    return JSON.parse(text);
  }

  #names(): Record<Direction, (name: string) => string> {
    const differing = new Set<string>();
    const { input, output } = this.#components;
    // What refers to something that differs differs too, so this goes on until nothing is added.
    for (let size = -1; size !== differing.size; ) {
      size = differing.size;
      for (const [name, schema] of input) {
        const twin = output.get(name);
        if (twin !== undefined && (plain(schema) !== plain(twin) || refersTo(schema, differing)))
          differing.add(name);
      }
    }
    return { output: (name) => name, input: (name) => (differing.has(name) ? `${name}Input` : name) };
  }
}

type Overridden = Parameters<NonNullable<NonNullable<Parameters<typeof z.toJSONSchema>[1]>['override']>>[0];

/**
 * Fields are only ever added, so no schema of a response may say that there are no others. A default is told also where
 * what is sent is changed on its way in, as the text of a number is: zod leaves it out there.
 */
function told({ zodSchema, jsonSchema }: Overridden): void {
  if (jsonSchema.additionalProperties === false) delete jsonSchema.additionalProperties;
  const { def } = zodSchema._zod;
  if (def.type !== 'default' || jsonSchema.default !== undefined) return;
  const { defaultValue } = def;
  if (typeof defaultValue === 'number' || typeof defaultValue === 'string') jsonSchema.default = defaultValue;
}

function pointed(schema: object, direction: Direction): JsonSchema {
  return JSON.parse(JSON.stringify(schema).replaceAll('"#/$defs/', `"${REF}${direction}:`));
}

function plain(schema: JsonSchema): string {
  return JSON.stringify(schema).replace(/schemas\/(input|output):/g, 'schemas/');
}

function refersTo(schema: JsonSchema, names: ReadonlySet<string>): boolean {
  const references = JSON.stringify(schema).matchAll(/schemas\/(?:input|output):(\w+)"/g);
  return [...references].some(([, name]) => name !== undefined && names.has(name));
}
