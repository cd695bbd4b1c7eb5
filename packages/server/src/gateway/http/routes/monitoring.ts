import type { RouteResponse } from '@waycast/contract';
import type { Session } from '../../../kernel/session.ts';
import type { Handlers } from '../handler.ts';
import type { HttpParts } from '../parts.ts';

type MonitoringRoutes = Pick<Handlers, 'stats' | 'metrics'>;

/** Totals of this server; nobody is named. */
export function monitoringRoutes({ sessions, metrics, state, settings }: HttpParts): MonitoringRoutes {
  return {
    stats: () => ({
      connections: sessions.all.size,
      ...subjectTotals(sessions.all),
      servers: [{ id: settings.serverId, connections: sessions.all.size }],
    }),
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

/** How many different subjects are connected, by role; `users` are those who are no drivers. */
function subjectTotals(
  all: Iterable<Session>,
): Pick<RouteResponse<'stats'>, 'drivers' | 'users' | 'viewers'> {
  const totals = { drivers: new Set<string>(), users: new Set<string>(), viewers: new Set<string>() };
  for (const { subject } of all) {
    if (subject === undefined) continue;
    const key = `${subject.tenant} ${subject.id}`;
    totals[subject.roles.has('driver') ? 'drivers' : 'users'].add(key);
    if (subject.roles.has('viewer')) totals.viewers.add(key);
  }
  return { drivers: totals.drivers.size, users: totals.users.size, viewers: totals.viewers.size };
}

/** Whether a client names JSON before plain text, as Prometheus never does. */
function prefersJson(accept = ''): boolean {
  const at = (type: string): number => {
    const index = accept.indexOf(type);
    return index === -1 ? Number.POSITIVE_INFINITY : index;
  };
  return at('application/json') < Math.min(at('text/plain'), at('application/openmetrics-text'));
}
