import { isIP } from 'node:net';
import { z } from 'zod';

/** A host and port, as in `REDIS_SENTINELS`. */
export interface HostPort {
  readonly host: string;
  readonly port: number;
}

/** What an option's values are: how text becomes one, and what is valid. */
export interface Kind<T> {
  /** Completes the sentence "PORT takes …". */
  readonly takes: string;
  readonly schema: z.ZodType<T>;
  /** Turns an environment variable's text into a candidate; what cannot be read is returned as it is and fails. */
  read(text: string): unknown;
  /** The value as one would write it in the environment. */
  write(value: T): string;
}

const readText = (text: string): unknown => text;

/** A whole number from `min` to `max`; `zero` says what 0 means. */
export function whole(min: number, max: number, zero?: string): Kind<number> {
  const bounds = max === Number.MAX_SAFE_INTEGER ? `of at least ${min}` : `from ${min} to ${max}`;
  return {
    takes: `a whole number ${bounds}${zero === undefined ? '' : ` (0: ${zero})`}`,
    schema: z.number().int().min(min).max(max),
    read: (text) => (/^-?\d{1,16}$/.test(text) ? Number(text) : text),
    write: String,
  };
}

/** Any text without control characters. */
export function text(takes: string, maxLength = 4096): Kind<string> {
  const schema = z
    .string()
    .min(1)
    .max(maxLength)
    .regex(/^\P{Cc}+$/u);
  return { takes, schema, read: readText, write: String };
}

/** One of a few words. */
export function oneOf<const V extends string>(...values: readonly [V, ...V[]]): Kind<V> {
  return { takes: `one of ${values.join(', ')}`, schema: z.enum(values), read: readText, write: String };
}

const SWITCH: ReadonlyMap<string, boolean> = new Map([
  ['true', true],
  ['1', true],
  ['yes', true],
  ['on', true],
  ['false', false],
  ['0', false],
  ['no', false],
  ['off', false],
]);

/** On or off. */
export const flag: Kind<boolean> = {
  takes: 'true or false',
  schema: z.boolean(),
  read: (value) => SWITCH.get(value.toLowerCase()) ?? value,
  write: String,
};

/** A URL of one of the protocols; `valid` may refuse more. */
export function address(
  protocols: readonly string[],
  takes: string,
  valid: (url: URL) => boolean = () => true,
): Kind<string> {
  const isValid = (value: string): boolean => {
    const url = URL.parse(value);
    return url !== null && protocols.includes(url.protocol) && valid(url);
  };
  return { takes, schema: z.string().max(4096).refine(isValid), read: readText, write: String };
}

/** A host name or IP address to listen on. */
export const host: Kind<string> = {
  takes: 'a host name or IP address without a port',
  schema: z
    .string()
    .refine((value) => isIP(value) !== 0 || /^[A-Za-z0-9]([A-Za-z0-9.-]{0,252}[A-Za-z0-9])?$/.test(value)),
  read: readText,
  write: String,
};

/** A comma-separated list, each entry checked by `valid`. */
function list(takes: string, valid: (entry: string) => boolean): Kind<readonly string[]> {
  return {
    takes,
    schema: z.array(z.string().refine(valid)).readonly(),
    read: split,
    write: (values) => values.join(','),
  };
}

/** Origins as browsers send them, or `*`. */
export const origins: Kind<readonly string[]> = list(
  'comma-separated origins such as https://app.example.com (scheme, host and port only), or *',
  (entry) => entry === '*' || (URL.parse(entry)?.origin === entry && entry !== 'null'),
);

const PROXY_NAMES = new Set(['loopback', 'linklocal', 'uniquelocal']);

/** Addresses and networks of proxies; never "all", since then anyone could claim any address. */
export const proxies: Kind<readonly string[]> = list(
  'comma-separated IP addresses, networks such as 10.0.0.0/8, loopback, linklocal or uniquelocal',
  (entry) => PROXY_NAMES.has(entry) || isNetwork(entry),
);

/** Networks, or single addresses, without names for them. */
export const networks: Kind<readonly string[]> = list(
  'comma-separated IP addresses or networks such as 10.0.0.0/8',
  isNetwork,
);

function isNetwork(entry: string): boolean {
  const [ip = '', bits, rest] = entry.split('/');
  if (isIP(ip) === 0 || rest !== undefined) return false;
  return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (isIP(ip) === 6 ? 128 : 32));
}

const HostPortSchema = z.object({ host: z.string().min(1), port: z.number().int().min(1).max(65_535) });

/** `host:port,host:port…`; an IPv6 address stands in brackets. */
export const hostPorts: Kind<readonly HostPort[]> = {
  takes: 'host:port,host:port… (an IPv6 address in brackets)',
  schema: z.array(HostPortSchema).min(1).readonly(),
  read: (value) => split(value).map((entry) => readHostPort(entry) ?? entry),
  write: (values) =>
    values.map(({ host: name, port }) => `${name.includes(':') ? `[${name}]` : name}:${port}`).join(','),
};

function readHostPort(entry: string): HostPort | undefined {
  const [, bracketed, name, port] =
    /^(?:\[([0-9A-Fa-f:.]+)\]|([A-Za-z0-9._-]+)):(\d{1,5})$/.exec(entry) ?? [];
  const found = bracketed ?? name;
  return found === undefined ? undefined : { host: found, port: Number(port) };
}

function split(value: string): string[] {
  return value
    .split(',')
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '');
}
