import { readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';
import { suggest } from '@waycast/contract';
import { mask } from './mask.ts';
import {
  OPTION_NAMES,
  type OptionName,
  type OptionValues,
  optionNamed,
  variablesOf,
  type WaycastConfig,
} from './options.ts';
import type { ConfigProblem } from './problem.ts';
import { defaultOf, invalidValue, withDefaults } from './resolve.ts';
import { crossChecks } from './rules.ts';

/** Environment variables; an empty value counts as not set. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** Where an option's value came from. */
export type ConfigSource = 'default' | 'profile' | '.env' | 'environment';

/** One option as it stands. */
export interface ConfigEntry {
  readonly name: OptionName;
  readonly env: string;
  /** As one would write it; secrets masked; undefined when the option is not set. */
  readonly value: string | undefined;
  readonly source: ConfigSource;
}

/** Everything that an environment says, right or wrong. */
export interface ConfigReport {
  /** What was set and is valid. */
  readonly options: OptionValues;
  /** The valid options, completed. */
  readonly config: WaycastConfig;
  readonly entries: readonly ConfigEntry[];
  readonly problems: readonly ConfigProblem[];
}

/** Variables of the environment and of the file, with the source of each; the environment wins. */
interface Variables {
  get(variable: string): { readonly text: string; readonly source: ConfigSource } | undefined;
  readonly names: readonly string[];
}

/** Reads all options from `environment` and, below it, from the variables of an env file's text. */
export function readEnvironment(environment: Environment, file: Environment): ConfigReport {
  const variables = merge(environment, file);
  const set = new Map<OptionName, { value: unknown; source: ConfigSource }>();
  const problems: ConfigProblem[] = unknownVariables(variables.names);
  for (const name of OPTION_NAMES) {
    const found = variablesOf(name).map((variable) => ({ variable, ...variables.get(variable) }));
    const given = found.find(({ text }) => text !== undefined);
    if (given?.text === undefined || given.source === undefined) continue;
    const option = optionNamed(name);
    const value = option.kind.read(given.text);
    // Masked before it is quoted: in quotes an address is none.
    const shown = JSON.stringify(mask(given.text, option.secret));
    const problem = invalidValue(given.variable, option, value, shown);
    if (problem === undefined) set.set(name, { value, source: given.source });
    else problems.push(problem);
  }
  // Only values that passed their option's schema are in the map.
  const options = Object.fromEntries([...set].map(([name, { value }]) => [name, value])) as OptionValues;
  const config = withDefaults(options);
  const wrong = new Set(problems.map(({ setting }) => setting));
  problems.push(...crossChecks(config).filter(({ setting }) => !wrong.has(setting)));
  return {
    options,
    config,
    problems,
    entries: OPTION_NAMES.map((name) => entryOf(name, config, set.get(name)?.source)),
  };
}

/** Variables of an env file; none when there is no such file. Throws when it cannot be read. */
export function readEnvFile(path: string): Environment {
  try {
    return parseEnv(readFileSync(path, 'utf8'));
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return {};
    throw error;
  }
}

function entryOf(name: OptionName, config: WaycastConfig, source: ConfigSource | undefined): ConfigEntry {
  const option = optionNamed(name);
  const value: unknown = config[name];
  const written = value === undefined ? undefined : mask(option.kind.write(value), option.secret);
  const fromProfile = defaultOf(option, config.profile) !== option.default;
  return { name, env: option.env, value: written, source: source ?? (fromProfile ? 'profile' : 'default') };
}

function merge(environment: Environment, file: Environment): Variables {
  const isSet = ([, text]: [string, string | undefined]): boolean => text !== undefined && text.trim() !== '';
  const layers = [
    ...Object.entries(file)
      .filter(isSet)
      .map(([name, text]) => ({ name, text, source: '.env' as const })),
    ...Object.entries(environment)
      .filter(isSet)
      .map(([name, text]) => ({ name, text, source: 'environment' as const })),
  ];
  const byName = new Map(
    layers.map(({ name, text, source }) => [name, { text: (text ?? '').trim(), source }]),
  );
  return { get: (variable) => byName.get(variable), names: [...byName.keys()] };
}

function unknownVariables(names: readonly string[]): ConfigProblem[] {
  const known = OPTION_NAMES.flatMap(variablesOf);
  const unknown = names.filter((name) => name.startsWith('WAYCAST_') && !known.includes(name));
  return unknown.map((name) => {
    const meant = suggest(name, known) ?? suggest(name.slice('WAYCAST_'.length), known);
    const hint = meant === undefined ? '`waycast config` lists all that are.' : `Did you mean ${meant}?`;
    return { setting: name, message: `${name} is not a known setting. ${hint}` };
  });
}
