import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { jsonErrorPosition } from '../../src/gateway/http/json-error-position.ts';

describe('jsonErrorPosition', () => {
  it.each([
    ['', 0],
    ['x', 0],
    [' x', 1],
    ['{', 1],
    ['{"a"', 4],
    ['{"a" 1}', 5],
    ['{"a":1 "b":2}', 7],
    ['[1,]', 3],
    ['[,1]', 1],
    ['{,}', 1],
    ['{"a":1,}', 7],
    ['1 2', 2],
    ['[1}', 2],
    ['{"a":1]', 6],
    ['01', 1],
    ['"a\nb"', 0],
    ['"\\x"', 0],
    ['nul', 0],
    ['{1:2}', 1],
    [']', 0],
  ])('%j fails at %i', (text, position) => {
    expect(jsonErrorPosition(text)).toBe(position);
  });

  it('finds nothing wrong before the end of valid JSON, and the cut of cut JSON at its end or in its last token', () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        expect(jsonErrorPosition(text)).toBe(text.length);
      }),
    );
  });

  it('agrees with the engine that everything before the position can begin a JSON text', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'{}[],:"\\ 01-.etrufalsn') }), (text) => {
        let fails = false;
        try {
          JSON.parse(text);
        } catch {
          fails = true;
        }
        const position = jsonErrorPosition(text);
        expect(position).toBeLessThanOrEqual(text.length);
        if (position < text.trimEnd().length) expect(fails).toBe(true);
      }),
    );
  });
});
