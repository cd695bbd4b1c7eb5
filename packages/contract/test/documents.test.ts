import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { Validator } from '@seriousme/openapi-schema-validator';
import {
  COMMAND_NAMES,
  commandDefinition,
  ERROR_CODES,
  EVENT_NAMES,
  EVENTS,
  ROUTE_NAMES,
  type ROUTES,
  routeDefinition,
  TOPIC_FAMILIES,
} from '@waycast/contract';
import { buildAsyncApi } from '@waycast/contract/asyncapi';
import {
  ACK_EXAMPLES,
  BODY_EXAMPLES,
  COMMAND_EXAMPLES,
  EVENT_EXAMPLES,
  RESPONSE_EXAMPLES,
} from '@waycast/contract/examples';
import { buildOpenApi } from '@waycast/contract/openapi';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import type { z } from 'zod';

const openapi = JSON.parse(JSON.stringify(buildOpenApi('1.2.3')));
const asyncapi = JSON.parse(JSON.stringify(buildAsyncApi('1.2.3')));

describe('OpenAPI document', () => {
  it('is valid OpenAPI 3.1', async () => {
    const validator = new Validator();
    const { valid, errors } = await validator.validate(structuredClone(openapi));
    expect(errors).toBeUndefined();
    expect(valid).toBe(true);
    expect(validator.version).toBe('3.1');
  });

  it('fails that validation with a planted fault', async () => {
    const broken = structuredClone(openapi);
    delete broken.paths['/api/me'].get.responses;
    broken.info = { title: 'no version' };
    expect((await new Validator().validate(broken)).valid).toBe(false);
  });

  it.each(ROUTE_NAMES)('has the route %s with all its paths, parameters and success', (name) => {
    const { method, path, aliases = [], status, mediaTypes, response, params, body } = routeDefinition(name);
    for (const each of [path, ...aliases]) {
      const operation = openapi.paths[each.replace(/:(\w+)/g, '{$1}')][method.toLowerCase()];
      expect(operation.operationId).toContain(name);
      expect(operation.tags).toHaveLength(1);
      const inPath = [...each.matchAll(/:(\w+)/g)].map(([, parameter]) => parameter);
      expect(
        (operation.parameters ?? [])
          .filter((parameter: { in: string }) => parameter.in === 'path')
          .map((parameter: { name: string }) => parameter.name),
      ).toEqual(inPath);
      expect(params !== undefined).toBe(inPath.length > 0);
      expect(operation.requestBody !== undefined).toBe(body !== undefined);
      const types = mediaTypes ?? (response === undefined ? [] : ['application/json']);
      expect(Object.keys(operation.responses[status].content ?? {})).toEqual([...types]);
    }
  });

  it('refers to nothing that it does not have, and has nothing that is not referred to', () => {
    expect(dangling(openapi)).toEqual([]);
    const text = JSON.stringify(openapi);
    for (const name of Object.keys(openapi.components.schemas))
      expect(text).toContain(`"#/components/schemas/${name}"`);
  });

  it('has each route under what it is about', () => {
    const paths = Object.entries<Record<string, { tags: string[] }>>(openapi.paths);
    const pathsOf = (tag: string) =>
      paths.flatMap(([path, operations]) =>
        Object.values(operations).some(({ tags }) => tags.includes(tag)) ? [path] : [],
      );
    for (const { name } of openapi.tags) expect(pathsOf(name)).not.toEqual([]);
    expect(pathsOf('Reference').sort()).toEqual([
      '/api/asyncapi.json',
      '/api/docs',
      '/api/openapi.json',
      '/api/version',
    ]);
  });

  it('tells which routes may answer with a conflict', () => {
    for (const path of ['/api/devices', '/api/geofences', '/api/shares'])
      expect(openapi.paths[path].post.responses[409]).toEqual({ $ref: '#/components/responses/conflict' });
    expect(openapi.paths['/api/devices'].get.responses).not.toHaveProperty('409');
  });

  it('says of no answer that it has no other fields', () => {
    expect(JSON.stringify(openapi)).not.toContain('"additionalProperties":false');
  });
});

