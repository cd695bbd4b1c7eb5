import type { Connection } from '@waycast/client';

/** The server's time as this page knows it: ages are honest although a phone's clock is wrong. */
export interface ServerClock {
  /** Epoch milliseconds. */
  now(): number;
  /** Converts a time of this device. */
  at(deviceMs: number): number;
  /** Asks the server, and again every few minutes. Returns the function that stops it. */
  follow(connection: Connection): () => void;
}

const AGAIN_MS = 5 * 60_000;

export function createServerClock(): ServerClock {
  let offsetMs = 0;
  async function ask(connection: Connection): Promise<void> {
    const sentMs = Date.now();
    const { serverTime } = await connection.call('heartbeat');
    const answeredMs = Date.now();
    offsetMs = Date.parse(serverTime) - (sentMs + answeredMs) / 2;
  }
  return {
    now: () => Date.now() + offsetMs,
    at: (deviceMs) => deviceMs + offsetMs,
    follow(connection) {
      const askIfOpen = (): void => {
        if (connection.state.phase !== 'open') return;
        ask(connection).catch((error: unknown) =>
          console.warn('The server told no time; ages follow this device.', error),
        );
      };
      const timer = setInterval(askIfOpen, AGAIN_MS);
      const stopListening = connection.onState(askIfOpen);
      askIfOpen();
      return () => {
        clearInterval(timer);
        stopListening();
      };
    },
  };
}
