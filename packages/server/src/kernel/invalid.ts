import { WaycastError } from '@waycast/contract';
import type { z } from 'zod';
import { issueText, kindOf } from './issue-text.ts';
import { misspelt } from './misspelt.ts';

const ISSUES_NAMED = 3;
const MESSAGE_LENGTH = 300;

/** What `input` does wrong against `schema`, as WaycastError `invalid`. Only for input that was already refused. */
export function invalidFrom(schema: z.ZodType, input: unknown): WaycastError {
  const result = schema.safeParse(input);
  if (result.success) return new WaycastError('invalid', 'the input is not accepted');
  return new WaycastError('invalid', describe(result.error, input));
}

/** Decodes `input` by `schema`, or throws WaycastError `invalid` that names each wrong, or wrongly named, field. */
export function decodeBy<S extends z.ZodType>(schema: S, input: unknown): z.output<S> {
  const wrongName = misspelt(schema, input);
  if (wrongName !== undefined) throw new WaycastError('invalid', wrongName.slice(0, MESSAGE_LENGTH));
  const result = schema.safeParse(input);
  if (!result.success) throw new WaycastError('invalid', describe(result.error, input));
  return result.data;
}

function describe(error: z.ZodError, input: unknown): string {
  if (typeof input !== 'object' || input === null || Array.isArray(input))
    return `takes an object, got ${kindOf(input)}`;
  return error.issues
    .slice(0, ISSUES_NAMED)
    .map((issue) => describeIssue(issue, input))
    .join('; ');
}

function describeIssue(issue: z.core.$ZodIssue, input: object): string {
  const field = issue.path.length === 0 ? '' : `${issue.path.map(String).join('.')}: `;
  return `${field}${issueText(issue, input)}`.slice(0, MESSAGE_LENGTH);
}