describe('AsyncAPI document', () => {
  const require = createRequire(import.meta.url);
  const schema = JSON.parse(
    readFileSync(require.resolve('@asyncapi/specs/schemas/3.0.0-without-$id.json'), 'utf8'),
  );
  const validate = new Ajv({ strict: false, logger: false, validateFormats: false }).compile(schema);

  it('is valid AsyncAPI 3.0', () => {
    expect(validate(asyncapi) ? [] : validate.errors).toEqual([]);
  });

  it('fails that validation with a planted fault', () => {
    expect(validate({ ...asyncapi, operations: { broken: { action: 'shout' } } })).toBe(false);
  });

  it('has every command with its ack on each socket, and every event on each transport', () => {
    for (const [id, { messages }] of Object.entries<{ messages: object }>(asyncapi.channels)) {
      const names = Object.keys(messages);
      const commands = id === 'sse' ? 0 : 2 * COMMAND_NAMES.length;
      expect([id, names.length]).toEqual([id, commands + EVENT_NAMES.length]);
    }
    const names = Object.values<{ name: string }>(asyncapi.components.messages).map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining([...COMMAND_NAMES, ...EVENT_NAMES]));
    expect(asyncapi['x-waycast-topics']).toHaveLength(TOPIC_FAMILIES.length);
    expect(dangling(asyncapi)).toEqual([]);
  });
});

describe('examples', () => {
  const cases: [string, z.ZodType | undefined, unknown][] = [
    ...Object.entries(BODY_EXAMPLES).map(([name, value]): [string, z.ZodType | undefined, unknown] => [
      `body of ${name}`,
      routeDefinition(name as keyof typeof ROUTES).body,
      value,
    ]),
    ...Object.entries(RESPONSE_EXAMPLES).map(([name, value]): [string, z.ZodType | undefined, unknown] => [
      `answer of ${name}`,
      routeDefinition(name as keyof typeof ROUTES).response,
      value,
    ]),
    ...COMMAND_NAMES.map((name): [string, z.ZodType, unknown] => [
      `input of ${name}`,
      commandDefinition(name).input,
      COMMAND_EXAMPLES[name],
    ]),
    ...COMMAND_NAMES.map((name): [string, z.ZodType, unknown] => [
      `ack of ${name}`,
      commandDefinition(name).ack,
      ACK_EXAMPLES[name],
    ]),
    ...EVENT_NAMES.map((name): [string, z.ZodType, unknown] => [
      `event ${name}`,
      EVENTS[name].payload,
      EVENT_EXAMPLES[name],
    ]),
  ];

  it.each(cases)('%s is accepted by its schema as it stands', (_name, schema, value) => {
    expect(schema?.parse(value)).toEqual(value);
  });

  it('exist for every route with a body or a JSON answer', () => {
    expect(Object.keys(BODY_EXAMPLES).sort()).toEqual(
      ROUTE_NAMES.filter((name) => routeDefinition(name).body !== undefined).sort(),
    );
    expect(Object.keys(RESPONSE_EXAMPLES).sort()).toEqual(
      ROUTE_NAMES.filter((name) => routeDefinition(name).response !== undefined).sort(),
    );
  });

  it('show errors of the catalogue', () => {
    expect(ERROR_CODES).toContain(EVENT_EXAMPLES.error.code);
  });
});

/** Local references that lead nowhere. */
function dangling(document: object): string[] {
  const references = [...JSON.stringify(document).matchAll(/"\$ref":"#\/([^"]+)"/g)].map(
    ([, path = '']) => path,
  );
  return references.filter(
    (path) =>
      path
        .split('/')
        .reduce<unknown>(
          (value, key) => (typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined),
          document,
        ) === undefined,
  );
}
