import { totalsOf } from '../../../kernel/totals.ts';
import type { Handlers } from '../handler.ts';
import type { HttpParts } from '../parts.ts';

type MonitoringRoutes = Pick<Handlers, 'stats' | 'metrics'>;

/** Totals; nobody is named. */
export function monitoringRoutes({ sessions, presence, metrics, state }: HttpParts): MonitoringRoutes {
  return {
    async stats() {
      presence.report(totalsOf(sessions.all));
      const [servers, subjects] = await Promise.all([presence.servers(), presence.subjects()]);
      const connections = servers.reduce((sum, server) => sum + server.connections, 0);
      return { connections, ...subjects, servers: [...servers] };
    },
    async metrics({ request, reply }) {
      if (prefersJson(request.headers.accept)) {
        return reply.send({
          redis_pubsub: metrics.pubsub?.() ?? {},
          websocket: { activeConnections: sessions.all.size, activeRooms: state.rooms() },
        });
      }
      return reply.type(metrics.contentType).send(await metrics.text());
    },
  };
}

/** Whether a client names JSON before plain text, as Prometheus never does. */
function prefersJson(accept = ''): boolean {
  const at = (type: string): number => {
    const index = accept.indexOf(type);
    return index === -1 ? Number.POSITIVE_INFINITY : index;
  };
  return at('application/json') < Math.min(at('text/plain'), at('application/openmetrics-text'));
}
