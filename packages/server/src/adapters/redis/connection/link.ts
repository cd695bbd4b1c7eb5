import { RedisClient } from '@redis/client';
import type { Clock } from '../../../ports/clock.ts';
import { PendingCalls } from './pending-calls.ts';
import type { Access, HostPort } from './redis-connection.ts';
import { addressText } from './redis-connection.ts';
import { unavailable } from './unavailable.ts';

/** Without any answer for so long, a connection is dead. */
export const ANSWER_TIMEOUT_MS = 1500;
/** Calls that may wait on one connection; more are refused as `unavailable`. */
const MAX_PENDING = 100_000;

/** Nothing came for too long; whoever comes the same way is likely to hear nothing either. */
export class SilenceError extends Error {}

export interface LinkOptions {
  readonly access: Access;
  readonly connectTimeoutMs: number;
  readonly clock: Clock;
  /** Ends it, also while it connects. */
  readonly signal: AbortSignal;
  /** In CLIENT LIST. */
  readonly name: string;
}

export type SubscribeKind = 'plain' | 'pattern' | 'sharded';
export type MessageListener = (message: Buffer, channel: string) => void;

/**
 * One connection to one server. It never reconnects: once lost it stays lost, everything that waited rejects, and
 * `onLost` listeners are told why.
 */
export class Link {
  readonly to: HostPort;
  readonly address: string;
  readonly #client: ReturnType<typeof connection>;
  readonly #pending: PendingCalls;
  readonly #abort: AbortController;
  readonly #forgetSignal: () => void;
  readonly #lostListeners = new Set<(cause: unknown) => void>();
  #lost: { readonly cause: unknown } | undefined;

