import { Duplex } from 'node:stream';
import type { Socket } from 'socket.io';
import type { Batch } from '../../kernel/batch.ts';
import { Few } from '../../kernel/few.ts';
import type { Frame } from '../../kernel/frames.ts';
import { isFull } from '../full.ts';
import { textOfFrame } from '../websocket-frame.ts';
import { enginePayload } from './frame-format.ts';

/** The connection below all of a client's namespaces. */
export type EngineConnection = Socket['conn'];

/** Packets that may wait in Engine.IO (for the next poll, mostly) before the client counts as slow. */
const MAX_WAITING_PACKETS = 16;
/** Beyond these a client takes so little that it is closed. */
const OVERFULL_PACKETS = 1000;
const OVERFULL_BYTES = 1024 * 1024;

/** A namespace's client of the connection. */
interface PathGuest {
  /** The connection may have become able to take more. */
  drained(): void;
  gone(): void;
}

/** What Engine.IO keeps private and `wsPreEncodedFrame`, which its adapters use too. */
interface EngineInternals {
  readonly writeBuffer: readonly unknown[];
}
interface WriteOptions {
  readonly compress: boolean;
  readonly wsPreEncodedFrame: readonly Uint8Array[];
}

/**
 * The way of finished frames into one Engine.IO connection. Over WebSocket with nothing queued they go straight to
 * the TCP connection, several in one write; otherwise through Engine.IO's queue, so that the order always holds.
 */
export class EnginePath {
  readonly connection: EngineConnection;
  readonly #guests = new Few<PathGuest>();
  #direct: Duplex | undefined;
  /** Ends the watch for the end of a congestion; undefined when there is none. */
  #unwatch: (() => void) | undefined;

  constructor(connection: EngineConnection) {
    this.connection = connection;
    this.#direct = tcpConnectionOf(connection);
    // Long polling only: a WebSocket stays one.
    if (this.#direct === undefined) connection.on('upgrade', () => this.#upgraded());
  }

  /** Whether frames go straight to the TCP connection at present. */
  get isDirect(): boolean {
    return this.#direct !== undefined && this.#waitingPackets === 0;
  }

  /** The TCP connection of a WebSocket client. */
  get socket(): Duplex | undefined {
    return this.#direct;
  }

  write(batch: Batch): void {
    if (this.connection.readyState !== 'open') return;
    const direct = this.#direct;
    if (direct === undefined || this.#waitingPackets > 0) {
      for (const frame of batch.frames) this.#queue(frame);
    } else if (!direct.writable || direct.write(batch.joined())) return;
    if (this.#unwatch === undefined && this.#isFull) this.#watch();
  }

  /** Whether more would only queue, as the last write found; its guests are told of the end of it. */
  congested(): boolean {
    return this.#unwatch !== undefined && this.#isFull;
  }

  overfull(): boolean {
    return this.#waitingPackets > OVERFULL_PACKETS || (this.#direct?.writableLength ?? 0) > OVERFULL_BYTES;
  }

  enter(guest: PathGuest): void {
    this.#guests.add(guest);
  }

  leave(guest: PathGuest): void {
    this.#guests.delete(guest);
  }

  get #isFull(): boolean {
    const direct = this.#direct;
    return this.#waitingPackets >= MAX_WAITING_PACKETS || (direct !== undefined && isFull(direct));
  }

  get #waitingPackets(): number {
    return (this.connection as unknown as EngineInternals).writeBuffer.length;
  }

  #queue(frame: Frame): void {
    const bytes = typeof frame === 'string' ? Buffer.from(frame) : frame;
    const options: WriteOptions = { compress: false, wsPreEncodedFrame: [bytes] };
    this.connection.write(enginePayload(textOfFrame(bytes)), options);
  }

  /** Listeners stay only for as long as it lasts: few connections are ever congested. */
  #watch(): void {
    const { connection } = this;
    const direct = this.#direct;
    const onDrain = (): void => this.#onDrain();
    direct?.on('drain', onDrain);
    connection.on('drain', onDrain);
    this.#unwatch = () => {
      direct?.off('drain', onDrain);
      connection.off('drain', onDrain);
    };
  }

  /** The connection has closed; most have left by themselves. */
  closed(): void {
    for (const guest of [...this.#guests.items()]) guest.gone();
  }

  /** Engine.IO says so whenever it has handed something over, however full the TCP connection is. */
  #onDrain(): void {
    if (!this.#isFull) this.#flowAgain();
  }

  #flowAgain(): void {
    this.#unwatch?.();
    this.#unwatch = undefined;
    for (const guest of this.#guests.items()) guest.drained();
  }

  #upgraded(): void {
    this.#direct = tcpConnectionOf(this.connection);
    this.#flowAgain();
  }
}

/**
 * The TCP connection below a WebSocket transport, which neither Engine.IO nor `ws` publishes. Undefined for long
 * polling, and should their insides ever differ: then everything takes the queue, which is only slower.
 */
function tcpConnectionOf(connection: EngineConnection): Duplex | undefined {
  if (connection.transport.name !== 'websocket') return undefined;
  const socket = read(read(connection.transport, 'socket'), '_socket');
  return socket instanceof Duplex ? socket : undefined;
}

function read(object: unknown, field: string): unknown {
  return typeof object === 'object' && object !== null ? Reflect.get(object, field) : undefined;
}

const paths = new WeakMap<EngineConnection, EnginePath>();

/** The one path of a connection, which its namespaces share. */
export function enginePathOf(connection: EngineConnection): EnginePath {
  const known = paths.get(connection);
  if (known !== undefined) return known;
  const path = new EnginePath(connection);
  paths.set(connection, path);
  return path;
}
