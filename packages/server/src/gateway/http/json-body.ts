import { WaycastError } from '@waycast/contract';
import { checkShape } from '../../kernel/input-shape.ts';
import { jsonErrorPosition } from './json-error-position.ts';
import type { TakenBody } from './taken-body.ts';

/** Bytes that a body may have. */
export const MAX_BODY_BYTES = 1_048_576;

/** JSON as {@link readJson} has it. */
export const JSON_BODY: TakenBody = {
  called: 'JSON',
  types: ['application/json'],
  maxBytes: MAX_BODY_BYTES,
  parseAs: 'string',
  read: (body) => readJson(body.toString()),
};

/**
 * The value of a body's text. An empty body is undefined: routes say themselves whether they need one. Throws
 * WaycastError `invalid` for what is not JSON, is nested too deep or has too many fields, and for fields that would
 * change an object's prototype (`__proto__`, `constructor.prototype`).
 */
export function readJson(text: string): unknown {
  if (text.length === 0) return undefined;
  const value = parseJson(text);
  checkShape(value);
  if (maySetPrototype(text) && setsPrototype(value))
    throw new WaycastError(
      'invalid',
      'the body has a field __proto__ or constructor.prototype, which is not accepted',
    );
  return value;
}

const BYTE_ORDER_MARK = 0xfeff;

/** The value of a text, whatever its shape. Throws WaycastError `invalid` that says where it is not JSON. */
export function parseJson(text: string): unknown {
  const json = text.charCodeAt(0) === BYTE_ORDER_MARK ? text.slice(1) : text;
  try {
    return JSON.parse(json);
  } catch {
    throw notJson(json);
  }
}

/** Names may be written with escapes; texts with neither need no second look. */
function maySetPrototype(text: string): boolean {
  return text.includes('__proto__') || text.includes('constructor') || text.includes('\\u');
}

/** Whether a value has such a field at any depth, which `checkShape` has bounded. */
function setsPrototype(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (Object.hasOwn(value, '__proto__')) return true;
  const made: unknown = Object.hasOwn(value, 'constructor') ? value.constructor : undefined;
  if (typeof made === 'object' && made !== null && Object.hasOwn(made, 'prototype')) return true;
  return Object.values(value).some(setsPrototype);
}

function notJson(text: string): WaycastError {
  const position = jsonErrorPosition(text);
  const line = text.slice(0, position).split('\n').length;
  const found =
    position >= text.length
      ? 'the text ends too early'
      : `unexpected ${JSON.stringify(text.charAt(position))}`;
  return new WaycastError('invalid', `the body is not JSON: ${found} at position ${position} (line ${line})`);
}