  private constructor(to: HostPort, options: LinkOptions) {
    this.to = to;
    this.address = addressText(to);
    this.#abort = new AbortController();
    this.#client = connection(to, options, this.#abort.signal);
    this.#pending = new PendingCalls({
      clock: options.clock,
      timeoutMs: ANSWER_TIMEOUT_MS,
      onSilence: () =>
        this.#lose(new SilenceError(`${this.address} did not answer for ${ANSWER_TIMEOUT_MS} ms`)),
    });
    // The client's own listener stays for good: errors also come after the end, and would end the process.
    this.#client.on('error', (error: unknown) => this.#lose(error));
    this.#client.on('terminated', (error: unknown) => this.#lose(error));
    const onAbort = (): void => this.destroy();
    options.signal.addEventListener('abort', onAbort, { once: true });
    this.#forgetSignal = () => options.signal.removeEventListener('abort', onAbort);
    this.#client.on('end', () => this.#lose(new Error(`${this.address} closed the connection`)));
  }

  /** Connects and signs in. Rejects with the reason within `connectTimeoutMs`, and when no answer comes. */
  static async open(to: HostPort, options: LinkOptions): Promise<Link> {
    options.signal.throwIfAborted();
    const link = new Link(to, options);
    try {
      await link.#connect(options);
      return link;
    } catch (error) {
      link.destroy();
      throw error;
    }
  }

  get isLost(): boolean {
    return this.#lost !== undefined;
  }

  /** When it last answered, in ms of `performance.now()`. */
  get answeredAt(): number {
    return this.#pending.answeredAt;
  }

  /** Sends one command; all of one turn of the event loop leave in one write. */
  send(args: readonly (string | Buffer)[]): Promise<unknown> {
    if (this.#lost !== undefined) return Promise.reject(unavailable(this.#lost.cause));
    return this.#pending.track<unknown>(this.#client.sendCommand([...args]));
  }

  /** Resolves when the server has confirmed it. */
  subscribe(kind: SubscribeKind, channel: string, listener: MessageListener): Promise<void> {
    return this.#subscription('subscribe', kind, channel, listener);
  }

  /** Needs the same listener: without it the client forgets that the channel is to be asked for anew. */
  unsubscribe(kind: SubscribeKind, channel: string, listener: MessageListener): Promise<void> {
    return this.#subscription('unsubscribe', kind, channel, listener);
  }

  /** Called when the server has ended a sharded subscription, because the slot went elsewhere. */
  onMoved(listener: (channel: string) => void): void {
    this.#client.on('sharded-channel-moved', (channel: string) => listener(channel));
  }

  onLost(listener: (cause: unknown) => void): void {
    if (this.#lost === undefined) this.#lostListeners.add(listener);
    else listener(this.#lost.cause);
  }

  /** Closes it at once, without telling `onLost`. */
  destroy(): void {
    this.#lostListeners.clear();
    this.#lose(new Error('the connection was closed'));
  }

  async #connect({ connectTimeoutMs, clock, name }: LinkOptions): Promise<void> {
    const late = new Error(`${this.address} did not answer in time`);
    const cancels = [clock.after(connectTimeoutMs, () => this.#lose(late))];
    // Once the network has carried us there, the server itself has to answer as quickly as always.
    this.#client.once('connect', () => cancels.push(clock.after(ANSWER_TIMEOUT_MS, () => this.#lose(late))));
    try {
      await this.#client.connect();
      if (this.#lost !== undefined) throw this.#lost.cause;
    } catch (error) {
      throw this.#lost?.cause ?? error;
    } finally {
      for (const cancel of cancels) cancel();
    }
    // Only for people who look at CLIENT LIST; a user may not be allowed to.
    this.#client.sendCommand(['CLIENT', 'SETNAME', name]).catch(() => undefined);
  }

  async #subscription(
    verb: 'subscribe' | 'unsubscribe',
    kind: SubscribeKind,
    channel: string,
    listener: MessageListener,
  ): Promise<void> {
    if (this.#lost !== undefined) throw unavailable(this.#lost.cause);
    await this.#pending.track(CALLS[verb][kind](this.#client, channel, listener));
  }

  #lose(cause: unknown): void {
    if (this.#lost !== undefined) return;
    this.#lost = { cause };
    this.#forgetSignal();
    this.#pending.end(unavailable(cause));
    this.#client.destroy();
    // The client forgets a socket that is still connecting; the signal ends that one too.
    this.#abort.abort();
    for (const listener of this.#lostListeners) listener(cause);
    this.#lostListeners.clear();
  }
}

type Client = ReturnType<typeof connection>;
type Subscription = (client: Client, channel: string, listener: MessageListener) => Promise<void>;

const toChannel = (listener: MessageListener) => (message: Buffer, channel: Buffer) =>
  listener(message, channel.toString());

const CALLS: Record<'subscribe' | 'unsubscribe', Record<SubscribeKind, Subscription>> = {
  subscribe: {
    plain: (client, channel, listener) => client.subscribe(channel, bytes(listener), true),
    pattern: (client, channel, listener) => client.pSubscribe(channel, bytes(listener), true),
    sharded: (client, channel, listener) => client.sSubscribe(channel, bytes(listener), true),
  },
  unsubscribe: {
    plain: (client, channel, listener) => client.unsubscribe(channel, bytes(listener), true),
    pattern: (client, channel, listener) => client.pUnsubscribe(channel, bytes(listener), true),
    sharded: (client, channel, listener) => client.sUnsubscribe(channel, bytes(listener), true),
  },
};

const wrapped = new WeakMap<MessageListener, (message: Buffer, channel: Buffer) => void>();

/** The same function for the same listener, by which the client finds it again. */
function bytes(listener: MessageListener): (message: Buffer, channel: Buffer) => void {
  const known = wrapped.get(listener) ?? toChannel(listener);
  wrapped.set(listener, known);
  return known;
}

/** One class for all connections: `createClient` makes one for each, of hundreds of commands, in 50 ms and more. */
const newClient = RedisClient.factory({ RESP: 2 });

function connection(to: HostPort, { access, connectTimeoutMs }: LinkOptions, signal: AbortSignal) {
  const { username, password, db, tls } = access;
  const socket = { host: to.host, port: to.port, connectTimeout: connectTimeoutMs, signal };
  const options = {
    RESP: 2,
    database: db,
    ...(username === undefined ? {} : { username }),
    ...(password === undefined ? {} : { password }),
    disableOfflineQueue: true,
    disableClientInfo: true,
    maintNotifications: 'disabled' as const,
    commandsQueueMaxLength: MAX_PENDING,
    // Each call would get a timer of its own; PendingCalls has one for all.
    commandOptions: { timeout: 0 },
    socket:
      tls === undefined
        ? { ...socket, tls: false as const, reconnectStrategy: false as const }
        : {
            ...socket,
            tls: true as const,
            reconnectStrategy: false as const,
            ...(tls.ca === undefined ? {} : { ca: tls.ca }),
          },
  };
  return newClient(options);
}
