import { io, type Socket } from 'socket.io-client';

const RETURNS_WITHIN_MS = 1000;
const ANSWER_MS = 5000;
const PATIENCE_MS = 10_000;

/** Where a client stands in a log. */
export interface Position {
  readonly epoch: string;
  readonly offset: number;
}

/** The answer to `subscribe`. */
export type Ack = { readonly ok: boolean; readonly recovered: boolean } & Position;

/** A connection of its own that always comes back, also where its server closed it; `onLost` hears of each loss first. */
export function connectFollower(
  url: string,
  token: string,
  onLost: () => void,
  returnsWithinMs = RETURNS_WITHIN_MS,
): Socket {
  const socket = io(url, {
    auth: { token },
    transports: ['websocket'],
    forceNew: true,
    reconnectionDelayMax: returnsWithinMs,
  });
  socket.on('disconnect', (reason) => {
    onLost();
    if (reason === 'io server disconnect') socket.connect();
  });
  return socket;
}

/**
 * Resolves once it is done, and rejects where it is refused or not answered. `take` is called within the answer: what was
 * missed may stand in the same read behind it.
 */
export function request(
  socket: Socket,
  event: string,
  input: unknown,
  take: (ack: Ack) => void = () => undefined,
): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.timeout(PATIENCE_MS).emit(event, input, (error: Error | null, ack: Ack) => {
      if (error !== null || !ack.ok) return reject(error ?? new Error(`${event}: ${JSON.stringify(ack)}`));
      take(ack);
      resolve();
    });
  });
}

/** What a command was answered; undefined: nothing, in time. Whoever asks decides whether to ask again. */
export async function answerTo<Answer>(
  socket: Socket,
  event: string,
  input: object,
): Promise<Answer | undefined> {
  try {
    return await socket.timeout(ANSWER_MS).emitWithAck(event, input);
  } catch {
    // The connection went away with the answer.
    return undefined;
  }
}
