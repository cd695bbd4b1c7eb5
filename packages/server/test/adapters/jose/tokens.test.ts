import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, exportSPKI, generateKeyPair, SignJWT, UnsecuredJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTokens } from '../../../src/adapters/jose/tokens.ts';

const SECRET = 'a secret of these tests, long enough for HS512 as well, which takes sixty-four bytes';
const NOW = Date.UTC(2026, 4, 4, 8);
const CLAIMS = { sub: 'driver-3', roles: ['driver'], vehicles: [7, 'bus-8'] };

let keys: Awaited<ReturnType<typeof generateKeyPair>>;
let keySet: Server;
let jwksUrl: string;

beforeAll(async () => {
  keys = await generateKeyPair('RS256', { extractable: true });
  const jwk = { ...(await exportJWK(keys.publicKey)), kid: 'k1', alg: 'RS256' };
  keySet = createServer((_request, response) => response.end(JSON.stringify({ keys: [jwk] })));
  keySet.listen(0, '127.0.0.1');
  await once(keySet, 'listening');
  jwksUrl = `http://127.0.0.1:${(keySet.address() as AddressInfo).port}/`;
});
afterAll(() => void keySet.close());

const expiring = (seconds: number) => new SignJWT(CLAIMS).setExpirationTime(NOW / 1000 + seconds);
const hmac = (token: SignJWT, alg = 'HS256', key = SECRET) =>
  token.setProtectedHeader({ alg }).sign(new TextEncoder().encode(key));
const rsa = (token: SignJWT) => token.setProtectedHeader({ alg: 'RS256', kid: 'k1' }).sign(keys.privateKey);
const tokens = (options: { secret?: string; jwksUrl?: string }) =>
  createTokens({ ...options, now: () => NOW });
const REFUSED = { code: 'unauthenticated' };

describe('[P13] tokens', () => {
  it('are good for the shared secret, and for a key of the key set', async () => {
    const both = tokens({ secret: SECRET, jwksUrl });
    for (const token of [await hmac(expiring(60)), await rsa(expiring(60))]) {
      const subject = await both.verify(token);
      expect(subject).toMatchObject({ id: 'driver-3', tenant: 'default', expiresAt: NOW + 60_000 });
      expect([...subject.vehicles]).toEqual(['7', 'bus-8']);
    }
  });

  it('are refused with another algorithm, none, or the public key taken for a secret', async () => {
    const publicKey = await exportSPKI(keys.publicKey);
    const forged = [
      await hmac(expiring(60), 'HS512'),
      await hmac(expiring(60), 'HS256', publicKey),
      new UnsecuredJWT(CLAIMS).setExpirationTime(NOW / 1000 + 60).encode(),
      await hmac(expiring(60), 'HS256', `${SECRET}?`),
    ];
    for (const token of forged) {
      await expect(tokens({ secret: SECRET, jwksUrl }).verify(token)).rejects.toMatchObject(REFUSED);
      await expect(tokens({ jwksUrl }).verify(token)).rejects.toMatchObject(REFUSED);
    }
    await expect(tokens({ secret: SECRET }).verify(await rsa(expiring(60)))).rejects.toMatchObject(REFUSED);
  });

  it('are forgiven 30 s of clock difference and no more', async () => {
    const { verify } = tokens({ secret: SECRET });
    await expect(verify(await hmac(expiring(-29)))).resolves.toMatchObject({ expiresAt: NOW + 1000 });
    await expect(verify(await hmac(expiring(-31)))).rejects.toMatchObject(REFUSED);
    await expect(verify(await hmac(expiring(60).setNotBefore(NOW / 1000 + 29)))).resolves.toBeDefined();
    await expect(verify(await hmac(expiring(60).setNotBefore(NOW / 1000 + 31)))).rejects.toMatchObject(
      REFUSED,
    );
  });

  it('need a subject, an expiry, known roles and a tenant that is one', async () => {
    const { verify } = tokens({ secret: SECRET });
    const signed = (claims: object) => hmac(new SignJWT({ ...claims }).setExpirationTime(NOW / 1000 + 60));
    const wrong = [
      signed({ roles: ['driver'] }),
      signed({ ...CLAIMS, roles: [] }),
      signed({ ...CLAIMS, roles: ['root'] }),
      signed({ ...CLAIMS, sub: 'a b' }),
      signed({ ...CLAIMS, tenant: 'vehicle' }),
      signed({ ...CLAIMS, tenant: 'Upper' }),
      hmac(new SignJWT(CLAIMS)),
    ];
    for (const token of wrong) await expect(verify(await token)).rejects.toMatchObject(REFUSED);
  });

  it('cannot be judged while the key set cannot be fetched', async () => {
    const { verify } = tokens({ jwksUrl: 'http://127.0.0.1:1/' });
    await expect(verify(await rsa(expiring(60)))).rejects.toMatchObject({ code: 'unavailable' });
  });
});
