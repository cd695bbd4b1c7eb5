import { createDecipheriv, createECDH, createPublicKey, hkdfSync, randomBytes, verify } from 'node:crypto';
import type { NewPushSubscription } from '@waycast/contract';
import { z } from 'zod';

/** What a browser has for one subscription: its keys, and how it reads what comes (RFC 8291, section 3 and 4). */
export function createPushBrowser() {
  const pair = createECDH('prime256v1');
  pair.generateKeys();
  const auth = randomBytes(16);
  const keys: NewPushSubscription['keys'] = {
    p256dh: pair.getPublicKey().toString('base64url'),
    auth: auth.toString('base64url'),
  };
  return {
    keys,
    /** Header of RFC 8188 (salt, record size, the sender's key), then one record with its padding. */
    decrypt(body: Buffer): string {
      const salt = body.subarray(0, 16);
      const recordSize = body.readUInt32BE(16);
      const idLength = body.readUInt8(20);
      const sender = body.subarray(21, 21 + idLength);
      const record = body.subarray(21 + idLength);
      if (record.length > recordSize) throw new Error('a push message is one record');
      const shared = pair.computeSecret(sender);
      const info = Buffer.concat([Buffer.from('WebPush: info\0'), pair.getPublicKey(), sender]);
      const input = derive(shared, auth, info, 32);
      const key = derive(input, salt, Buffer.from('Content-Encoding: aes128gcm\0'), 16);
      const nonce = derive(input, salt, Buffer.from('Content-Encoding: nonce\0'), 12);
      const decipher = createDecipheriv('aes-128-gcm', key, nonce);
      decipher.setAuthTag(record.subarray(-16));
      const padded = Buffer.concat([decipher.update(record.subarray(0, -16)), decipher.final()]);
      const end = padded.findLastIndex((byte) => byte !== 0);
      if (padded[end] !== 2) throw new Error('the last record ends with a 2');
      return padded.subarray(0, end).toString();
    },
  };
}

function derive(secret: Uint8Array, salt: Uint8Array, info: Uint8Array, bytes: number): Buffer {
  return Buffer.from(hkdfSync('sha256', secret, salt, info, bytes));
}

const Claims = z.object({ aud: z.string(), exp: z.number(), sub: z.string() });

/** The claims of `Authorization: vapid t=…, k=…` (RFC 8292), whose signature by that key is right; else it throws. */
export function readVapid(authorization: string) {
  const [, token = '', publicKey = ''] = /^vapid t=([\w.-]+), ?k=([\w-]+)$/.exec(authorization) ?? [];
  const [header = '', payload = '', signature = ''] = token.split('.');
  const point = Buffer.from(publicKey, 'base64url');
  const key = createPublicKey({
    format: 'jwk',
    key: {
      kty: 'EC',
      crv: 'P-256',
      x: point.subarray(1, 33).toString('base64url'),
      y: point.subarray(33).toString('base64url'),
    },
  });
  const signed = Buffer.from(`${header}.${payload}`);
  const bytes = Buffer.from(signature, 'base64url');
  if (!verify('sha256', signed, { key, dsaEncoding: 'ieee-p1363' }, bytes))
    throw new Error('a wrong signature');
  const { alg } = z
    .object({ alg: z.string() })
    .parse(JSON.parse(Buffer.from(header, 'base64url').toString()));
  return { alg, publicKey, claims: Claims.parse(JSON.parse(Buffer.from(payload, 'base64url').toString())) };
}
