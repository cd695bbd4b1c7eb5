import { createHmac } from 'node:crypto';
import { SignJWT } from 'jose';

/** A token for a day, signed as `waycast token` signs. */
export function signToken(secret: string, role: string, vehicles: readonly string[] = []): Promise<string> {
  return new SignJWT({ roles: [role], vehicles })
    .setProtectedHeader({ alg: 'HS256' })
    .setSubject(`bench-${role}`)
    .setExpirationTime('1d')
    .sign(new TextEncoder().encode(secret));
}

/** The n-th of many viewers: a token of a subject of its own, who may follow one vehicle. In Node, for speed. */
export function signViewer(secret: string, n: number, vehicleId: string): string {
  const exp = Math.floor(Date.now() / 1000) + 86_400;
  const claims = { sub: `viewer-${n}`, roles: ['viewer'], vehicles: [vehicleId], exp };
  const signed = [{ alg: 'HS256' }, claims].map((part) =>
    Buffer.from(JSON.stringify(part)).toString('base64url'),
  );
  const text = signed.join('.');
  return `${text}.${createHmac('sha256', secret).update(text).digest('base64url')}`;
}
