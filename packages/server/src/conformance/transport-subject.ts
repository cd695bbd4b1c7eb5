import type { Role } from '@waycast/contract';
import type { Sessions } from '../kernel/sessions.ts';
import type { History } from '../ports/history.ts';
import type { Live, LogPosition } from '../ports/live.ts';

/** Who a token of the suite is for. */
export interface Identity {
  readonly tenant: string;
  readonly subject: string;
  readonly roles: readonly Role[];
  readonly vehicles?: readonly string[];
  /** Seconds; negative for one that has expired. An hour when absent. */
  readonly ttlS?: number;
}

/** An event as a client received it. */
export interface Received {
  readonly event: string;
  readonly data: Readonly<Record<string, unknown>>;
}

export type Ack = Readonly<Record<string, unknown>> & {
  readonly ok: boolean;
  readonly error?: WireErrorLike;
};

interface WireErrorLike {
  readonly code: string;
  readonly message: string;
  readonly requestId?: string;
  readonly retryAfterMs?: number;
}

/** How a connection ended, as its client can tell. */
export interface Ended {
  /** The catalogue's code, where the transport or the last event `error` says it. */
  readonly code: string | undefined;
  /** Whether an unmodified client comes back by itself. */
  readonly retries: boolean;
}

/** One connected client of the transport: an unmodified library underneath. */
export interface TransportClient {
  /** Sends a command and resolves to its ack. */
  ask(name: string, input?: object): Promise<Ack>;
  /** Sends a command without asking for an ack. */
  tell(name: string, input?: object): void;
  /** What was received so far besides acks, in order. */
  readonly received: readonly Received[];
  /** Names of everything received, in order; `ack` for acks. */
  readonly arrivals: readonly string[];
  /** The first event, received already or to come, that matches; rejects when the connection ends before it. */
  until(matches: (event: Received) => boolean): Promise<Received>;
  readonly ended: Promise<Ended>;
  /** Stops and goes on reading from the network. */
  pause(): void;
  resume(): void;
  /** Sends a message that is no command, as the transport would carry it. */
  sendGarbage(): void;
  /** Sends one message of this many bytes. */
  sendLarge(bytes: number): void;
  close(): Promise<void>;
}

/** What a transport can do; a rule that needs more is not bound to it. */
export interface TransportAbilities {
  /** Clients can send. Without it they only follow, by {@link TransportSubject.follow}. */
  readonly commands: boolean;
  /** Clients can stop reading without ending the connection. */
  readonly pausable: boolean;
  /** A client without a token may connect and authenticate later. */
  readonly lateToken: boolean;
  /** Garbage is answered with an error before it closes the connection. */
  readonly answersGarbage: boolean;
}

/** A server and the transport under test. Each test uses a tenant of its own. */
export interface TransportSubject {
  readonly abilities: TransportAbilities;
  readonly live: Live;
  readonly history: History;
  readonly sessions: Sessions;
  token(identity: Identity): Promise<string>;
  /** Resolves when the client is let in, or with its end when it is not. */
  connect(options: { readonly token?: string }): Promise<TransportClient>;
  /** Connects and follows topics; `since` for those that are logs. */
  follow(options: {
    readonly token: string;
    readonly topics: readonly string[];
    readonly since?: LogPosition;
  }): Promise<TransportClient>;
  /** Reports a fix as the tenant's dispatcher; resolves once it is live and durable. */
  report(tenant: string, fix: object): Promise<void>;
}

/** A server whose limits are short, so that nobody waits for them. */
export const SUITE_AUTH_TIMEOUT_MS = 1_000;
