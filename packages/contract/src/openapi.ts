import type { z } from 'zod';
import { type ErrorCode, errorEntry } from './errors.ts';
import { BODY_EXAMPLES, RESPONSE_EXAMPLES } from './examples.ts';
import { type JsonSchema, SchemaSet } from './json-schemas.ts';
import { TAGS } from './openapi-tags.ts';
import type { RouteDefinition } from './route-definition.ts';
import { IdempotencyHeader, Problem } from './route-schemas.ts';
import { ROUTE_NAMES, type RouteName, routeDefinition } from './routes.ts';

export type { JsonSchema } from './json-schemas.ts';

/** An OpenAPI 3.1 document of every route. */
export interface OpenApiDocument {
  readonly openapi: '3.1.1';
  readonly info: { readonly title: string; readonly version: string; readonly description: string };
  readonly tags: readonly { readonly name: string; readonly description: string }[];
  readonly paths: Readonly<Record<string, Readonly<Record<string, OpenApiOperation>>>>;
  readonly components: {
    readonly schemas?: Readonly<Record<string, JsonSchema>>;
    readonly responses: Readonly<Record<string, object>>;
    readonly securitySchemes: Readonly<Record<string, object>>;
  };
}

export interface OpenApiOperation {
  readonly operationId: string;
  readonly tags: readonly string[];
  readonly summary: string;
  readonly description?: string;
  readonly security?: readonly object[];
  readonly parameters?: readonly OpenApiParameter[];
  readonly requestBody?: { readonly required: boolean; readonly content: Readonly<Record<string, Media>> };
  readonly responses: Readonly<Record<string, object>>;
}

export interface OpenApiParameter {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header';
  readonly required: boolean;
  readonly description?: string;
  readonly schema: JsonSchema;
}

interface Media {
  readonly schema: JsonSchema;
  readonly example?: unknown;
}

const DESCRIPTION =
  'Positions of everything that moves, in and out. Times are ISO 8601 UTC, distances and accuracies metres, speeds ' +
  'metres per second, headings degrees clockwise from north. Errors are problem documents (RFC 9457) with a stable code.';

