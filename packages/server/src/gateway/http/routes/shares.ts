import { ShareInput } from '@waycast/contract';
import type { FastifyRequest } from 'fastify';
import { decodeBy } from '../../../kernel/invalid.ts';
import type { Handlers } from '../handler.ts';
import type { HttpParts } from '../parts.ts';

type ShareRoutes = Pick<
  Handlers,
  'createShare' | 'listShares' | 'revokeShare' | 'currentShare' | 'shareTrail'
>;

/** The dashboard's page for viewers. What stands behind the `#` never reaches a server, nor the log of a proxy. */
const PAGE = '/share#';

/** Making and ending share links, and what whoever has one is told. */
export function shareRoutes({ sharing, settings }: HttpParts): ShareRoutes {
  return {
    async createShare({ subject, body, request }) {
      const share = await sharing.create(subject, decodeBy(ShareInput, body));
      return { ...share, url: `${settings.publicUrl ?? originOf(request)}${PAGE}${share.token}` };
    },
    async listShares({ subject, query }) {
      return { shares: await sharing.list(subject, query) };
    },
    async revokeShare({ subject, params, reply }) {
      await sharing.revoke(subject, params.shareId);
      return reply.send();
    },
    async currentShare({ token, reply }) {
      reply.header('cache-control', 'no-store');
      return sharing.current(token);
    },
    async shareTrail({ token, reply }) {
      reply.header('cache-control', 'no-store');
      return sharing.trail(token);
    },
  };
}

function originOf({ protocol, host }: FastifyRequest): string {
  return `${protocol}://${host}`;
}
