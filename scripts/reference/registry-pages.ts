import {
  COMMAND_NAMES,
  ERROR_CODES,
  errorEntry,
  KEYS,
  ROLES,
  ROUTE_NAMES,
  TOPIC_FAMILIES,
} from '@waycast/contract';
import {
  type Action,
  COMMAND_ACTIONS,
  POLICIES,
  policyOf,
  TOPIC_ACTIONS,
} from '../../packages/server/src/kernel/policies.ts';
import { ROUTE_ACTIONS } from '../../packages/server/src/kernel/route-actions.ts';
import { code, page, table } from './markdown.ts';

/** The catalogue of errors. */
export function errorsPage(): string {
  const rows = ERROR_CODES.map((name) => {
    const { status, closeCode, retry, title, description } = errorEntry(name);
    return [
      code(name),
      String(status),
      closeCode === undefined ? '–' : String(closeCode),
      retry ? 'yes' : 'no',
      `${title}. ${description}`,
    ];
  });
  const introduction =
    'One catalogue for all transports. HTTP answers with the status and a problem document (RFC 9457): ' +
    '`{type, title, status, code, detail, requestId, retryAfterMs?}`. Sockets get `{code, message, retryAfterMs?, requestId}` in ' +
    'the ack or the event `error`; where the error ends a connection, its close code is the one below. "Retry" says whether the ' +
    'same request may succeed later, after `retryAfterMs` where given.';
  return page('Errors', introduction, table(['code', 'HTTP status', 'close code', 'retry', 'meaning'], rows));
}

/** Redis keys that other programs may read. */
export function keysPage(): string {
  const rows = Object.values(KEYS).map(({ pattern, type, life, summary }) => [
    code(pattern),
    type,
    life,
    summary,
  ]);
  const introduction =
    "For a tenant other than `default` a key has the tenant's id and a colon in front. On a Cluster the id stands in braces, so " +
    "that a vehicle's keys and channel share a slot. These are for others to read. Keys with `waycast:` in their name, " +
    'those that end in `:log`, and JSON fields that begin with an underscore are for the servers alone and may change.';
  return page('Redis keys', introduction, table(['key', 'type', 'life', 'holds'], rows));
}

/** Who may do what: the table of policies, role by role, and what points at each. */
export function policiesPage(): string {
  const actions = Object.keys(POLICIES).filter(isAction);
  const matrix = actions.map((action) => {
    const { allow, granted, denied } = policyOf(action);
    const scopes = ROLES.map((role) => scopeText(allow[role], granted));
    return [code(action), ...scopes, code(denied)];
  });
  const users = actions.map((action) => [
    code(action),
    named(COMMAND_NAMES, COMMAND_ACTIONS, action),
    named(TOPIC_FAMILIES, TOPIC_ACTIONS, action),
    named(ROUTE_NAMES, ROUTE_ACTIONS, action),
  ]);
  const introduction =
    "`tenant`: for anything of the subject's own tenant. `own`: for the vehicles that its token names, its own trips and " +
    'orders, and itself where drivers are meant; `own+grants`: and for the vehicles of stored grants. A dash: not at all. With several roles the widest counts. Nothing ever reaches another tenant. Who is denied ' +
    'gets the code in the last column; `not_found` does not tell whether the thing exists.';
  return page(
    'Policies',
    introduction,
    table(['action', ...ROLES, 'denied'], matrix),
    '## Where each action is asked for',
    'Commands and routes that are `open` need no token; `by-topic` asks for the action of each topic named.',
    table(['action', 'commands', 'topics', 'routes'], users),
    openList(),
  );
}

function scopeText(scope: 'tenant' | 'own' | undefined, granted: boolean): string {
  if (scope === undefined) return '–';
  return scope === 'own' && granted ? 'own+grants' : scope;
}

function named<N extends string>(
  names: readonly N[],
  actions: Readonly<Record<N, string>>,
  action: string,
): string {
  return (
    names
      .filter((name) => actions[name] === action)
      .map(code)
      .join(', ') || '–'
  );
}

function openList(): string {
  const lines = ['open', 'by-topic'].map(
    (kind) =>
      `\`${kind}\`: commands ${named(COMMAND_NAMES, COMMAND_ACTIONS, kind)}; routes ${named(ROUTE_NAMES, ROUTE_ACTIONS, kind)}.`,
  );
  return lines.join('\n\n');
}

function isAction(name: string): name is Action {
  return Object.hasOwn(POLICIES, name);
}
