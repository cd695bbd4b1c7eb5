import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { OPTION_NAMES, optionNamed } from '@waycast/server/config';
import { expect, test } from 'vitest';
import { REPOSITORY } from './shipped.ts';

const GUIDES = ['running.md', 'scaling.md', 'backup.md', 'alerts.md'];

test.each(GUIDES)('%s: what it links to exists', async (name) => {
  const path = join(REPOSITORY, 'docs/guides', name);
  const text = await readFile(path, 'utf8');
  const links = [...text.matchAll(/\]\((?!https?:)([^)#]+)/g)].map(([, link = '']) => link);
  expect(links.filter((link) => !existsSync(join(dirname(path), link)))).toEqual([]);
});

const known = new Set(OPTION_NAMES.map(optionNamed).flatMap(({ env, aliases }) => [env, ...aliases]));
/** Of the guides' own commands. */
const OWN = ['RESTORED_URL', 'RESTORED_DIR'];

test.each(GUIDES)('%s: the options that it names exist', async (name) => {
  const text = await readFile(join(REPOSITORY, 'docs/guides', name), 'utf8');
  const named = [...text.matchAll(/`([A-Z][A-Z]+(?:_[A-Z]+)+)`/g)].map(([, option = '']) => option);
  expect(named.filter((option) => !known.has(option) && !OWN.includes(option))).toEqual([]);
});
