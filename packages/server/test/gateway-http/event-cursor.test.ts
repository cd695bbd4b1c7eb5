import { describe, expect, it } from 'vitest';
import { readEventCursor, writeEventCursor } from '../../src/gateway/http/files/report-cursor.ts';

const STARTED = '2026-05-04T07:45:50.000Z';
const startsAt = Date.parse(STARTED);

describe('the cursor of events', () => {
  it.each([STARTED, `depot@${STARTED}`, `A-z_0.9~x@y@${STARTED}`, `${'x'.repeat(128)}@${STARTED}`])(
    'comes back as it was written: %s',
    (key) => {
      expect(readEventCursor(writeEventCursor({ startsAt, key }))).toEqual({ startsAt, key });
    },
  );

  it.each([
    '',
    'bm9wZQ',
    writeEventCursor({ startsAt, key: 'a\0b' }),
    writeEventCursor({ startsAt, key: '' }),
  ])('is refused when it is none of ours: %s', (cursor) => {
    expect(() => readEventCursor(cursor)).toThrow('takes a nextCursor');
  });
});
