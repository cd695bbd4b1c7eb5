import { InvalidArgumentError } from 'commander';

const UNIT_SECONDS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400 };

/** `90`, `90s`, `15m`, `1h`, `7d` as seconds; a bare number counts seconds. */
export function parseSeconds(text: string): number {
  const [, amount, unit = 's'] = /^(\d{1,9})(s|m|h|d)?$/.exec(text.trim()) ?? [];
  const seconds = Number(amount) * (UNIT_SECONDS[unit] ?? 1);
  if (!Number.isFinite(seconds) || seconds < 1)
    throw new InvalidArgumentError('It takes a time such as 30s, 15m, 1h or 7d.');
  return seconds;
}

/** A whole number of at least `min`. */
export function parseWhole(min: number, max: number): (text: string) => number {
  return (text) => {
    const value = /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
    if (!(value >= min && value <= max))
      throw new InvalidArgumentError(`It takes a whole number from ${min} to ${max}.`);
    return value;
  };
}

/** An http(s) address, without a slash at the end. */
export function parseUrl(text: string): string {
  const url = URL.parse(text);
  if (url === null || !/^https?:$/.test(url.protocol)) {
    throw new InvalidArgumentError('It takes an address such as http://localhost:3000.');
  }
  return url.href.replace(/\/+$/, '');
}

/** A `mailto:` or `https:` address. */
export function parseContact(text: string): string {
  if (/^(mailto:[^@\s]+@[^@\s]+|https:\/\/[^\s/]+\S*)$/.test(text)) return text;
  throw new InvalidArgumentError('It takes mailto:NAME@HOST or an https: address.');
}

/** `1`, `60`, `0.5` times real time, or `max`. */
export function parseSpeed(text: string): number | 'max' {
  if (text === 'max') return 'max';
  const factor = /^\d{1,6}(\.\d{1,3})?$/.test(text) ? Number(text) : Number.NaN;
  if (!(factor > 0)) throw new InvalidArgumentError('It takes max, or a number above 0 such as 1 or 60.');
  return factor;
}
