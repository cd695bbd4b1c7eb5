import { SignJWT } from 'jose';

/** A token for a day, signed as `waycast token` signs. */
export function signToken(secret: string, role: string, vehicles: readonly string[] = []): Promise<string> {
  return new SignJWT({ roles: [role], vehicles })
    .setProtectedHeader({ alg: 'HS256' })
    .setSubject(`bench-${role}`)
    .setExpirationTime('1d')
    .sign(new TextEncoder().encode(secret));
}
