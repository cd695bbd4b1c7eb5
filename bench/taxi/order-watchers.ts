import { WebSocket } from 'ws';

/** Of one session: what is told of all of them at once is less than a session may have waiting. */
const TOPICS_A_SESSION = 400;
/** Less than a session may have in flight. */
const IN_FLIGHT = 50;

/** Events of topics that are followed over raw WebSockets, each with when it arrived (epoch ms). */
export interface Watched {
  /** Rejects when the server has closed one of them. */
  readonly closed: Promise<never>;
  close(): void;
}

type Told = (event: Readonly<Record<string, unknown>>, at: number) => void;

/** Follows topics as one who may; resolves when all are followed. */
export async function watchTopics(
  url: string,
  token: string,
  topics: readonly string[],
  told: Told,
): Promise<Watched> {
  const sockets: WebSocket[] = [];
  const { promise: closed, reject } = Promise.withResolvers<never>();
  closed.catch(() => undefined);
  const close = (): void => {
    for (const socket of sockets) socket.removeAllListeners('close').terminate();
  };
  try {
    for (let first = 0; first < topics.length; first += TOPICS_A_SESSION) {
      const socket = new WebSocket(`${url.replace('http', 'ws')}/ws?token=${token}`);
      sockets.push(socket);
      socket.on('error', reject);
      socket.on('close', (code) => reject(new Error(`the server closed a follower with ${code}`)));
      await Promise.race([closed, follow(socket, topics.slice(first, first + TOPICS_A_SESSION), told)]);
    }
  } catch (error) {
    close();
    throw error;
  }
  return { closed, close };
}

function follow(socket: WebSocket, topics: readonly string[], told: Told): Promise<void> {
  return new Promise((resolve, reject) => {
    let [asked, followed] = [0, 0];
    const ask = (): void => {
      const topic = topics[asked];
      if (topic !== undefined) socket.send(JSON.stringify({ type: 'subscribe', id: asked++, topic }));
    };
    socket.on('open', () => {
      for (let n = 0; n < IN_FLIGHT; n++) ask();
    });
    socket.on('message', (text: Buffer) => {
      const at = Date.now();
      const event: Readonly<Record<string, unknown>> = JSON.parse(text.toString());
      if (event.type !== 'ack') return told(event, at);
      if (event.ok !== true) return reject(new Error(`a topic was refused: ${text.toString()}`));
      followed++;
      if (followed === topics.length) resolve();
      else ask();
    });
  });
}
