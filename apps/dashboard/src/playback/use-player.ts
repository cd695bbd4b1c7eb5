import { useCallback, useEffect, useRef, useState } from 'react';

/** Times as fast as it was. */
export const RATES = [1, 10, 60, 300] as const;

export interface Player {
  /** The moment on show, epoch milliseconds. */
  readonly time: number;
  readonly playing: boolean;
  readonly rate: number;
  seek(time: number): void;
  toggle(): void;
  setRate(rate: number): void;
}

/**
 * Plays a span of time, frame by frame, and stops at its end. A new span begins at its start, or at `startAt`; one
 * that only gets other bounds goes on. The span is null while there is nothing to play.
 */
export function usePlayer(span: string | null, from: number, to: number, startAt?: number): Player {
  const [time, setTime] = useState(from);
  const [playing, setPlaying] = useState(false);
  const [rate, setRate] = useState<number>(60);
  const begun = useRef<string>(undefined);
  useEffect(() => {
    if (span === begun.current) return;
    setPlaying(false);
    if (span === null) return;
    begun.current = span;
    setTime(startAt !== undefined && startAt >= from && startAt <= to ? startAt : from);
  }, [span, from, to, startAt]);

  useEffect(() => {
    if (!playing) return undefined;
    let before = performance.now();
    let frame = requestAnimationFrame(function step(now) {
      const passed = (now - before) * rate;
      before = now;
      setTime((at) => Math.min(to, at + passed));
      frame = requestAnimationFrame(step);
    });
    return () => cancelAnimationFrame(frame);
  }, [playing, rate, to]);
  const ended = time >= to;
  useEffect(() => {
    if (ended) setPlaying(false);
  }, [ended]);

  const seek = useCallback((at: number) => setTime(Math.min(to, Math.max(from, at))), [from, to]);
  const toggle = useCallback(() => {
    if (!playing && ended) setTime(from);
    setPlaying(!playing);
  }, [playing, ended, from]);
  return { time, playing, rate, seek, toggle, setRate };
}
