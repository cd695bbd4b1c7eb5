import type { IncomingMessage } from 'node:http';
import { BlockList, isIP } from 'node:net';

/** The address of the client behind a request. */
export type ClientAddress = (request: IncomingMessage) => string;

/** Networks behind the names that TRUST_PROXY takes. */
const NAMED_NETWORKS: Readonly<Record<string, readonly string[]>> = {
  loopback: ['127.0.0.0/8', '::1/128'],
  linklocal: ['169.254.0.0/16', 'fe80::/10'],
  uniquelocal: ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', 'fc00::/7'],
};

/** Stands for a peer without an address: one on a Unix socket, or one that is already gone. */
const NO_ADDRESS = 'unknown';

/**
 * Finds the client's address: the connection's own, or, when that is a trusted proxy, what the proxy says in
 * X-Forwarded-For. The header is read from its end, for only what trusted proxies added can be believed.
 */
export function createClientAddress(trustProxy: readonly string[]): ClientAddress {
  const trusted = networkList(trustProxy);
  const isTrusted = (address: string): boolean => {
    const version = isIP(address);
    return version !== 0 && trusted.check(address, version === 6 ? 'ipv6' : 'ipv4');
  };
  return (request) => {
    let address = plainAddress(request.socket.remoteAddress ?? NO_ADDRESS);
    for (const hop of forwardedFor(request)) {
      if (!isTrusted(address) || isIP(hop) === 0) break;
      address = hop;
    }
    return address;
  };
}

/** What counts as one client: an IPv4 address, or the /64 network that a host with IPv6 chooses its addresses from. */
export function addressKey(address: string): string {
  if (isIP(address) !== 6) return address;
  const [head = '', tail] = address.split('::');
  const first = head === '' ? [] : head.split(':');
  const last = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = tail === undefined ? 0 : Math.max(0, 8 - first.length - last.length);
  const groups = [...first, ...Array<string>(zeros).fill('0'), ...last];
  return `${groups
    .slice(0, 4)
    .map((group) => group.replace(/^0+(?=.)/, ''))
    .join(':')}::/64`;
}

function networkList(trustProxy: readonly string[]): BlockList {
  const list = new BlockList();
  for (const network of trustProxy.flatMap((entry) => NAMED_NETWORKS[entry] ?? [entry])) {
    const [address = '', bits] = network.split('/');
    const version = isIP(address) === 6 ? 'ipv6' : 'ipv4';
    list.addSubnet(address, bits === undefined ? (version === 'ipv6' ? 128 : 32) : Number(bits), version);
  }
  return list;
}

function forwardedFor(request: IncomingMessage): string[] {
  const header = request.headers['x-forwarded-for'];
  const text = Array.isArray(header) ? header.join() : (header ?? '');
  return text
    .split(',')
    .map((hop) => plainAddress(hop.trim()))
    .reverse();
}

/** Without the port and brackets that some proxies add, and as IPv4 where IPv6 only wraps it. */
function plainAddress(text: string): string {
  const [, bracketed, portless] = /^(?:\[([^\]]+)\](?::\d+)?|(\d+\.\d+\.\d+\.\d+):\d+)$/.exec(text) ?? [];
  const address = bracketed ?? portless ?? text;
  return address.startsWith('::ffff:') && isIP(address.slice(7)) === 4 ? address.slice(7) : address;
}
