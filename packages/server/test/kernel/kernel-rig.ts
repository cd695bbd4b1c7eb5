import type { Role } from '@waycast/contract';
import { signToken } from '../../src/adapters/jose/sign.ts';
import { createTokens } from '../../src/adapters/jose/tokens.ts';
import { createMemoryLive } from '../../src/adapters/memory/live.ts';
import { createMemoryPresence } from '../../src/adapters/memory/presence.ts';
import { createMemorySilence } from '../../src/adapters/memory/silence.ts';
import { createCountingMetrics } from '../../src/conformance/counting-metrics.ts';
import { createMemoryGrants } from '../../src/conformance/memory-grants.ts';
import { createMemoryHistory } from '../../src/conformance/memory-history.ts';
import { createRecordedLog } from '../../src/conformance/recorded-log.ts';
import { RecordedSocket } from '../../src/conformance/recorded-socket.ts';
import { type CorePorts, type CoreSettings, createCore } from '../../src/kernel/core.ts';
import type { Reply } from '../../src/kernel/dispatch.ts';
import type { Session } from '../../src/kernel/session.ts';
import type { SessionLimits } from '../../src/kernel/sessions.ts';
import { createManualClock, type ManualClock } from '../manual-clock.ts';

const SECRET = 'a secret of the tests, long enough for HS256';

export const LIMITS: SessionLimits = {
  authTimeoutMs: 10_000,
  connectionsPerSubject: 100,
  commandsPerSession: { perSecond: 0, burst: 0 },
  commandsPerSubject: { perSecond: 0, burst: 0 },
};

export interface RigOptions {
  readonly ports?: Partial<CorePorts>;
  readonly settings?: Partial<CoreSettings>;
}

/** Who a token is for; an admin of `acme` unless it says otherwise. */
export interface Bearer {
  readonly subject?: string;
  readonly tenant?: string;
  readonly roles?: readonly Role[];
  readonly vehicles?: readonly string[];
  readonly ttlS?: number;
}

/** The whole kernel over memory, on a clock of the test. */
export function createKernelRig({ ports = {}, settings = {} }: RigOptions = {}) {
  const clock = createManualClock(Math.floor(Date.now() / 1000) * 1000);
  const metrics = createCountingMetrics();
  const log = createRecordedLog();
  const all = {
    live: createMemoryLive(),
    history: createMemoryHistory(),
    openSilence: createMemorySilence(clock),
    grants: createMemoryGrants(),
    presence: createMemoryPresence({ serverId: 'rig', clock }),
    clock,
    log,
    metrics,
    tokens: createTokens({ secret: SECRET, now: clock.now }),
    ...ports,
  };
  const core = createCore(all, {
    minIntervalMs: 0,
    offlineAfterMs: 60_000,
    fixesPerMinute: 0,
    limits: LIMITS,
    maxRemembered: 1000,
    ...settings,
  });
  let sockets = 0;

  /** A client's socket, connected but not authenticated. */
  function connect(socket = new RecordedSocket()): Client {
    sockets += 1;
    const session = core.sessions.open({
      id: `socket-${sockets}`,
      transport: 'websocket',
      sink: socket,
      address: '127.0.0.1',
      userAgent: undefined,
    });
    return new Client(session, socket, core.dispatch);
  }

  return {
    ...all,
    clock: clock as ManualClock,
    metrics,
    log,
    core,
    connect,
    token: tokenOf,
    /** An authenticated client. */
    async client(bearer: Bearer = {}, socket?: RecordedSocket): Promise<Client> {
      const client = connect(socket);
      await client.ask('authenticate', { token: await tokenOf(bearer) });
      return client;
    },
    async close(): Promise<void> {
      for (const session of [...core.sessions.all]) core.sessions.gone(session);
      await core.riders?.close();
      await core.granted.close();
      await core.positions.close();
      await core.hub.close();
      await all.presence.end();
      await all.live.close();
    },
  };
}

export type KernelRig = ReturnType<typeof createKernelRig>;

/** The far end of a socket: it asks, and keeps what it is sent. */
export class Client {
  readonly session: Session;
  readonly socket: RecordedSocket;
  readonly #dispatch: (session: Session, name: unknown, input: unknown) => Promise<Reply>;

  constructor(
    session: Session,
    socket: RecordedSocket,
    dispatch: (session: Session, name: unknown, input: unknown) => Promise<Reply>,
  ) {
    this.session = session;
    this.socket = socket;
    this.#dispatch = dispatch;
  }

  /** A command and its answer; like a transport it flushes, acknowledges and lets go. */
  async send(
    name: unknown,
    input?: unknown,
    acknowledged: (reply: Reply) => void = () => undefined,
  ): Promise<Reply> {
    const reply = await this.#dispatch(this.session, name, input);
    this.session.outbox.flush();
    acknowledged(reply);
    if (reply.ok) reply.release?.();
    return reply;
  }

  /** The fields of a positive answer; throws for a negative one. */
  async ask(name: string, input?: unknown): Promise<object> {
    const reply = await this.send(name, input);
    if (!reply.ok) throw new Error(`${name} was refused: ${reply.error.code} ${reply.error.message}`);
    return reply.fields;
  }

  /** The error code of a negative answer, or `ok`. */
  async verdict(name: unknown, input?: unknown): Promise<string> {
    const reply = await this.send(name, input);
    return reply.ok ? 'ok' : reply.error.code;
  }

  /** What arrived, once this turn's writes are out. */
  async events(): Promise<readonly (object & { event: string })[]> {
    await endOfTurn();
    return this.socket.events.map(({ event, data, position }) => ({ event, ...data, ...position }));
  }
}

/** Resolves when what this turn of the event loop gathered has been written. */
export async function endOfTurn(): Promise<void> {
  for (let turn = 0; turn < 2; turn++) await new Promise((resolve) => setImmediate(resolve));
}

function tokenOf({
  subject = 'ann',
  roles = ['admin'],
  tenant = 'acme',
  vehicles = [],
  ttlS = 3600,
}: Bearer): Promise<string> {
  return signToken(SECRET, { subject, roles, tenant, vehicles, ttlS });
}
