import { createAdapter, type RedisAdapter } from '@socket.io/redis-adapter';
import { WaycastError } from '@waycast/contract';
import type { Namespace, ServerOptions } from 'socket.io';
import type { Log } from '../../ports/log.ts';
import type { Redis } from './redis.ts';

/** The official Socket.IO Redis adapter over our connections, so that probes and resubscription are the same as live's. */
export interface SocketIoAdapter {
  /** For Socket.IO's option `adapter`. */
  readonly adapter: NonNullable<ServerOptions['adapter']>;
  /** Resolves once what the namespaces made so far listen to is subscribed, or Redis is known to be away. */
  subscribed(): Promise<void>;
}

/**
 * Carries an application's own emits, joins, `fetchSockets` and `serverSideEmit` between servers, on the adapter's own
 * channels (`socket.io#…`), so that `@socket.io/redis-emitter` and plain Socket.IO servers can take part. While Redis
 * is away this server acts as the only one; what is emitted meanwhile reaches its own sockets.
 */
export function createSocketIoAdapter(redis: Redis, log: Log): SocketIoAdapter {
  const subscriber = new SubscriberClient(redis, log);
  const publisher = new PublisherClient(redis, subscriber, log);
  const make = createAdapter(publisher, subscriber);
  // Socket.IO calls it with `new`, so that it can be no arrow function.
  function adapter(namespace: Namespace): RedisAdapter {
    return guarded(make(namespace), log);
  }
  return {
    adapter,
    subscribed: () => subscriber.subscribed(),
  };
}

/** The adapter answers requests in a promise that nobody holds: a request that is none would end the process. */
function guarded(adapter: RedisAdapter, log: Log): RedisAdapter {
  const answer: unknown = Reflect.get(adapter, 'onrequest');
  if (typeof answer !== 'function') return adapter;
  Reflect.set(adapter, 'onrequest', async (channel: string, message: Buffer) => {
    try {
      await Reflect.apply(answer, adapter, [channel, message]);
    } catch (error) {
      dropped(log, channel, error);
    }
  });
  return adapter;
}

function dropped(log: Log, channel: string, error: unknown): void {
  log.warn({ err: error, channel }, "a message on a channel of Socket.IO's adapter was dropped");
}

type Listener = (message: Buffer, channel: string) => unknown;
type Kind = 'broadcast' | 'pattern';

/** What the adapter calls of a node-redis client in subscriber mode. It awaits nothing, so nothing here rejects. */
class SubscriberClient {
  readonly #redis: Redis;
  readonly #log: Log;
  readonly #channels = new Map<string, Map<Listener, Promise<() => Promise<void>>>>();

  constructor(redis: Redis, log: Log) {
    this.#redis = redis;
    this.#log = log;
  }

  pSubscribe(pattern: string, listener: Listener): void {
    this.#add(pattern, listener, 'pattern');
  }

  subscribe(channels: readonly string[], listener: Listener): void {
    for (const channel of channels) this.#add(channel, listener, 'broadcast');
  }

  pUnsubscribe(pattern: string, listener: Listener): void {
    this.#remove(pattern, listener);
  }

  unsubscribe(channel: string, listener: Listener): void {
    this.#remove(channel, listener);
  }

  /** Gives a message to this server's own listeners of exactly this channel, as Redis would. */
  loopBack(channel: string, message: Buffer): void {
    for (const listener of this.#channels.get(channel)?.keys() ?? [])
      this.#deliver(listener, message, channel);
  }

  async subscribed(): Promise<void> {
    await Promise.all([...this.#channels.values()].flatMap((listeners) => [...listeners.values()]));
  }

  // Connection errors are the connection layer's, which logs them.
  on(): this {
    return this;
  }

  off(): this {
    return this;
  }

  #add(channel: string, listener: Listener, kind: Kind): void {
    const deliver = (message: Buffer, from: string): void => this.#deliver(listener, message, from);
    const added = this.#redis.subscriptions.addBytes(channel, deliver, kind).catch((error) => {
      this.#log.error({ err: error, channel }, "could not subscribe a channel of Socket.IO's adapter");
      return async () => undefined;
    });
    const listeners = this.#channels.get(channel) ?? new Map();
    this.#channels.set(channel, listeners.set(listener, added));
  }

  #remove(channel: string, listener: Listener): void {
    const listeners = this.#channels.get(channel);
    const added = listeners?.get(listener);
    if (listeners === undefined || added === undefined) return;
    listeners.delete(listener);
    if (listeners.size === 0) this.#channels.delete(channel);
    added
      .then((end) => end())
      .catch((error) =>
        this.#log.warn({ err: error, channel }, "could not unsubscribe a channel of Socket.IO's adapter"),
      );
  }

  /** The adapter throws on a message that is not one of its own. */
  #deliver(listener: Listener, message: Buffer, channel: string): void {
    try {
      listener(message, channel);
    } catch (error) {
      dropped(this.#log, channel, error);
    }
  }
}

/** What the adapter calls of a node-redis client to publish and to count servers. It handles no rejection. */
class PublisherClient {
  readonly #redis: Redis;
  readonly #subscriber: SubscriberClient;
  readonly #log: Log;

  constructor(redis: Redis, subscriber: SubscriberClient, log: Log) {
    this.#redis = redis;
    this.#subscriber = subscriber;
    this.#log = log;
  }

  /** By these two the adapter knows a node-redis client; it calls neither of this one. */
  readonly pSubscribe = (): void => undefined;
  readonly sSubscribe = (): void => undefined;

  /** PUBLISH reaches subscribers on every node of a Cluster, unlike SPUBLISH. Resolves to how many Redis gave it to. */
  async publish(channel: string, message: string | Buffer): Promise<number> {
    try {
      return Number(await this.#redis.command(undefined, ['PUBLISH', channel, message]));
    } catch (error) {
      this.#subscriber.loopBack(channel, Buffer.from(message));
      if (!isUnavailable(error)) this.#log.error({ err: error, channel }, 'Socket.IO could not publish');
      return 0;
    }
  }

  /** `PUBSUB NUMSUB channel`: subscribers on all nodes together; this server alone while Redis is away. */
  async sendCommand(args: readonly string[]): Promise<readonly [string, number]> {
    const channel = args.at(-1) ?? '';
    try {
      const replies = await this.#redis.onEveryMaster(args);
      return [channel, replies.reduce<number>((sum, reply) => sum + countIn(reply), 0)];
    } catch (error) {
      if (!isUnavailable(error)) throw error;
      return [channel, 1];
    }
  }

  on(): this {
    return this;
  }

  off(): this {
    return this;
  }
}

function countIn(reply: unknown): number {
  return Array.isArray(reply) ? Number(reply[1]) : 0;
}

function isUnavailable(error: unknown): boolean {
  return error instanceof WaycastError && error.code === 'unavailable';
}
