import { WaycastError } from '@waycast/contract';
import type { FastifyInstance } from 'fastify';
import { checkShape } from '../../kernel/input-shape.ts';
import { jsonErrorPosition } from './json-error-position.ts';

/** Bytes that a body may have. */
export const MAX_BODY_BYTES = 1_048_576;

/**
 * Takes JSON bodies and no others. An empty body is undefined: routes say themselves whether they need one. Fields
 * that would change an object's prototype (`__proto__`, `constructor.prototype`) are refused.
 */
export function acceptJson(fastify: FastifyInstance): void {
  const parse = fastify.getDefaultJsonParser('error', 'error');
  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser(
    'application/json',
    { parseAs: 'string', bodyLimit: MAX_BODY_BYTES },
    (request, body, done) => {
      const text = body.toString();
      if (text.length === 0) return done(null, undefined);
      return parse(request, text, (error, value) => {
        const refusal = error === null ? shapeRefusal(value) : jsonRefusal(text);
        return refusal === undefined ? done(null, value) : done(refusal);
      });
    },
  );
}

function shapeRefusal(value: unknown): WaycastError | undefined {
  try {
    checkShape(value);
    return undefined;
  } catch (error) {
    return error instanceof WaycastError
      ? error
      : new WaycastError('invalid', 'the body is not accepted', { cause: error });
  }
}

function jsonRefusal(text: string): WaycastError {
  if (isJson(text))
    return new WaycastError(
      'invalid',
      'the body has a field __proto__ or constructor.prototype, which is not accepted',
    );
  const position = jsonErrorPosition(text);
  const line = text.slice(0, position).split('\n').length;
  const found =
    position >= text.length
      ? 'the text ends too early'
      : `unexpected ${JSON.stringify(text.charAt(position))}`;
  return new WaycastError('invalid', `the body is not JSON: ${found} at position ${position} (line ${line})`);
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
