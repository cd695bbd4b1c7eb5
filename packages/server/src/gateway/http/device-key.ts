import { WaycastError } from '@waycast/contract';
import { queryOf } from './route-paths.ts';

const CREDENTIALS = /^(Bearer|Basic) +(\S+) *$/i;
/** Where clients put the key that can set neither header nor password. */
export const KEY_PARAMETER = 'key';

/** The key that a device shows. Throws `unauthenticated` where there is none. */
export function deviceKeyOf(authorization: string | undefined, url: string): string {
  const [, scheme, credentials = ''] = CREDENTIALS.exec(authorization ?? '') ?? [];
  const key = scheme === undefined ? inQuery(url) : isBasic(scheme) ? passwordOf(credentials) : credentials;
  if (key !== undefined && key !== '') return key;
  throw new WaycastError(
    'unauthenticated',
    'this needs the key of a device: as Authorization: Bearer KEY, as the password of HTTP Basic, or as ?key=KEY',
  );
}

function isBasic(scheme: string): boolean {
  return scheme.toLowerCase() === 'basic';
}

function passwordOf(credentials: string): string {
  const pair = Buffer.from(credentials, 'base64').toString();
  return pair.slice(pair.indexOf(':') + 1);
}

function inQuery(url: string): string | undefined {
  return new URLSearchParams(queryOf(url)).get(KEY_PARAMETER) ?? undefined;
}
