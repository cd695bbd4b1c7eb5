import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import {
  COMMAND_NAMES,
  ERROR_CODES,
  EVENT_NAMES,
  KEYS,
  ROLES,
  ROUTE_NAMES,
  TOPIC_FAMILIES,
} from '@waycast/contract';
import { OPTION_NAMES, optionNamed } from '@waycast/server/config';
import { describe, expect, it } from 'vitest';
import { POLICIES } from '../../packages/server/src/kernel/policies.ts';
import { compareTexts } from '../../scripts/reference/compare-texts.ts';
import { renderReference } from '../../scripts/reference/render-reference.ts';

const folder = fileURLToPath(new URL('../../docs/reference/', import.meta.url));
const files = renderReference();

describe('docs/reference', () => {
  it.each([...files])('%s is what the sources say; `npm run generate` writes it anew', (name, text) => {
    expect(compareTexts(readFileSync(folder + name, 'utf8'), text)).toBe('  the same lines in another order');
    expect(readFileSync(folder + name, 'utf8')).toBe(text);
  });

  const tables: [string, readonly string[]][] = [
    ['http.md', ROUTE_NAMES],
    ['commands.md', COMMAND_NAMES],
    ['events.md', EVENT_NAMES],
    ['errors.md', ERROR_CODES],
    ['topics.md', TOPIC_FAMILIES],
    ['keys.md', Object.values(KEYS).map(({ pattern }) => pattern)],
    ['policies.md', [...Object.keys(POLICIES), ...COMMAND_NAMES, ...ROUTE_NAMES, ...TOPIC_FAMILIES]],
    ['options.md', OPTION_NAMES.flatMap((name) => [name, optionNamed(name).env])],
  ];

  it.each(tables)('%s has a place for everything of the registry', (file, names) => {
    const text = files.get(file) ?? '';
    expect(
      names.filter((name) => !text.includes(`\`${name}\``) && !text.includes(`\`${name}:{id}\``)),
    ).toEqual([]);
  });

  it('the table of policies has a column for every role', () => {
    expect(files.get('policies.md')).toContain(`| action | ${ROLES.join(' | ')} | denied |`);
  });
});

describe('the drift check', () => {
  it('names the lines that only one text has', () => {
    expect(compareTexts('a\nb\nc', 'a\nB\nc\nd')).toBe('  - b\n  + B\n  + d');
  });
});
