import type { Kind } from './kinds.ts';

/** Headings under which options are printed and documented. */
export type OptionSection =
  | 'Listening'
  | 'Identity'
  | 'Storage'
  | 'Redis'
  | 'Sockets'
  | 'Tracking'
  | 'Orders'
  | 'Limits'
  | 'Operation';

/** Named sets of defaults. */
export type Profile = 'fleet' | 'school';

/** How much of a value must not be shown: everything, or the password of a URL. */
export type Secrecy = 'all' | 'password';

/** One setting: everything that the server, the command line and the documentation know about it. */
export interface Option<V, D extends V | undefined = V | undefined> {
  /** Environment variable. */
  readonly env: string;
  /** Other variables that mean the same; `env` wins. */
  readonly aliases: readonly string[];
  readonly section: OptionSection;
  readonly kind: Kind<V>;
  /** Undefined: not set. */
  readonly default: D;
  /** Values that a profile puts in place of the default. */
  readonly profiles: Partial<Readonly<Record<Profile, V>>>;
  readonly unit: Unit | undefined;
  readonly secret: Secrecy | undefined;
  /** One sentence. */
  readonly doc: string;
}

type Unit = 'ms' | 's' | 'days' | 'MB';

interface OptionInput<V> {
  readonly env: string;
  readonly aliases?: readonly string[];
  readonly section: OptionSection;
  readonly kind: Kind<V>;
  readonly profiles?: Partial<Readonly<Record<Profile, V>>>;
  readonly unit?: Unit;
  readonly secret?: Secrecy;
  readonly doc: string;
}

/** An option that always has a value. */
export function option<V>(input: OptionInput<V> & { readonly default: NoInfer<V> }): Option<V, V> {
  return { aliases: [], profiles: {}, unit: undefined, secret: undefined, ...input };
}

/** An option that may stay unset. */
export function optional<V>(input: OptionInput<V>): Option<V, undefined> {
  return { aliases: [], profiles: {}, unit: undefined, secret: undefined, ...input, default: undefined };
}
