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

/** `redis.internal:6379/0`: what is written most often where an address should be. */
const HOST_AND_PORT = /^[\w-]+(\.[\w-]+)*:\d{1,5}(\/\d*)?$/;

function maskAddress(value: string): string {
  if (HOST_AND_PORT.test(value)) return value;
  const url = URL.parse(value);
  // Not an address: a password may stand anywhere in it.
  if (url === null || url.host === '') return MASK;
  if (url.password !== '') url.password = MASK;
  for (const name of url.searchParams.keys()) {
    if (/pass|secret|token|key/i.test(name)) url.searchParams.set(name, MASK);
  }
  return url.href;
}
