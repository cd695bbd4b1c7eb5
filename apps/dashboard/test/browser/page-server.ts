import { createHmac } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createWaycast, type Waycast, type WaycastOptions } from '@waycast/server';
import { inject } from 'vitest';
import { freshDatabase } from '../../../../test/fixtures/database.ts';

const SECRET = 'a-secret-of-the-dashboards-own-tests';

interface TokenClaims {
  readonly sub?: string;
  readonly vehicles?: readonly string[];
}

/** A server with the dashboard as it is in the sources now, and whom to ask as. */
export interface PageServer {
  readonly url: string;
  /** A dispatcher's. */
  readonly token: string;
  /** Of olga, unless the claims name somebody else. */
  tokenFor(role: string, claims?: TokenClaims): string;
  /** Reports fixes as a device would; resolves once they are durable. */
  report(...fixes: readonly Record<string, unknown>[]): Promise<void>;
  /** Last latitude of a vehicle; undefined when it never reported. */
  lastLatitude(vehicleId: string): Promise<number | undefined>;
  stop(): Promise<void>;
  close(): Promise<void>;
}

/** Serves the dashboard with data of its own; `close` removes them. */
export async function servePages(options: Partial<WaycastOptions> = {}): Promise<PageServer> {
  const folder = await mkdtemp(join(tmpdir(), 'waycast-dashboard-'));
  const waycast = await createWaycast({
    host: '127.0.0.1',
    port: 0,
    databaseUrl: await freshDatabase(),
    dataDir: folder,
    drainTimeout: 0,
    jwtSecret: SECRET,
    logLevel: 'silent',
    dashboardDir: inject('builtPages'),
    widgetFile: inject('builtWidget'),
    gpsMinInterval: 0,
    ...options,
  });
  return pageServer(waycast, tokenFor('dispatcher'), folder);
}

function pageServer(waycast: Waycast, token: string, folder: string): PageServer {
  const url = waycast.url ?? '';
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  return {
    url,
    token,
    tokenFor,
    async report(...updates) {
      const response = await fetch(`${url}/api/tracking/batch`, {
        method: 'POST',
        headers,
        body: JSON.stringify({ updates }),
      });
      if (response.status !== 202)
        throw new Error(`The server refused a batch: ${response.status} ${await response.text()}`);
    },
    async lastLatitude(vehicleId) {
      const response = await fetch(`${url}/api/tracking/vehicles/${vehicleId}/location`, { headers });
      const body: unknown = await response.json();
      return typeof body === 'object' && body !== null && 'latitude' in body
        ? Number(body.latitude)
        : undefined;
    },
    stop: () => waycast.close(),
    async close() {
      await waycast.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function tokenFor(role: string, claims: TokenClaims = {}): string {
  return signToken({ sub: 'olga', ...claims, roles: [role], exp: Math.floor(Date.now() / 1000) + 3600 });
}

function signToken(claims: object): string {
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const body = `${part({ alg: 'HS256', typ: 'JWT' })}.${part(claims)}`;
  return `${body}.${createHmac('sha256', SECRET).update(body).digest('base64url')}`;
}
