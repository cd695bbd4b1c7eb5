import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const SOURCES = new URL('../src/', import.meta.url);

/** What a source imports when it runs: `import type` is gone by then, other imports are not. */
function runtimeImports(source: string): string[] {
  return [...source.matchAll(/^(?:import|export) (?!type )[^;]*?from '([^']+)';/gm)].map(
    ([, from]) => from ?? '',
  );
}

describe('what comes into a browser', () => {
  it('is this package and the two parts of the contract that need no schema library', () => {
    const imported = readdirSync(SOURCES).flatMap((file) =>
      runtimeImports(readFileSync(new URL(file, SOURCES), 'utf8')),
    );
    const packages = new Set(imported.filter((from) => !from.startsWith('./')));
    expect(packages).toEqual(new Set(['@waycast/contract/errors', '@waycast/contract/version']));
  });

  it.each(['errors', 'version'])('%s of the contract imports nothing', (part) => {
    const url = import.meta.resolve(`@waycast/contract/${part}`);
    expect(runtimeImports(readFileSync(new URL(url), 'utf8'))).toEqual([]);
  });
});
