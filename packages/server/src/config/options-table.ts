import type { Option } from './option.ts';
import { OPTION_NAMES, type OptionName, optionNamed } from './options.ts';

/** The reference of all options as a Markdown page. */
export function renderOptionsTable(): string {
  const sections = [...new Set(OPTION_NAMES.map((name) => optionNamed(name).section))];
  return [
    '# Options',
    '',
    'Each option is an environment variable, also read from `.env` in the working directory, and an option of',
    '`createWaycast`. An empty variable counts as not set. An unknown `WAYCAST_*` variable or a value that an option',
    'does not take stops the start with a message that names it. `waycast config` prints what is in force.',
    '',
    ...sections.flatMap(renderSection),
  ].join('\n');
}

function renderSection(section: string): string[] {
  const names = OPTION_NAMES.filter((name) => optionNamed(name).section === section);
  return [
    `## ${section}`,
    '',
    '| variable | `createWaycast` | default | takes | meaning |',
    '|---|---|---|---|---|',
    ...names.map(renderRow),
    '',
  ];
}

function renderRow(name: OptionName): string {
  const option = optionNamed(name);
  const aliases = option.aliases.map((alias) => ` (alias \`${alias}\`)`).join('');
  const unit = option.unit === undefined ? '' : ` in ${UNIT_NAMES[option.unit]}`;
  const cells = [
    `\`${option.env}\`${aliases}`,
    `\`${name}\``,
    renderDefault(option),
    option.kind.takes + unit,
    option.doc,
  ];
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
}

const UNIT_NAMES = { ms: 'milliseconds', s: 'seconds', days: 'days', MB: 'MB' } as const;

function renderDefault(option: Option<unknown>): string {
  const written = (value: unknown): string => (value === undefined ? '–' : option.kind.write(value));
  const quote = (text: string): string => (text === '' || text === '–' ? '–' : `\`${text}\``);
  const profiles = Object.entries(option.profiles).map(
    ([profile, value]) => `${quote(written(value))} in profile ${profile}`,
  );
  return [quote(written(option.default)), ...profiles].join('; ');
}
