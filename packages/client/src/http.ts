import { isRecord } from './frame.ts';
import type { HttpApi, RequestOptions } from './http-api.ts';
import { type HttpOptions, request } from './http-request.ts';
import type { RouteCall } from './route-call.ts';
import { ROUTE_CALLS, routePath } from './routes.ts';

/** One typed call per route, all sent by `request`. */
export function createHttp(options: HttpOptions): HttpApi {
  const calls = Object.entries<RouteCall>(ROUTE_CALLS).map(([name, route]) => [
    name,
    (...input: unknown[]) => callRoute(options, route, input),
  ]);
  // No type follows a table's keys through fromEntries; ROUTE_CALLS has been compared with the contract already.
  return Object.freeze(Object.fromEntries(calls)) as unknown as HttpApi;
}

async function callRoute(http: HttpOptions, route: RouteCall, input: readonly unknown[]): Promise<unknown> {
  const params = argument(route, input, 'params');
  const query = argument(route, input, 'query');
  const path = routePath(route.path, isRecord(params) ? params : {}, isRecord(query) ? query : {});
  const content = argument(route, input, 'body');
  const body = content === undefined ? {} : bodyOf(content, route.sends);
  const options = input[route.takes.length];
  const json = route.answers === 'json' && !asksForFile(query);
  const what = { method: route.method, path, token: route.token, streams: !json, ...body };
  const response = await request(http, what, isOptions(options) ? options : {});
  if (json) return response.json();
  if (route.answers !== 'nothing') return response;
  await response.body?.cancel();
  return undefined;
}

/** JSON, or the caller's own text or bytes as they stand. */
function bodyOf(
  content: unknown,
  contentType: string | undefined,
): { body: string | Blob; contentType?: string } {
  if (contentType === undefined) return { body: JSON.stringify(content) };
  if (content instanceof Blob) return { body: content, contentType };
  // A copy, since what is shared with other threads cannot be sent.
  const body = content instanceof Uint8Array ? new Blob([new Uint8Array(content)]) : String(content);
  return { body, contentType };
}

function argument(route: RouteCall, input: readonly unknown[], name: 'params' | 'query' | 'body'): unknown {
  const index = route.takes.indexOf(name);
  return index === -1 ? undefined : input[index];
}

/** History in another format than JSON streams the whole range: the caller reads the Response. */
function asksForFile(query: unknown): boolean {
  return isRecord(query) && query.format !== undefined && query.format !== 'json';
}

function isOptions(value: unknown): value is RequestOptions {
  return isRecord(value) && (value.signal === undefined || value.signal instanceof AbortSignal);
}
