import type { Reporter } from '@waycast/client';
import { useCallback, useEffect, useState } from 'react';
import { watchPosition } from './geolocation.ts';
import { createPace } from './pace.ts';
import { toFix } from './to-fix.ts';
import { rememberRunning, wasRunning } from './tracker-memory.ts';
import { useLeastInterval } from './use-least-interval.ts';
import { keepAwake } from './wake-lock.ts';

export interface Tracker {
  readonly running: boolean;
  readonly awake: boolean;
  readonly position: GeolocationPosition | null;
  /** What keeps positions from coming, in words. */
  readonly problem: string | null;
  readonly start: () => void;
  readonly stop: () => void;
}

/** Faster than walking, drivers' pages offer nothing to type or choose. */
const MOVING_MPS = 2.5;

export function isMoving({ position }: Pick<Tracker, 'position'>): boolean {
  return (position?.coords.speed ?? 0) > MOVING_MPS;
}

/** Reports the phone's position for a vehicle while running, as often as the server takes; goes on after a reload. */
export function useTracker(vehicleId: string, reporter: Reporter | null): Tracker {
  useLeastInterval();
  const [running, setRunning] = useState(wasRunning);
  const [awake, setAwake] = useState(false);
  const [position, setPosition] = useState<GeolocationPosition | null>(null);
  const [problem, setProblem] = useState<string | null>(null);

  useEffect(() => {
    if (!running || reporter === null) return undefined;
    const pace = createPace(vehicleId);
    const stopWatching = watchPosition((next) => {
      setPosition(next);
      setProblem(null);
      const waitMs = pace(next);
      if (waitMs > 0) return waitMs;
      reporter
        .report(toFix(vehicleId, next))
        .catch((error: unknown) => setProblem(`A position could not be kept: ${String(error)}`));
      return undefined;
    }, setProblem);
    const letSleep = keepAwake(setAwake);
    return () => {
      stopWatching();
      letSleep();
      setAwake(false);
    };
  }, [running, reporter, vehicleId]);

  const set = useCallback((next: boolean) => {
    rememberRunning(next);
    setRunning(next);
    setProblem(null);
    if (!next) setPosition(null);
  }, []);
  return { running, awake, position, problem, start: () => set(true), stop: () => set(false) };
}
