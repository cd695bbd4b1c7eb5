import { type PointerEvent, type ReactNode, useRef, useState } from 'react';
import styles from './bottom-sheet.module.css';

/** Heights of the sheet as parts of the screen. */
export const SHEET_STOPS = { low: 0.16, half: 0.46, full: 0.92 } as const;
export type SheetStop = keyof typeof SHEET_STOPS;
const ORDER: readonly SheetStop[] = ['low', 'half', 'full'];
/** A shorter drag is a tap. */
const TAP_PX = 6;

interface BottomSheetProps {
  readonly stop: SheetStop;
  readonly onStop: (stop: SheetStop) => void;
  readonly label: string;
  readonly children: ReactNode;
}

/** The panel of small screens: dragged by its handle to one of three heights. */
export function BottomSheet({ stop, onStop, label, children }: BottomSheetProps) {
  const [dragged, setDragged] = useState<number | null>(null);
  const drag = useRef({ startY: 0, startPart: 0 });

  function start(event: PointerEvent<HTMLButtonElement>): void {
    event.currentTarget.setPointerCapture(event.pointerId);
    drag.current = { startY: event.clientY, startPart: SHEET_STOPS[stop] };
    setDragged(SHEET_STOPS[stop]);
  }
  function move(event: PointerEvent): void {
    if (dragged === null) return;
    const part = drag.current.startPart + (drag.current.startY - event.clientY) / window.innerHeight;
    setDragged(Math.max(SHEET_STOPS.low, Math.min(SHEET_STOPS.full, part)));
  }
  function end(event: PointerEvent): void {
    if (dragged === null) return;
    const tapped = Math.abs(event.clientY - drag.current.startY) < TAP_PX;
    onStop(tapped ? after(stop) : nearest(dragged));
    setDragged(null);
  }

  const part = dragged ?? SHEET_STOPS[stop];
  return (
    <section
      className={styles.sheet}
      aria-label={label}
      data-dragging={dragged !== null}
      style={{ height: `${part * 100}dvh` }}
    >
      <button
        type="button"
        className={styles.handle}
        aria-label={stop === 'full' ? 'Show more of the map' : 'Show more of the panel'}
        onPointerDown={start}
        onPointerMove={move}
        onPointerUp={end}
        onPointerCancel={() => setDragged(null)}
        onKeyDown={(event) => {
          if (event.key === 'Enter' || event.key === ' ') onStop(after(stop));
        }}
      />
      {children}
    </section>
  );
}

function after(stop: SheetStop): SheetStop {
  return ORDER[(ORDER.indexOf(stop) + 1) % ORDER.length] ?? 'half';
}

function nearest(part: number): SheetStop {
  return ORDER.reduce((best, stop) =>
    Math.abs(SHEET_STOPS[stop] - part) < Math.abs(SHEET_STOPS[best] - part) ? stop : best,
  );
}
