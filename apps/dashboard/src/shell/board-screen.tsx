import type { ReactNode } from 'react';
import type { Padding } from '../map/use-camera-moves.ts';
import styles from './board-screen.module.css';
import { BottomSheet, SHEET_STOPS, type SheetStop } from './bottom-sheet.tsx';
import { ConnectionBanner } from './connection-banner.tsx';
import screen from './fleet-screen.module.css';
import { PHONE, useMedia } from './use-media.ts';

const LIST_PX = 420 + 24;
const PANEL_PX = 360 + 24;
const NO_PADDING: Padding = { top: 0, right: 0, bottom: 0, left: 0 };

interface BoardScreenProps {
  /** The map, given the room that panels take from it. */
  readonly map: (padding: Padding) => ReactNode;
  readonly list: ReactNode;
  /** What is open beside the list; on a phone in its place. */
  readonly panel: ReactNode;
  /** Of a page that does not follow the fleet: its own line about a lost connection. */
  readonly banner?: ReactNode;
  readonly stop: SheetStop;
  readonly onStop: (stop: SheetStop) => void;
}

/** A list of what goes on over its map, and one of it open. */
export function BoardScreen({ map, list, panel, banner, stop, onStop }: BoardScreenProps) {
  const phone = useMedia(PHONE);
  const wide = { ...NO_PADDING, left: LIST_PX, right: panel ? PANEL_PX : 0 };
  return (
    <div className={screen.screen}>
      <main className={screen.map} aria-label="Map">
        {map(phone ? sheetPadding(stop) : wide)}
      </main>
      {banner ?? <ConnectionBanner />}
      {phone ? (
        <BottomSheet stop={stop} onStop={onStop} label="Panel">
          {panel || list}
        </BottomSheet>
      ) : (
        <>
          <aside className={`${screen.panel} ${screen.left} ${styles.wide}`}>{list}</aside>
          {panel && <aside className={`${screen.panel} ${screen.right} ${styles.side}`}>{panel}</aside>}
        </>
      )}
    </div>
  );
}

function sheetPadding(stop: SheetStop): Padding {
  // A full sheet hides the map; where its middle is then, nobody sees.
  const part = SHEET_STOPS[stop === 'full' ? 'half' : stop];
  return { ...NO_PADDING, bottom: Math.round(window.innerHeight * part) };
}
