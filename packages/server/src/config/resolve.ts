import { suggest } from '@waycast/contract';
import { mask } from './mask.ts';
import type { Option, Profile } from './option.ts';
import { isOptionName, OPTION_NAMES, type OptionValues, optionNamed, type WaycastConfig } from './options.ts';
import { ConfigError, type ConfigProblem } from './problem.ts';
import { crossChecks } from './rules.ts';

/** Options of `createWaycast` that are no settings: they hold objects of the embedding application. */
const EMBEDDING_OPTIONS: readonly string[] = ['server', 'authorize', 'demo', 'dashboardDir', 'widgetFile'];

/**
 * Completes options with the profile's values and the defaults. Throws ConfigError naming every option that is
 * unknown, out of range, or at odds with another.
 */
export function resolveConfig(options: OptionValues): WaycastConfig {
  const problems = [...unknownOptions(options), ...invalidOptions(options)];
  if (problems.length > 0) throw new ConfigError(problems);
  const config = withDefaults(options);
  const conflicts = crossChecks(config);
  if (conflicts.length > 0) throw new ConfigError(conflicts);
  return config;
}

/** Valid options, completed; conflicts between them are not looked for. */
export function withDefaults(options: OptionValues): WaycastConfig {
  const profile = options.profile ?? 'fleet';
  const entries = OPTION_NAMES.map((name) => [name, options[name] ?? defaultOf(optionNamed(name), profile)]);
  // Every value has been checked against its option's schema by now; the compiler cannot follow the loop.
  return Object.freeze(Object.fromEntries(entries)) as WaycastConfig;
}

/** The value of an option that nobody set. */
export function defaultOf(option: Option<unknown>, profile: Profile): unknown {
  return option.profiles[profile] ?? option.default;
}

/**
 * What is wrong with a value of an option, or undefined. `setting` is the name by which the caller gave it, `shown` the
 * value as it may be shown.
 */
export function invalidValue(
  setting: string,
  option: Option<unknown>,
  value: unknown,
  shown: string,
): ConfigProblem | undefined {
  if (option.kind.schema.safeParse(value).success) return undefined;
  return { setting, message: `${setting} is ${shown}, but takes ${option.kind.takes}.` };
}

function invalidOptions(options: OptionValues): ConfigProblem[] {
  const found = OPTION_NAMES.map((name) => {
    const value: unknown = options[name];
    const option = optionNamed(name);
    return value === undefined
      ? undefined
      : invalidValue(name, option, value, mask(show(value), option.secret));
  });
  return found.filter((problem) => problem !== undefined);
}

function show(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? String(value));
}

function unknownOptions(options: object): ConfigProblem[] {
  const unknown = Object.keys(options).filter(
    (name) => !isOptionName(name) && !EMBEDDING_OPTIONS.includes(name),
  );
  return unknown.map((name) => {
    const meant = suggest(name, [...OPTION_NAMES, ...EMBEDDING_OPTIONS]);
    const hint = meant === undefined ? 'The reference lists them all.' : `Did you mean ${meant}?`;
    return { setting: name, message: `${name} is not an option of createWaycast. ${hint}` };
  });
}
