import { CurrentShare, NewShareLink } from '@waycast/contract';
import { signToken, type TokenClaims } from '../../src/adapters/jose/sign.ts';
import { createWaycast, type Waycast } from '../../src/app.ts';
import type { WaycastOptions } from '../../src/config.ts';

const jwtSecret = 'a secret of the tests, long enough to sign';

export interface HttpAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly json: unknown;
}

/** A whole server, and calls to it with tokens of its own. */
export interface SharingServer {
  readonly waycast: Waycast;
  readonly url: string;
  call(method: string, path: string, token?: string, body?: unknown): Promise<HttpAnswer>;
  /** Makes a link of a vehicle as a dispatcher of the tenant; `more` goes into the body. */
  share(vehicleId: string, more?: object, tenant?: string): Promise<NewShareLink>;
  current(token: string): Promise<CurrentShare>;
  report(vehicleId: string, more?: object, tenant?: string): Promise<void>;
}

export async function startSharingServer(options: WaycastOptions): Promise<SharingServer> {
  const waycast = await createWaycast({
    host: '127.0.0.1',
    port: 0,
    jwtSecret,
    logLevel: 'silent',
    drainTimeout: 0,
    gpsMinInterval: 0,
    commandsPerSecondPerSubject: 0,
    ...options,
  });
  const url = waycast.url ?? '';
  const call: SharingServer['call'] = async (method, path, token, body) => {
    const response = await fetch(url + path, {
      method,
      headers: {
        // The server ends connections that nothing came on for a while, which a test may just then use again.
        connection: 'close',
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, json: parsed(text) };
  };
  return {
    waycast,
    url,
    call,
    async share(vehicleId, more = {}, tenant) {
      const token = await tokenOf({ tenant });
      const { json } = await call('POST', '/api/shares', token, { kind: 'vehicle', vehicleId, ...more });
      return NewShareLink.parse(json);
    },
    async current(token) {
      return CurrentShare.parse((await call('GET', '/api/shares/current', token)).json);
    },
    async report(vehicleId, more = {}, tenant) {
      const fix = { vehicleId, latitude: 52.66, longitude: -8.63, ...more };
      const { status, json } = await call('POST', '/api/tracking/location', await tokenOf({ tenant }), fix);
      if (status !== 202) throw new Error(`a fix was refused: ${JSON.stringify(json)}`);
    },
  };
}

/** A dispatcher's token unless told otherwise. */
export function tokenOf(claims: Partial<TokenClaims> = {}): Promise<string> {
  return signToken(jwtSecret, { subject: 'olga', roles: ['dispatcher'], ttlS: 600, ...claims });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
