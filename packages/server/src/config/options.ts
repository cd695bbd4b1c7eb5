import type { Option, OptionSection } from './option.ts';
import { REDIS_OPTIONS } from './redis-options.ts';
import { SERVER_OPTIONS } from './server-options.ts';
import { TENANT_OPTIONS } from './tenant-options.ts';
import { TRACKING_OPTIONS } from './tracking-options.ts';

/** Every option of the server, by its name in `createWaycast`. */
export const OPTIONS = {
  ...SERVER_OPTIONS,
  ...TRACKING_OPTIONS,
  ...TENANT_OPTIONS,
  ...REDIS_OPTIONS,
} as const;

type Options = typeof OPTIONS;
/** `port`, `databaseUrl`, …: an option's name in `createWaycast`. */
export type OptionName = keyof Options;
type Value<O> = O extends Option<infer V, infer D> ? V | D : never;

/** All options with their values; undefined where an option is not set and has no default. */
export type WaycastConfig = { readonly [N in OptionName]: Value<Options[N]> };
/** Options as a caller gives them: absent or undefined takes the default. */
export type OptionValues = { readonly [N in OptionName]?: Value<Options[N]> | undefined };

/** Names of all options, in the order in which they are printed. */
export const OPTION_NAMES: readonly OptionName[] = namesBySection();

/** The definition of an option whose type of value does not matter. */
export function optionNamed(name: OptionName): Option<unknown> {
  return OPTIONS[name];
}

/** Environment variables of an option, the one that wins first. */
export function variablesOf(name: OptionName): readonly string[] {
  const { env, aliases } = optionNamed(name);
  return [env, ...aliases];
}

/** Whether a caller's key is an option's name. */
export function isOptionName(name: string): name is OptionName {
  return Object.hasOwn(OPTIONS, name);
}

function namesBySection(): OptionName[] {
  const order: readonly OptionSection[] = [
    'Listening',
    'Identity',
    'Storage',
    'Tracking',
    'Sockets',
    'Limits',
    'Redis',
    'Orders',
    'Operation',
  ];
  const names = Object.keys(OPTIONS).filter(isOptionName);
  return order.flatMap((section) => names.filter((name) => optionNamed(name).section === section));
}
