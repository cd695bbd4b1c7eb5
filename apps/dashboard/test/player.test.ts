// @vitest-environment happy-dom
import { act, cleanup, renderHook } from '@testing-library/react';
import { afterEach, describe, expect, test } from 'vitest';
import { usePlayer } from '../src/playback/use-player.ts';

afterEach(cleanup);

interface Props {
  readonly span: string | null;
  readonly from: number;
  readonly to: number;
  readonly at?: number;
}

const HOUR = 3_600_000;
/** Before the ride is there, its bounds are those of the day. */
const LOADING: Props = { span: null, from: 0, to: 24 * HOUR, at: 9 * HOUR };
const RIDE: Props = { span: 'van-1 0', from: 8 * HOUR, to: 10 * HOUR, at: 9 * HOUR };

const player = (initialProps: Props) =>
  renderHook(({ span, from, to, at }: Props) => usePlayer(span, from, to, at), { initialProps });

describe('a player', () => {
  test('begins at the moment asked for, once the ride is there', () => {
    const { result, rerender } = player(LOADING);
    rerender(RIDE);
    expect(result.current.time).toBe(9 * HOUR);
  });

  test('begins at the start when the moment asked for is not of this ride', () => {
    const { result, rerender } = player({ ...LOADING, at: 1e20 });
    expect(result.current.time).toBe(0);
    rerender({ ...RIDE, at: 1e20 });
    expect(result.current.time).toBe(8 * HOUR);
  });

  test('goes on where it is when the same ride comes with a later end', () => {
    const { result, rerender } = player(RIDE);
    act(() => result.current.seek(9.5 * HOUR));
    act(() => result.current.toggle());
    rerender({ ...RIDE, to: 11 * HOUR });
    expect(result.current).toMatchObject({ playing: true });
    expect(result.current.time).toBeGreaterThanOrEqual(9.5 * HOUR);
  });

  test('begins anew with another ride, and stands while there is none', () => {
    const { result, rerender } = player(RIDE);
    act(() => result.current.toggle());
    rerender({ span: null, from: 24 * HOUR, to: 48 * HOUR });
    expect(result.current.playing).toBe(false);
    rerender({ span: 'van-1 1', from: 30 * HOUR, to: 31 * HOUR });
    expect(result.current).toMatchObject({ playing: false, time: 30 * HOUR });
  });
});
