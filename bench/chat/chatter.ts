import { WebSocket } from 'ws';

/** What a participant is told and asks, over a raw WebSocket. */
export interface Chatter {
  /** Resolves once it is acknowledged; rejects for any other answer. */
  send(conversationId: string, body: string, clientId: string): Promise<void>;
  /** Follows the conversation. */
  follow(conversationId: string): Promise<void>;
  close(): void;
}

type Frame = Readonly<Record<string, unknown>>;

/** Connects somebody; `told` is called with every message of the conversations that it follows. */
export async function openChatter(
  url: string,
  token: string,
  told: (message: Frame) => void,
): Promise<Chatter> {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/ws?token=${token}`);
  const waiting = new Map<number, (ack: Frame) => void>();
  let asked = 0;
  const fail = (error: Error): never => {
    throw error;
  };
  socket.on('message', (data: Buffer) => {
    const frame: Frame = JSON.parse(data.toString());
    if (frame['type'] === 'message:new') told(frame);
    if (frame['type'] !== 'ack') return;
    waiting.get(Number(frame['id']))?.(frame);
    waiting.delete(Number(frame['id']));
  });
  await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject));
  socket.on('error', fail).on('close', (code) => fail(new Error(`the server closed a socket with ${code}`)));
  const ask = (command: object): Promise<void> =>
    new Promise((resolve, reject) => {
      const id = ++asked;
      waiting.set(id, (ack) =>
        ack['ok'] === true ? resolve() : reject(new Error(`answered ${JSON.stringify(ack)}`)),
      );
      socket.send(JSON.stringify({ ...command, id }));
    });
  return {
    send: (conversationId, body, clientId) => ask({ type: 'message:send', conversationId, body, clientId }),
    follow: (conversationId) => ask({ type: 'subscribe', topic: `conversation:${conversationId}` }),
    close: () => socket.removeAllListeners('close').terminate(),
  };
}
