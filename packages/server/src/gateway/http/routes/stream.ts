import { WaycastError } from '@waycast/contract';
import type { Handlers } from '../handler.ts';
import type { HttpParts } from '../parts.ts';

/** Hands the connection over to Server-Sent Events, with the headers that every answer has. */
export function streamRoute({ openStream }: HttpParts): Pick<Handlers, 'stream'> {
  return {
    async stream({ token, query, request, reply }) {
      if (openStream === undefined)
        throw new WaycastError('not_found', 'this server has no Server-Sent Events');
      const { raw } = reply;
      for (const [name, value] of Object.entries(reply.getHeaders()))
        if (value !== undefined) raw.setHeader(name, value);
      await openStream({
        request: request.raw,
        response: raw,
        token,
        topics: query.topics,
        requestId: request.id,
      });
      return reply.hijack();
    },
  };
}
