import type { Secrecy } from './option.ts';

const MASK = '***';

/** A value as it may be shown: secrets become ***, of an address only the password (and what could hold one). */
export function mask(value: string, secret: Secrecy | undefined): string {
  switch (secret) {
    case undefined:
      return value;
    case 'all':
      return MASK;
    case 'password':
      return maskAddress(value);
  }
}

function maskAddress(value: string): string {
  const url = URL.parse(value);
  // Not an address: a password may stand anywhere in it.
  if (url === null || url.host === '') return MASK;
  if (url.password !== '') url.password = MASK;
  for (const name of url.searchParams.keys()) {
    if (/pass|secret|token|key/i.test(name)) url.searchParams.set(name, MASK);
  }
  return url.href;
}
