import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const root = fileURLToPath(new URL('../../', import.meta.url));
const protocol = readFileSync(`${root}docs/protocol.md`, 'utf8');

/** Numbers of the rules. A later one stands where it belongs; the others keep theirs. */
const rules = [...protocol.matchAll(/^- \*\*P(\d+)\*\* /gm)]
  .map(([, number]) => Number(number))
  .sort((a, b) => a - b);

const WHERE = [
  '{packages,apps}/*/test/**/*.test.{ts,tsx}',
  'packages/*/src/conformance/*.ts',
  'test/{repo,e2e}/**/*.test.ts',
];

/** Numbers that names of tests and of suites cite, with the files that do. */
function citations(): Map<number, Set<string>> {
  const files = globSync(WHERE, { cwd: root });
  const cited = new Map<number, Set<string>>();
  for (const file of files.filter((name) => !name.endsWith('protocol-rules.test.ts'))) {
    for (const [, number] of readFileSync(root + file, 'utf8').matchAll(/\[P(\d+)\]/g)) {
      const at = cited.get(Number(number)) ?? new Set();
      cited.set(Number(number), at.add(file));
    }
  }
  return cited;
}

it('numbers the rules of docs/protocol.md from 1, each once and none left out', () => {
  expect(rules).toEqual(rules.map((_, index) => index + 1));
  expect(rules.length).toBeGreaterThan(0);
});

it('every rule of docs/protocol.md is cited by the name of at least one test', () => {
  const cited = citations();
  expect(rules.filter((rule) => !cited.has(rule)).map((rule) => `P${rule}`)).toEqual([]);
});

it('no test cites a rule that docs/protocol.md does not have', () => {
  const unknown = [...citations()].filter(([rule]) => !rules.includes(rule));
  expect(unknown.map(([rule, files]) => `P${rule} in ${[...files].join(', ')}`)).toEqual([]);
});
