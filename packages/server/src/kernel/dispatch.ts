import type { CommandName, WireError } from '@waycast/contract';
import { COMMAND_NAMES, COMMANDS, commandDefinition, isCommandName, WaycastError } from '@waycast/contract';
import type { Log } from '../ports/log.ts';
import type { Metrics } from '../ports/metrics.ts';
import type { Access } from './access.ts';
import type { Answer, Commands } from './command.ts';
import { checkShape } from './input-shape.ts';
import { decodeBy } from './invalid.ts';
import { COMMAND_ACTIONS } from './policies.ts';
import type { Session } from './session.ts';
import type { Sessions } from './sessions.ts';
import { requireCommandOpen } from './share-scope.ts';

/** The answer to one message of a client, in the form that all transports share. */
export type Reply =
  | { readonly ok: true; readonly requestId: string; readonly fields: object; readonly release?: () => void }
  | { readonly ok: false; readonly error: WireError };

/** Answers a client's message. Never rejects: every failure becomes a catalogue error. */
export type Dispatch = (session: Session, name: unknown, input: unknown) => Promise<Reply>;

export interface DispatchParts {
  readonly sessions: Sessions;
  readonly access: Access;
  readonly commands: Commands;
  readonly log: Log;
  readonly metrics: Metrics;
}

/** rate limit → known command → authenticated → shape → decode → authorise → run → ack. */
export function createDispatch({ sessions, access, commands, log, metrics }: DispatchParts): Dispatch {
  function answer(session: Session, name: CommandName, input: unknown): Promise<Answer> {
    if (name === 'authenticate') return authenticate(session, input);
    const { subject } = session;
    if (subject === undefined)
      throw new WaycastError('unauthenticated', `send authenticate with a token before ${name}`);
    requireCommandOpen(subject, name);
    checkShape(input);
    // `location:update` is decoded and authorised in ingest, by the compiled validator that HTTP uses too.
    if (name === 'location:update') return commands[name](session, subject, input as never, input);
    return decodeAndRun(session, name, input);
  }

  async function decodeAndRun(
    session: Session,
    name: Exclude<CommandName, 'authenticate'>,
    input: unknown,
  ): Promise<Answer> {
    const decoded = decodeBy(commandDefinition(name).input, input);
    const action = COMMAND_ACTIONS[name];
    const { subject } = session;
    if (action !== 'open' && action !== 'by-topic' && subject !== undefined)
      await access.require(subject, action, resourceIdOf(decoded));
    return run(commands, session, name, decoded);
  }

  async function authenticate(session: Session, input: unknown): Promise<Answer<'authenticate'>> {
    const { token } = decodeBy(COMMANDS.authenticate.input, input);
    const { subject, release } = await sessions.authenticate(session, token);
    return { ack: { subject: subject.id, expiresAt: new Date(subject.expiresAt).toISOString() }, release };
  }

  function failure(session: Session, requestId: string, name: string, error: unknown): Reply {
    if (error instanceof WaycastError) return { ok: false, error: error.toWire(requestId) };
    log.error({ err: error, requestId, command: name, session: session.connection.id }, 'a command failed');
    const internal = new WaycastError('internal', `${name} failed; the request id finds it in the log`);
    return { ok: false, error: internal.toWire(requestId) };
  }

  return async (session, name, input) => {
    const requestId = session.nextRequestId();
    const command = typeof name === 'string' && isCommandName(name) ? name : 'unknown';
    try {
      const waitMs = sessions.takeCommand(session);
      if (waitMs > 0)
        throw new WaycastError('rate_limited', 'too many commands a second', { retryAfterMs: waitMs });
      if (command === 'unknown') throw unknownCommand(name);
      const { ack, release } = await answer(session, command, input);
      metrics.commanded(command, 'ok');
      return { ok: true, requestId, fields: ack, ...(release === undefined ? {} : { release }) };
    } catch (error) {
      const reply = failure(session, requestId, command, error);
      metrics.commanded(command, reply.ok ? 'ok' : reply.error.code);
      return reply;
    }
  };
}

/** Calls a command by name. The registry gives input and command the same name, which TypeScript cannot follow. */
function run(
  commands: Commands,
  session: Session,
  name: Exclude<CommandName, 'authenticate'>,
  decoded: unknown,
): Promise<Answer> {
  const { subject } = session;
  if (subject === undefined)
    return Promise.reject(new WaycastError('unauthenticated', 'the session has ended'));
  return commands[name](session, subject, decoded as never, decoded);
}

/** The vehicle, trip, order, conversation or region that a command is about. */
function resourceIdOf(decoded: unknown): string {
  if (typeof decoded !== 'object' || decoded === null) return '';
  if ('vehicleId' in decoded) return String(decoded.vehicleId);
  if ('tripId' in decoded) return String(decoded.tripId);
  if ('orderId' in decoded) return String(decoded.orderId);
  if ('conversationId' in decoded) return String(decoded.conversationId);
  return 'geohash' in decoded ? String(decoded.geohash) : '';
}

function unknownCommand(name: unknown): WaycastError {
  const said = typeof name === 'string' ? `"${name.slice(0, 60)}"` : typeof name;
  return new WaycastError('invalid', `${said} is not a command; there are ${COMMAND_NAMES.join(', ')}`);
}
