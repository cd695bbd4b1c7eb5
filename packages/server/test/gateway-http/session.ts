import type { Frame } from '../../src/kernel/frames.ts';
import type { Session } from '../../src/kernel/session.ts';
import type { TestServer } from './http-server.ts';

/** A session as a transport opens it, authenticated. */
export async function connect(on: TestServer, token: string): Promise<Session> {
  const frames: Frame[] = [];
  const session = on.core.sessions.open({
    id: crypto.randomUUID(),
    transport: 'websocket',
    address: '127.0.0.1',
    userAgent: undefined,
    sink: {
      format: { name: 'none', encode: () => '' },
      write: (batch) => frames.push(...batch.frames),
      congested: () => false,
      close: () => undefined,
    },
  });
  await on.core.sessions.authenticate(session, token);
  return session;
}
