import { type LookupAddress, lookup } from 'node:dns';
import type { LookupFunction } from 'node:net';
import type { AddressRules } from './address-rules.ts';

/** Asks for the addresses of a name, as `dns.lookup` does with `all`. */
export type ResolveName = (
  name: string,
  done: (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void,
) => void;

/** A name that leads to no address that may be connected to. */
export class RefusedAddress extends Error {}

const systemResolve: ResolveName = (name, done) => lookup(name, { all: true }, done);

/**
 * A `lookup` for connections that hands over the addresses that were checked and no others: the connection is made to
 * exactly these, so that a name which answers differently a moment later gains nothing. A name of which any address is
 * refused is refused as a whole.
 */
export function checkedLookup(rules: AddressRules, resolve: ResolveName = systemResolve): LookupFunction {
  return (name, options, callback) => {
    resolve(name, (error, addresses) => {
      if (error !== null) return callback(error, '', 0);
      const reason = addresses.map(({ address }) => rules(address)).find((one) => one !== undefined);
      const [first] = addresses;
      if (reason !== undefined || first === undefined)
        return callback(new RefusedAddress(reason ?? 'it has no address'), '', 0);
      if (options.all === true) return callback(null, addresses);
      return callback(null, first.address, first.family);
    });
  };
}
