import type { Handlers } from '../handler.ts';
import type { HttpParts } from '../parts.ts';

type HealthRoutes = Pick<
  Handlers,
  'health' | 'healthRealtime' | 'healthSocketio' | 'healthLive' | 'healthReady'
>;

/** Seconds after which an orchestrator may ask again. */
const READY_RETRY_S = '1';

/** For orchestrators and monitors. None of these waits for anything. */
export function healthRoutes({ state, sessions, clock }: HttpParts): HealthRoutes {
  const timestamp = (): string => new Date(clock.now()).toISOString();
  const status = (): 'ok' | 'degraded' =>
    state.database() === 'disconnected' || state.redis() === 'disconnected' ? 'degraded' : 'ok';

  return {
    health: () => ({
      status: status(),
      timestamp: timestamp(),
      services: { database: state.database(), redis: state.redis(), socketio: 'active' },
    }),
    healthRealtime: () => ({
      status: status(),
      connections: sessions.all.size,
      rooms: state.rooms(),
      redis: state.redis(),
    }),
    healthSocketio: () => ({
      status: state.redis() === 'disconnected' ? 'unhealthy' : 'healthy',
      redis: state.redisConnections(),
      timestamp: timestamp(),
    }),
    healthLive: () => ({ status: 'live' }),
    healthReady({ reply }) {
      const readiness = state.ready();
      if (!readiness.ready)
        return reply
          .code(503)
          .header('retry-after', READY_RETRY_S)
          .send({ status: 'not ready', reason: readiness.reason });
      const { degraded, reason } = readiness;
      return {
        status: 'ready',
        ...(degraded === undefined ? {} : { degraded }),
        ...(reason === undefined ? {} : { reason }),
      };
    },
  };
}
