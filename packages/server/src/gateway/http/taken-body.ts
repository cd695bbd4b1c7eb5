import type { FastifyInstance } from 'fastify';

/** What routes of one kind take as a body, and how it is read. */
export interface TakenBody {
  /** As people call it: "CSV". */
  readonly called: string;
  /** Its media types; the first is the one to send. */
  readonly types: readonly string[];
  /** Bytes that it may have. */
  readonly maxBytes: number;
  /** Lets a server, or a part of it, take bodies of these types and no others. */
  accept(fastify: FastifyInstance): void;
}
