import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const read = (path: string) => readFileSync(new URL(path, import.meta.url), 'utf8');

/** Code without its imports and indentation: examples share one file, where those differ. */
function bare(code: string): string[] {
  return code
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('import '));
}

describe('README', () => {
  const compiled = bare(read('./readme-examples.tsx')).join('\n');
  const blocks = [...read('../README.md').matchAll(/```tsx?\n(.*?)```/gs)].map(([, code]) =>
    bare(code ?? ''),
  );

  it('has examples', () => {
    expect(blocks.length).toBeGreaterThan(1);
  });

  it.each(blocks.map((lines) => [lines[0], lines.join('\n')]))(
    'has only examples that compile: %s',
    (_, code) => {
      expect(compiled).toContain(code);
    },
  );
});
