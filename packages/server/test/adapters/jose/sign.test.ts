import { decodeJwt, jwtVerify } from 'jose';
import { describe, expect, it } from 'vitest';
import { signToken } from '../../../src/adapters/jose/sign.ts';
import { createTokens } from '../../../src/adapters/jose/tokens.ts';

const SECRET = 'a secret of these tests, long enough to sign';
const CLAIMS = { subject: 'dave', roles: ['driver'], ttlS: 600 } as const;

describe('signing a token', () => {
  it('gives one that a server with the same secret, issuer and audience accepts, and no other', async () => {
    const token = await signToken(SECRET, { ...CLAIMS, vehicles: ['bus-7'], issuer: 'me', audience: 'you' });
    const check = (issuer: string, audience: string) =>
      createTokens({ secret: SECRET, issuer, audience, now: Date.now }).verify(token);
    expect(await check('me', 'you')).toMatchObject({ id: 'dave', tenant: 'default' });
    await expect(check('me', 'them')).rejects.toMatchObject({ code: 'unauthenticated' });
    await expect(check('her', 'you')).rejects.toMatchObject({ code: 'unauthenticated' });
  });

  it('says nothing of issuer, audience and vehicles that were not asked for', async () => {
    const token = await signToken(SECRET, { ...CLAIMS, vehicles: [] });
    const { protectedHeader } = await jwtVerify(token, Buffer.from(SECRET));
    expect(protectedHeader.alg).toBe('HS256');
    expect(Object.keys(decodeJwt(token)).sort()).toEqual(['exp', 'iat', 'roles', 'sub', 'tenant']);
  });

  it('refuses claims that no server would accept', async () => {
    await expect(signToken(SECRET, { ...CLAIMS, tenant: 'Not A Tenant' })).rejects.toMatchObject({
      code: 'invalid',
      message: expect.stringContaining('tenant'),
    });
  });
});
