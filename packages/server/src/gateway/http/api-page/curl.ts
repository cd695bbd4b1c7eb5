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
  const body = requestBody?.content['application/json']?.example;
  return [
    `curl${method === 'GET' ? '' : ` -X ${method}`} "$WAYCAST${url}"`,
    ...(needsToken ? ['-H "Authorization: Bearer $TOKEN"'] : []),
    ...(body === undefined ? [] : ['-H "Content-Type: application/json"', `-d '${JSON.stringify(body)}'`]),
    ...(url.startsWith('/api/stream') ? ['-N'] : []),
  ].join(' \\\n  ');
}

const PATH_EXAMPLES: Readonly<Record<string, string>> = {
  id: 'bus-7',
  subject: 'parent-12',
  vehicleId: 'bus-7',
};
const QUERY_EXAMPLES: Readonly<Record<string, string>> = { topics: 'vehicle:bus-7' };
