import { type CrowdClient, socketIoClient, webSocketClient } from '../load/crowd-client.ts';
import { openPostgres } from '../processes/postgres.ts';
import { openRedis } from '../processes/redis.ts';
import { type ServerProcess, startServer } from '../processes/server-process.ts';
import { signToken, signViewer } from '../token.ts';

/** Connections from one loopback address: it has 28,000 ports towards a server. */
const PER_ADDRESS = 15_000;
/** How many follow the same vehicle. */
const FOLLOWERS = 10;
/** Enough that none has more fixes under way than a client may. */
export const PUBLISHERS = 16;

/** A server whose clients are people: each with a token of a subject of its own, following one vehicle. */
export interface ViewerServerKind {
  readonly name: string;
  /** Of `bench/servers` or `bench/peers`. */
  readonly program: string;
  readonly protocol: 'socketio' | 'websocket';
  /** With PostgreSQL and, when shared, Redis beside it. */
  readonly stores: 'none' | 'own' | 'shared';
  readonly core?: string;
  readonly env?: Readonly<Record<string, string>>;
}

export interface ViewerServer extends ServerProcess {
  /** From several loopback addresses where one does not do; ten follow the same vehicle unless told otherwise. */
  viewers(count: number, followers?: number): CrowdClient[];
  publishers(): Promise<CrowdClient[]>;
}

/** Vehicles that so many viewers follow: bus-0, bus-1, … */
export function vehiclesOf(viewers: number, followers = FOLLOWERS): number {
  return Math.ceil(viewers / followers);
}

export async function startViewerServer(kind: ViewerServerKind): Promise<ViewerServer> {
  const ends: (() => Promise<void>)[] = [];
  const stop = async (): Promise<void> => {
    for (const end of ends.reverse()) await end();
  };
  const clientOf = kind.protocol === 'socketio' ? socketIoClient : webSocketClient;
  try {
    const env = { ...kind.env, ...(await openStores(kind.stores, ends)) };
    const server = await startServer(kind.program, { env, ...(kind.core && { core: kind.core }) });
    ends.push(() => server.stop());
    return {
      ...server,
      stop,
      viewers: (count, followers) =>
        Array.from({ length: count }, (_, n) => {
          const vehicleId = `bus-${n % vehiclesOf(count, followers)}`;
          const client = clientOf(signViewer(server.secret, n, vehicleId), [vehicleId], 'viewers');
          return { ...client, localAddress: `127.0.0.${2 + Math.floor(n / PER_ADDRESS)}` };
        }),
      publishers: async () =>
        Array<CrowdClient>(PUBLISHERS).fill(
          clientOf(await signToken(server.secret, 'dispatcher'), [], 'publishers'),
        ),
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function openStores(
  stores: ViewerServerKind['stores'],
  ends: (() => Promise<void>)[],
): Promise<Record<string, string>> {
  if (stores === 'none') return {};
  const postgres = await openPostgres();
  ends.push(() => postgres.stop());
  const env = { DATABASE_URL: await postgres.createDatabase() };
  if (stores === 'own') return env;
  const redis = await openRedis();
  ends.push(() => redis.stop());
  return { ...env, REDIS_URL: redis.url };
}
