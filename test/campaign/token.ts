import { createHmac } from 'node:crypto';

/** A token for a day, signed with HS256 (RFC 7519). */
export function signCampaignToken(secret: string, role: string, subject = `campaign-${role}`): string {
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const exp = Math.floor(Date.now() / 1000) + 86_400;
  const signed = `${part({ alg: 'HS256', typ: 'JWT' })}.${part({ sub: subject, roles: [role], exp })}`;
  return `${signed}.${createHmac('sha256', secret).update(signed).digest('base64url')}`;
}
