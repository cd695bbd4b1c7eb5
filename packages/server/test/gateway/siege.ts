import { afterAll, afterEach, beforeAll, beforeEach, expect } from 'vitest';
import { openStage, type Stage } from './stage.ts';

/** A server under fire, and a token that it accepts. */
export interface Siege {
  stage(): Stage;
  token(): string;
}

/** Opens a server for the file's tests. After each, nothing has thrown unseen and nobody is left connected. */
export function besiege(): Siege {
  let stage: Stage;
  let token = '';
  const failures: unknown[] = [];
  const note = (error: unknown): void => void failures.push(error);

  beforeAll(async () => {
    stage = await openStage({ authTimeoutMs: 300, commandsPerSecond: 100_000 });
    process.on('uncaughtExceptionMonitor', note).on('unhandledRejection', note);
  });
  beforeEach(async () => {
    token = await stage.token({ tenant: 'fuzz', subject: 'd', roles: ['dispatcher'] });
  });
  afterEach(async () => {
    await expect.poll(() => stage.core.sessions.all.size, { timeout: 20_000 }).toBe(0);
    await expect.poll(() => stage.webSocket.connections, { timeout: 20_000 }).toBe(0);
    expect(failures).toEqual([]);
  });
  afterAll(async () => {
    process.off('uncaughtExceptionMonitor', note).off('unhandledRejection', note);
    await stage?.close();
  });
  return { stage: () => stage, token: () => token };
}
