import { ROUTE_NAMES, type RouteName, routeDefinition } from '@waycast/contract';
import { ROUTE_ACTIONS } from '../../packages/server/src/kernel/route-actions.ts';
import { fieldList } from './fields.ts';
import { code, page, table } from './markdown.ts';

const INTRODUCTION =
  'Bodies and answers are JSON unless said otherwise. `token` needs `Authorization: Bearer`, `device` the key of a ' +
  'device, `metrics` only where `METRICS_TOKEN` is set. Errors are [problem documents](errors.md). Schemas and examples: `openapi.json`.';

/** Every HTTP route. */
export function httpPage(): string {
  const head = ['route', 'method and path', 'access', 'policy', 'takes', 'success', 'meaning'];
  return page('HTTP routes', INTRODUCTION, table(head, ROUTE_NAMES.map(row)));
}

function row(name: RouteName): string[] {
  const { method, path, aliases = [], access, status, summary } = routeDefinition(name);
  const paths = [path, ...aliases].map((each) => code(`${method} ${each}`)).join(', alias ');
  return [
    code(name),
    paths,
    access,
    code(ROUTE_ACTIONS[name]),
    takes(name),
    `${status} ${success(name)}`.trim(),
    summary,
  ];
}

function takes(name: RouteName): string {
  const { params, query, body } = routeDefinition(name);
  const parts = [
    params === undefined ? '' : `path: ${fieldList(params, 'input')}`,
    query === undefined ? '' : `query: ${fieldList(query, 'input')}`,
    body === undefined ? '' : `body: ${fieldList(body, 'input')}`,
  ];
  return parts.filter((part) => part !== '').join('; ') || '–';
}

function success(name: RouteName): string {
  const { response, mediaTypes } = routeDefinition(name);
  const types = mediaTypes === undefined ? '' : ` (${mediaTypes.map(code).join(', ')})`;
  return `${response === undefined ? '' : fieldList(response, 'output')}${types}`;
}
