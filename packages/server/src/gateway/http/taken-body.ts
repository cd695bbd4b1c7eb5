import type { FastifyInstance } from 'fastify';

/** What routes of one kind take as a body, and how it is read. */
export interface TakenBody {
  /** As people call it: "CSV". */
  readonly called: string;
  /** Its media types; the first is the one to send. */
  readonly types: readonly string[];
  /** Other names under which it comes, of which nobody is told. */
  readonly alsoNamed?: readonly string[];
  /** Bytes that it may have. */
  readonly maxBytes: number;
  readonly parseAs: 'string' | 'buffer';
  /** Its value. Throws WaycastError `invalid` for what it cannot be. */
  read(body: string | Buffer): unknown;
}

/** Lets a server, or a part of it, take bodies of these types and no others. */
export function takeOnly(fastify: FastifyInstance, taken: TakenBody): void {
  const { types, alsoNamed = [], parseAs, maxBytes } = taken;
  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser<string | Buffer>(
    [...types, ...alsoNamed],
    { parseAs, bodyLimit: maxBytes },
    (_request, body, done) => {
      let value: unknown;
      try {
        value = taken.read(body);
      } catch (error) {
        return done(error instanceof Error ? error : new Error(String(error)));
      }
      return done(null, value);
    },
  );
}
