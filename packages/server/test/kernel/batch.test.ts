import { describe, expect, it } from 'vitest';
import { Batch, emptyBatchOf } from '../../src/kernel/batch.ts';

const [a, b, c] = ['a', 'bb', 'ccc'].map((text) => new Uint8Array(Buffer.from(text))) as [
  Uint8Array,
  Uint8Array,
  Uint8Array,
];

describe('batch', () => {
  it('keeps the order of its frames and counts them', () => {
    const batch = Batch.empty().with(a).with(b).with(a);
    expect([batch.frames, batch.length, batch.bytes]).toEqual([[a, b, a], 3, 4]);
    expect(Buffer.from(batch.joined()).toString()).toBe('abba');
  });

  it('is nothing when it is empty', () => {
    const empty = Batch.empty();
    expect([empty.frames, empty.length, empty.bytes, empty.joined().length]).toEqual([[], 0, 0, 0]);
  });

  it('joins text and bytes, and does not copy a single frame', () => {
    expect(Buffer.from(Batch.of('é').with(b).joined()).toString()).toBe('ébb');
    expect(Batch.of(a).joined()).toBe(a);
  });

  it('is one object for all that gathered the same, and is joined once', () => {
    const empty = Batch.empty();
    const followers = Array.from({ length: 3 }, () => empty);
    for (const frame of [a, b, c])
      for (const [at, batch] of followers.entries()) followers[at] = batch.with(frame);
    expect(new Set(followers).size).toBe(1);
    expect(new Set(followers.map((batch) => batch.joined())).size).toBe(1);
  });

  it('keeps those apart that gathered something else, whatever the order of the events', () => {
    const empty = Batch.empty();
    const both = empty.with(a).with(b);
    const first = empty.with(a).with(c);
    const second = empty.with(b);
    expect([both, first, second].map((batch) => Buffer.from(batch.joined()).toString())).toEqual([
      'abb',
      'accc',
      'bb',
    ]);
  });

  it('begins anew for each format', () => {
    const format = { name: 'one', encode: () => a };
    expect(emptyBatchOf(format)).toBe(emptyBatchOf(format));
    expect(emptyBatchOf({ ...format })).not.toBe(emptyBatchOf(format));
  });
});
