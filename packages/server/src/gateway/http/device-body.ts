import type { IncomingMessage } from 'node:http';
import { WaycastError } from '@waycast/contract';
import type { FastifyInstance, FastifyRequest } from 'fastify';

/** Bytes of a device's request that are read; some 10,000 positions. */
export const MAX_DEVICE_BODY_BYTES = 8 * 1_048_576;
/** Beyond this a request is not even read to its end. */
const MAX_DROPPED_BYTES = 8 * MAX_DEVICE_BODY_BYTES;

/** A body as it came: its text, or how long it was when it was too long to be looked at. */
export type DeviceBody =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'too-long'; readonly bytes: number };

/**
 * Takes bodies of any media type, or none: clients call JSON a form and a form a text, so that what it is shows in its
 * first character only. One that is too long is read and dropped, for a client that is refused sends it for ever.
 */
export function acceptAnyBody(fastify: FastifyInstance): void {
  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser('*', (_request: FastifyRequest, payload: IncomingMessage) => bodyOf(payload));
  fastify.addHook('onRequest', (request, _reply, done) => {
    const { headers } = request.raw;
    // Fastify would refuse one that is no media type at all.
    delete headers['content-type'];
    const encoding = headers['content-encoding'] ?? 'identity';
    done(encoding === 'identity' ? undefined : encoded(encoding));
  });
}

function encoded(encoding: string): WaycastError {
  return new WaycastError(
    'unsupported_media_type',
    `the body is compressed (Content-Encoding: ${encoding.slice(0, 40)}); send it as it is`,
  );
}

function bodyOf(payload: IncomingMessage): Promise<DeviceBody> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    payload.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes <= MAX_DEVICE_BODY_BYTES) chunks.push(chunk);
      else chunks.length = 0;
      if (bytes > MAX_DROPPED_BYTES) reject(new WaycastError('too_large', tooLong(bytes)));
    });
    payload.on('end', () =>
      resolve(
        bytes > MAX_DEVICE_BODY_BYTES
          ? { kind: 'too-long', bytes }
          : { kind: 'text', text: Buffer.concat(chunks).toString() },
      ),
    );
    payload.on('close', () => {
      if (!payload.complete)
        reject(new WaycastError('invalid', 'the connection ended before all of the body had come'));
    });
  });
}

export function tooLong(bytes: number): string {
  return `the request has ${bytes} bytes or more; at most ${MAX_DEVICE_BODY_BYTES} are read`;
}
