import fc from 'fast-check';
import { expect, it } from 'vitest';
import { MAX_ATTRIBUTES_LENGTH, storableAttributes } from '../../src/kernel/attributes.ts';

it('keeps what can be stored as it is', () => {
  const given = { batt: 80, activity: { type: 'still' }, motion: ['driving'], note: 'à 🚌 "x" \\u0000' };
  expect(storableAttributes(given)).toEqual(given);
  expect(storableAttributes({})).toBeUndefined();
  expect(storableAttributes({ nothing: undefined })).toBeUndefined();
});

it('replaces what no database can hold, in names as well', () => {
  expect(storableAttributes({ 'a\0': ['\ud800', { 'b\udc00': 'c\0' }] })).toEqual({
    'a\ufffd': ['\ufffd', { 'b\ufffd': 'c\ufffd' }],
  });
});

it('leaves out what does not fit, and keeps what comes after it', () => {
  const given = { first: 1, huge: 'x'.repeat(MAX_ATTRIBUTES_LENGTH), last: 2 };
  expect(storableAttributes(given)).toEqual({ first: 1, last: 2 });
});

it('never makes more than its bound, nor what JSON of a database refuses', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string({ unit: 'binary' }), fc.jsonValue()), (given) => {
      const text = JSON.stringify(storableAttributes(given) ?? {});
      expect(text.length).toBeLessThanOrEqual(MAX_ATTRIBUTES_LENGTH);
      expect(text.replaceAll('\\\\', '')).not.toMatch(/\\u(0000|d[89a-f])/i);
    }),
  );
});
