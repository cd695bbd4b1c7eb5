import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { compareTexts } from './reference/compare-texts.ts';
import { renderReference } from './reference/render-reference.ts';

// Writes docs/reference from the sources: `npm run generate`. With `--check` it writes nothing and fails when a file
// differs from what the sources say, is missing, or is no longer made.

const folder = fileURLToPath(new URL('../docs/reference/', import.meta.url));
const files = renderReference();
const present = existsSync(folder) ? await readdir(folder) : [];
const stale = present.filter((name) => !files.has(name));

if (process.argv.includes('--check')) process.exit((await check()) ? 0 : 1);
await mkdir(folder, { recursive: true });
for (const [name, text] of files) await writeFile(folder + name, text);
for (const name of stale) await rm(folder + name);
console.log(
  `docs/reference: ${files.size} files written${stale.length === 0 ? '' : `, ${stale.join(', ')} removed`}.`,
);

async function check(): Promise<boolean> {
  const differences: string[] = stale.map((name) => `docs/reference/${name} is not generated from anything.`);
  for (const [name, text] of files) {
    const written = present.includes(name) ? await readFile(folder + name, 'utf8') : undefined;
    if (written === text) continue;
    differences.push(
      written === undefined
        ? `docs/reference/${name} is missing.`
        : `docs/reference/${name} differs:\n${compareTexts(written, text)}`,
    );
  }
  for (const difference of differences) console.error(difference);
  console.error(
    differences.length === 0 ? 'docs/reference is up to date.' : '\nnpm run generate writes them anew.',
  );
  return differences.length === 0;
}
