import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';

/** Undefined: the address may be connected to. Else the reason why not. */
export type AddressRules = (address: string) => string | undefined;

/**
 * Lets through what is reachable from everywhere, and the networks that the operator allows (`10.0.0.0/8`). Refuses
 * private, loopback, link-local, shared (CGNAT), multicast, reserved and unspecified addresses, those of tunnels and
 * translations, and IPv6 addresses that hold such an IPv4 address.
 */
export function addressRules(allowed: readonly string[]): AddressRules {
  const networks = allowed.map(networkOf);
  return (address) => {
    if (isIP(address) === 0) return `${address} is no address`;
    const parsed = ipaddr.process(stripZone(address));
    if (networks.some(([network, bits]) => parsed.kind() === network.kind() && parsed.match(network, bits)))
      return undefined;
    const range = parsed.range();
    return range === 'unicast' ? undefined : `${address} is a ${WORDS.get(range) ?? range} address`;
  };
}

/** In the words of people rather than of the library. */
const WORDS: ReadonlyMap<string, string> = new Map([
  ['uniqueLocal', 'private'],
  ['linkLocal', 'link-local'],
  ['carrierGradeNat', 'shared (carrier-grade NAT)'],
  ['ipv4Mapped', 'mapped'],
  ['rfc6052', 'translated'],
  ['rfc6145', 'translated'],
  ['6to4', 'tunnelled'],
  ['teredo', 'tunnelled'],
]);

type Network = readonly [network: ipaddr.IPv4 | ipaddr.IPv6, bits: number];

function networkOf(text: string): Network {
  if (text.includes('/')) return ipaddr.parseCIDR(text);
  const address = ipaddr.parse(text);
  return [address, address.kind() === 'ipv4' ? 32 : 128];
}

function stripZone(address: string): string {
  const [bare = address] = address.split('%');
  return bare;
}
