import type { z } from 'zod';

/** What schemas say that have no words of their own. */
const PLAIN = /^(Invalid (input|option)|Too (small|big))/;
const SHOWN = 40;

const KINDS: Readonly<Record<string, string>> = {
  number: 'a number',
  int: 'a whole number',
  string: 'text',
  boolean: 'true or false',
  array: 'a list',
  tuple: 'a list',
  object: 'an object',
  record: 'an object',
};

const UNITS: Readonly<Record<string, readonly [string, string]>> = {
  string: [' character', ' characters'],
  array: [' entry', ' entries'],
};

/** What a field takes, and what it got: `takes a number, got "48.2"`. A schema's own words stay as they are. */
export function issueText(issue: z.core.$ZodIssue, input: unknown): string {
  if (!PLAIN.test(issue.message)) return issue.message;
  const takes = takesOf(issue);
  if (takes === undefined) return issue.message;
  const value = issue.path.reduce(within, input);
  return value === undefined ? `is missing; ${takes}` : `${takes}, got ${shown(value, issue)}`;
}

export function kindOf(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (value === null) return 'null';
  return Array.isArray(value) ? 'a list' : typeof value;
}

function takesOf(issue: z.core.$ZodIssue): string | undefined {
  switch (issue.code) {
    case 'invalid_type':
      return `takes ${KINDS[issue.expected] ?? issue.expected}`;
    case 'invalid_value':
      return `takes ${issue.values.length === 1 ? '' : 'one of '}${issue.values.map(String).join(', ')}`;
    case 'too_small':
      return bound(issue, issue.minimum, issue.inclusive === false ? 'more than' : 'at least');
    case 'too_big':
      return bound(issue, issue.maximum, issue.inclusive === false ? 'less than' : 'at most');
    case 'invalid_union':
      return oneOfSeveral(issue.errors);
    default:
      return undefined;
  }
}

function bound({ origin }: { readonly origin: string }, limit: unknown, words: string): string {
  const [one, many] = UNITS[origin] ?? ['', ''];
  const unit = Number(limit) === 1 ? one : many;
  return `takes ${words} ${String(limit)}${unit}`;
}

/** Where each of several shapes is refused for its kind alone. */
function oneOfSeveral(branches: readonly (readonly z.core.$ZodIssue[])[]): string | undefined {
  const kinds = branches.map(([first]) =>
    first?.code === 'invalid_type' && first.path.length === 0 ? KINDS[first.expected] : undefined,
  );
  if (kinds.length === 0 || kinds.includes(undefined)) return undefined;
  return `takes ${[...new Set(kinds)].join(' or ')}`;
}

function within(value: unknown, key: PropertyKey): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;
}

/** Of what is too long, how long it is. */
function shown(value: unknown, { code }: z.core.$ZodIssue): string {
  const isLength = code === 'too_small' || code === 'too_big';
  if (isLength && (typeof value === 'string' || Array.isArray(value))) return String(value.length);
  if (typeof value === 'string') {
    const text = JSON.stringify(value);
    return text.length <= SHOWN ? text : `${text.slice(0, SHOWN)}…`;
  }
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : kindOf(value);
}
