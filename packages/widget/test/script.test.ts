import { gzipSync } from 'node:zlib';
import { build } from 'vite';
import { beforeAll, describe, expect, it } from 'vitest';

const ROOT = new URL('..', import.meta.url).pathname;
/** What a page of others is asked to load, at the most. */
const MOST_BYTES = 30_000;

let script = '';

beforeAll(async () => {
  const built = await build({ root: ROOT, logLevel: 'error', build: { write: false } });
  const [bundle] = [built].flat();
  if (bundle === undefined || !('output' in bundle)) throw new Error('nothing was built');
  expect(bundle.output.map(({ fileName }) => fileName)).toEqual(['widget.js']);
  script = bundle.output[0].code;
});

describe('the script', () => {
  it('is one file of 30 kB at the most, as browsers get it', () => {
    const bytes = gzipSync(script, { level: 9 }).length;
    expect(bytes).toBeGreaterThan(1000);
    expect(bytes).toBeLessThanOrEqual(MOST_BYTES);
  });

  it('leaves nothing of its own on the page', () => {
    expect(script).not.toMatch(/^(var|let|const|function) /m);
  });

  it('reads nothing as markup', () => {
    expect(script).not.toMatch(/innerHTML|outerHTML|insertAdjacentHTML|document\.write|DOMParser|eval\(/);
  });
});