/** Builds the document for a server of this version. */
export function buildOpenApi(version: string): OpenApiDocument {
  const schemas = new SchemaSet();
  const paths: Record<string, Record<string, OpenApiOperation>> = {};
  for (const name of ROUTE_NAMES) addRoute(paths, name, schemas);
  const problem = schemas.add(Problem, 'output');
  return schemas.complete({
    openapi: '3.1.1',
    info: {
      title: 'Waycast',
      version,
      description: DESCRIPTION,
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/', description: 'The server that you read this from.' }],
    tags: TAGS.map(({ name, description }) => ({ name, description })),
    paths,
    components: {
      securitySchemes: {
        token: {
          type: 'http',
          scheme: 'bearer',
          bearerFormat: 'JWT',
          description: 'A token as `waycast token` prints it.',
        },
        tokenQuery: {
          type: 'apiKey',
          in: 'query',
          name: 'token',
          description: 'For EventSource and others that cannot set headers.',
        },
        share: {
          type: 'http',
          scheme: 'bearer',
          description: 'The secret of a share link, as `POST /api/shares` tells it.',
        },
        deviceKey: {
          type: 'http',
          scheme: 'bearer',
          description: 'The key of a device, as registering it showed it.',
        },
        deviceBasic: {
          type: 'http',
          scheme: 'basic',
          description: 'The key of a device as password; the name is not looked at.',
        },
        deviceQuery: {
          type: 'apiKey',
          in: 'query',
          name: 'key',
          description: 'The key of a device, for clients that can set neither header nor password.',
        },
        metricsToken: {
          type: 'http',
          scheme: 'bearer',
          description: 'METRICS_TOKEN, where the server has one.',
        },
      },
      responses: Object.fromEntries(PROBLEM_CODES.map((code) => [code, problemResponse(code, problem)])),
    },
  });
}

const PROBLEM_CODES = [
  'invalid',
  'unauthenticated',
  'forbidden',
  'not_found',
  'conflict',
  'too_large',
  'unsupported_media_type',
  'rate_limited',
  'internal',
  'unavailable',
] as const satisfies readonly ErrorCode[];

function addRoute(
  paths: Record<string, Record<string, OpenApiOperation>>,
  name: RouteName,
  schemas: SchemaSet,
): void {
  const route = routeDefinition(name);
  for (const [index, path] of [route.path, ...(route.aliases ?? [])].entries()) {
    const templated = path.replace(/:(\w+)/g, '{$1}');
    const operations = paths[templated] ?? {};
    const alias =
      index === 0 ? {} : { operationId: `${name}Alias${index}`, description: `The same as ${route.path}.` };
    operations[route.method.toLowerCase()] = { ...operation(name, route, schemas), ...alias };
    paths[templated] = operations;
  }
}

function operation(name: RouteName, route: RouteDefinition, schemas: SchemaSet): OpenApiOperation {
  const parameters = [
    ...parametersOf(route.params, 'path', schemas),
    ...parametersOf(route.query, 'query', schemas),
    ...(route.takesIdempotencyKey ? parametersOf(IdempotencyHeader, 'header', schemas) : []),
  ];
  return {
    operationId: name,
    tags: [tagOf(route.path)],
    summary: route.summary,
    ...securityOf(route),
    ...(parameters.length === 0 ? {} : { parameters }),
    ...bodyOf(name, route, schemas),
    responses: { [route.status]: successOf(name, route, schemas), ...problemsOf(route) },
  };
}

function tagOf(path: string): string {
  return TAGS.find(({ prefixes }) => prefixes.some((prefix) => path.startsWith(prefix)))?.name ?? 'Reference';
}

function securityOf({ access, tokenInQuery }: RouteDefinition): { security?: object[] } {
  if (access === 'open') return { security: [] };
  if (access === 'metrics') return { security: [{}, { metricsToken: [] }] };
  if (access === 'device') return { security: [{ deviceKey: [] }, { deviceBasic: [] }, { deviceQuery: [] }] };
  return { security: [{ [access]: [] }, ...(tokenInQuery ? [{ tokenQuery: [] }] : [])] };
}

function parametersOf(
  schema: z.ZodType | undefined,
  place: OpenApiParameter['in'],
  schemas: SchemaSet,
): OpenApiParameter[] {
  if (schema === undefined) return [];
  const { properties = {}, required = [] } = schemas.add(schema, 'input');
  const mandatory: unknown[] = Array.isArray(required) ? required : [];
  return Object.entries(properties as Record<string, JsonSchema>).map(([name, { description, ...rest }]) => ({
    name,
    in: place,
    required: place === 'path' || mandatory.includes(name),
    ...(typeof description === 'string' ? { description } : {}),
    schema: rest,
  }));
}

function bodyOf(
  name: RouteName,
  { body, bodyType = 'application/json', bodyTypes = [bodyType] }: RouteDefinition,
  schemas: SchemaSet,
): Pick<OpenApiOperation, 'requestBody'> {
  if (body === undefined) return {};
  const media = { schema: schemas.add(body, 'input'), ...exampleOf(BODY_EXAMPLES, name) };
  const content = Object.fromEntries(bodyTypes.map((type) => [type, media]));
  return { requestBody: { required: !body.safeParse(undefined).success, content } };
}

function successOf(name: RouteName, route: RouteDefinition, schemas: SchemaSet): object {
  const types = route.mediaTypes ?? (route.response === undefined ? [] : ['application/json']);
  const json =
    route.response === undefined
      ? { schema: {} }
      : { schema: schemas.add(route.response, 'output'), ...exampleOf(RESPONSE_EXAMPLES, name) };
  // Beside JSON of ours, GeoJSON is another form of the answer; alone, it is the answer.
  const isJson = (type: string): boolean =>
    type === 'application/json' || (types.length === 1 && type.endsWith('+json'));
  const content = types.map((type) => [type, isJson(type) ? json : { schema: { type: 'string' } }]);
  return {
    description: route.summary,
    ...(types.length === 0 ? {} : { content: Object.fromEntries(content) }),
  };
}

function exampleOf(examples: Readonly<Record<string, unknown>>, name: RouteName): { example?: unknown } {
  return Object.hasOwn(examples, name) ? { example: examples[name] } : {};
}

/** Problems that a caller of the route has to expect. */
function problemsOf(route: RouteDefinition): Record<string, object> {
  const withInput = route.params !== undefined || route.query !== undefined || route.body !== undefined;
  const codes: ErrorCode[] = [
    ...(withInput ? ['invalid' as const] : []),
    ...(route.access === 'open' ? [] : ['unauthenticated' as const]),
    ...(route.access === 'token' || route.access === 'share' ? ['forbidden' as const] : []),
    ...(route.access === 'token' || route.access === 'share' || route.access === 'device'
      ? ['rate_limited' as const, 'unavailable' as const]
      : []),
    ...(route.params !== undefined ||
    route.access === 'device' ||
    (route.access === 'open' && route.body !== undefined)
      ? ['not_found' as const]
      : []),
    ...(route.mayConflict ? ['conflict' as const] : []),
    ...(route.body === undefined ? [] : ['too_large' as const, 'unsupported_media_type' as const]),
    'internal',
  ];
  const byStatus = codes.map(
    (code) => [String(errorEntry(code).status), { $ref: `#/components/responses/${code}` }] as const,
  );
  return Object.fromEntries(byStatus.sort(([a], [b]) => Number(a) - Number(b)));
}

function problemResponse(code: ErrorCode, schema: JsonSchema): object {
  const { title, description, status, retry } = errorEntry(code);
  const retryAfter = retry
    ? { headers: { 'Retry-After': { description: 'Seconds.', schema: { type: 'integer' } } } }
    : {};
  const example = {
    type: `urn:waycast:error:${code}`,
    title,
    status,
    code,
    detail: description,
    requestId: 'k3x9-12',
    ...(retry ? { retryAfterMs: 1000 } : {}),
  };
  return {
    description: `\`${code}\`: ${description}`,
    ...retryAfter,
    content: { 'application/problem+json': { schema, example } },
  };
}
