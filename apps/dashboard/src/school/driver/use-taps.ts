import type { BoardingReport, Passenger } from '@waycast/contract';
import { useCallback, useEffect, useRef, useState } from 'react';
import type { ActSender } from './act-sender.ts';
import { SAME_SCAN_MS, scannedAction } from './acts.ts';

/** The last tap, while it may be taken back. */
export interface LastTap {
  readonly key: number;
  readonly words: string;
}

export interface Taps {
  readonly tap: (student: Passenger, action: BoardingReport['action']) => void;
  /** A card that was read: of a student, or of nobody known here. */
  readonly scan: (cardId: string, student: Passenger | undefined, method: 'qr' | 'nfc' | 'tap') => void;
  readonly last: LastTap | null;
  readonly takeBack: () => void;
  /** Why a tap could not be kept. */
  readonly problem: string | null;
}

const WORDS = { BOARDED: 'on board', ALIGHTED: 'got off', ABSENT: 'absent' } as const;
/** A little less than the tap is held back, so that the button never promises too much. */
const UNDO_MS = 3500;

/** Taps and cards of a trip: each with an id and a time of its own, kept on the phone at once. */
export function useTaps(sender: ActSender, tripId: string, stopSequence: number | undefined): Taps {
  const [last, setLast] = useState<LastTap | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const scans = useRef(new Map<string, number>());
  useEffect(() => {
    if (last === null) return undefined;
    const timer = setTimeout(() => setLast(null), UNDO_MS);
    return () => clearTimeout(timer);
  }, [last]);
  const add = useCallback(
    (report: Omit<BoardingReport, 'boardingId' | 'at' | 'stopSequence'>, words: string) => {
      const made = {
        ...report,
        boardingId: crypto.randomUUID(),
        at: new Date().toISOString(),
        ...(stopSequence === undefined ? {} : { stopSequence }),
      };
      sender.add({ kind: 'boarding', tripId, report: made }).then(
        (key) => {
          setProblem(null);
          setLast({ key, words });
        },
        (error: unknown) => setProblem(error instanceof Error ? error.message : String(error)),
      );
    },
    [sender, tripId, stopSequence],
  );
  return {
    last,
    problem,
    tap: ({ studentId, name }, action) =>
      add({ studentId, action, method: 'tap' }, `${name}: ${WORDS[action]}`),
    scan(cardId, student, method) {
      const now = Date.now();
      if (now - (scans.current.get(cardId) ?? 0) < SAME_SCAN_MS) return;
      scans.current.set(cardId, now);
      navigator.vibrate?.(student === undefined ? [80, 60, 80] : 60);
      const action = scannedAction(student);
      const who = student?.name ?? `Card ${cardId}, which is nobody's here`;
      add({ cardId, action, method }, `${who}: ${WORDS[action]}`);
    },
    takeBack() {
      if (last === null) return;
      setLast(null);
      sender.takeBack(last.key).catch((error: unknown) => setProblem(String(error)));
    },
  };
}
