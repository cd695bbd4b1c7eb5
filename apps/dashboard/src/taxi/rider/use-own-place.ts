import type { LatLng } from '@waycast/geo';
import { useCallback, useEffect, useRef, useState } from 'react';
import { watchPosition } from '../../driver/geolocation.ts';

interface OwnPlace {
  readonly place: LatLng | null;
  /** Why it is not known, in words. */
  readonly problem: string | null;
  /** How often it was asked for and found. */
  readonly asked: number;
  readonly ask: () => void;
}

/** Where this phone is, once, when it is asked for: nobody is watched while choosing. */
export function useOwnPlace(): OwnPlace {
  const [place, setPlace] = useState<LatLng | null>(null);
  const [asked, setAsked] = useState(0);
  const [problem, setProblem] = useState<string | null>(null);
  const stop = useRef<() => void>(undefined);
  useEffect(() => () => stop.current?.(), []);
  const ask = useCallback(() => {
    stop.current?.();
    setProblem(null);
    stop.current = watchPosition(({ coords }) => {
      stop.current?.();
      setPlace({ latitude: coords.latitude, longitude: coords.longitude });
      setAsked((before) => before + 1);
    }, setProblem);
  }, []);
  useEffect(() => {
    // Whoever allowed it before is not asked again; others choose when.
    const allowed = async (): Promise<boolean> =>
      (await navigator.permissions?.query({ name: 'geolocation' }))?.state === 'granted';
    allowed().then(
      (yes) => yes && ask(),
      (error: unknown) => console.warn('Whether the own place may be seen is not known.', error),
    );
  }, [ask]);
  return { place, problem, asked, ask };
}
