import type { OpenApiOperation } from '@waycast/contract/openapi';

/** A command line that calls the operation with its example. `$WAYCAST` and `$TOKEN` are the reader's to set. */
export function curlOf(
  method: string,
  path: string,
  { parameters = [], requestBody, security = [] }: OpenApiOperation,
): string {
  const needsToken = security.some((way) => 'token' in way);
  const query = parameters
    .filter(({ in: place, required }) => place === 'query' && required)
    .map(({ name }) => `${name}=${QUERY_EXAMPLES[name] ?? 'VALUE'}`);
  const url =
    path.replace(/\{(\w+)\}/g, (_, name: string) => PATH_EXAMPLES[name] ?? name) +
    (query.length === 0 ? '' : `?${query.join('&')}`);
  const [type, media] = Object.entries(requestBody?.content ?? {})[0] ?? [];
  return [
    `curl${method === 'GET' ? '' : ` -X ${method}`} "$WAYCAST${url}"`,
    ...(needsToken ? ['-H "Authorization: Bearer $TOKEN"'] : []),
    ...(media?.example === undefined ? [] : [`-H "Content-Type: ${type}"`, dataOf(media.example)]),
    ...(url.startsWith('/api/stream') ? ['-N'] : []),
  ].join(' \\\n  ');
}

/** JSON as it stands; a text comes from a file, since its lines would not survive every shell. */
function dataOf(example: unknown): string {
  return typeof example === 'string' ? '--data-binary @FILE' : `-d '${JSON.stringify(example)}'`;
}

const PATH_EXAMPLES: Readonly<Record<string, string>> = {
  id: 'bus-7',
  subject: 'parent-12',
  vehicleId: 'bus-7',
};
const QUERY_EXAMPLES: Readonly<Record<string, string>> = { topics: 'vehicle:bus-7', kind: 'vehicles' };
