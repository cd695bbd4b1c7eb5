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
  return signQuickly(secret, { sub: `viewer-${n}`, roles: ['viewer'], vehicles: [vehicleId] });
}

/** The n-th of many drivers, `driver-N` in `car-N`. */
export function signDriver(secret: string, n: number): string {
  return signQuickly(secret, { sub: `driver-${n}`, roles: ['driver'], vehicles: [`car-${n}`] });
}

/** Somebody who talks, by a role and a name of its own. */
export function signPerson(secret: string, role: string, subject: string): string {
  return signQuickly(secret, { sub: subject, roles: [role] });
}

function signQuickly(secret: string, claims: object): string {
  const exp = Math.floor(Date.now() / 1000) + 86_400;
  const signed = [{ alg: 'HS256' }, { ...claims, exp }].map((part) =>
    Buffer.from(JSON.stringify(part)).toString('base64url'),
  );
  const text = signed.join('.');
  return `${text}.${createHmac('sha256', secret).update(text).digest('base64url')}`;
}
