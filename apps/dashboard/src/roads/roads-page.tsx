import type { Hazard } from '@waycast/contract';
import { encodeGeohash, type LatLng } from '@waycast/geo';
import { type HazardTracking, useHazards } from '@waycast/react';
import { TriangleAlert } from 'lucide-react';
import { lazy, Suspense, useMemo, useState } from 'react';
import type { Padding } from '../map/use-camera-moves.ts';
import { BoardHead } from '../shell/board-head.tsx';
import { BoardScreen } from '../shell/board-screen.tsx';
import type { SheetStop } from '../shell/bottom-sheet.tsx';
import { Button } from '../shell/button.tsx';
import { LostBanner } from '../shell/lost-banner.tsx';
import { useSearchState } from '../shell/search-state.ts';
import { useShortcut } from '../shell/use-shortcut.ts';
import { useTitle } from '../shell/use-title.ts';
import { HazardForm } from './hazard-form.tsx';
import { HazardPanel } from './hazard-panel.tsx';
import { Legend, RegionLine, SureSlider } from './overview.tsx';
import type { RoadFeature } from './road-features.ts';
import styles from './roads.module.css';
import type { SettledView } from './roads-map.tsx';
import { type RoadsSearch, viewOf, viewText } from './roads-search.ts';
import { SegmentPanel } from './segment-panel.tsx';
import { HazardList, WorstList } from './thing-lists.tsx';
import { useOpeningPlaces } from './use-opening-places.ts';
import { useSegments } from './use-roads.ts';

const RoadsMap = lazy(async () => ({ default: (await import('./roads-map.tsx')).RoadsMap }));

const NO_ROADS: readonly RoadFeature[] = [];
const NO_HAZARDS: readonly Hazard[] = [];

/** How the roads are, on the map and in words, and what to heed on them. */
export function RoadsPage() {
  useTitle('Roads · Waycast');
  const address = useAddress();
  const { search, open } = address;
  const [view, setView] = useState<SettledView | null>(null);
  const [clicked, setClicked] = useState<LatLng | null>(null);
  const [stop, setStop] = useState<SheetStop>('half');
  const segments = useSegments(view?.box ?? null);
  const region = view === null ? undefined : encodeGeohash(view);
  const hazards = useHazards(view?.box, { region });
  const roads = useSureRoads(segments.data?.features, search.sure ?? 0);
  useShortcut('Escape', () => open({}));
  const pin = search.open === 'report' ? (clicked ?? view) : null;
  const begin = (): void => {
    setClicked(null);
    setStop('half');
    open({ open: 'report' });
  };
  return (
    <BoardScreen
      map={(padding) => (
        <Drawn
          {...{ address, roads, pin, padding }}
          hazards={hazards.hazards ?? NO_HAZARDS}
          onPlace={setClicked}
          onSettled={(next) => {
            setView(next);
            address.look(next);
          }}
        />
      )}
      list={
        <>
          <BoardHead title="Roads" />
          <div className={styles.tools}>
            <Button onClick={begin}>
              <TriangleAlert size={16} aria-hidden /> Report a hazard
            </Button>
          </div>
          <div className={styles.scroll}>
            <Legend roads={roads} truncated={segments.data?.truncated ?? false} />
            <SureSlider sure={search.sure ?? 0} onSure={address.sure} />
            <RegionLine geohash={region} />
            {segments.error !== null && (
              <p className={styles.note} role="status">
                The roads could not be read: {segments.error.message}
              </p>
            )}
            <HazardList {...hazards} onOpen={(hazard) => open({ hazard })} />
            <WorstList roads={roads} pending={segments.isPending} onOpen={(segment) => open({ segment })} />
          </div>
        </>
      }
      panel={panelOf(address, hazards, pin)}
      banner={<LostBanner readAtMs={segments.dataUpdatedAt} failed={segments.isError} />}
      stop={stop}
      onStop={setStop}
    />
  );
}

type Address = ReturnType<typeof useAddress>;

function useAddress() {
  const { search, change } = useSearchState<RoadsSearch>();
  return {
    search,
    /** Opens one thing and closes all others. */
    open: (thing: Pick<RoadsSearch, 'segment' | 'hazard' | 'open'>) =>
      change({ segment: undefined, hazard: undefined, open: undefined, ...thing }, false),
    sure: (sure: number) => change({ sure: sure === 0 ? undefined : sure }, true),
    look: (view: SettledView) => {
      const at = viewText(view);
      if (at !== search.at) change({ at }, true);
    },
  };
}

function useSureRoads(features: readonly RoadFeature[] | undefined, sure: number): readonly RoadFeature[] {
  return useMemo(
    () => (features ?? NO_ROADS).filter(({ confidence }) => confidence * 100 >= sure),
    [features, sure],
  );
}

interface DrawnProps {
  readonly address: Address;
  readonly roads: readonly RoadFeature[];
  readonly hazards: readonly Hazard[];
  readonly pin: LatLng | null;
  readonly padding: Padding;
  readonly onPlace: (place: LatLng) => void;
  readonly onSettled: (view: SettledView) => void;
}

function Drawn({ address, roads, hazards, pin, padding, onPlace, onSettled }: DrawnProps) {
  const { search, open } = address;
  const [view] = useState(() => viewOf(search.at));
  const places = useOpeningPlaces(view !== undefined, search, hazards);
  return (
    <Suspense>
      <RoadsMap
        {...{ roads, hazards, pin, view, padding, onSettled, ...places }}
        chosen={search}
        onClick={(thing, place) => {
          if (search.open === 'report') onPlace(place);
          else open(thing);
        }}
      />
    </Suspense>
  );
}

/** What is open; undefined: nothing is. */
function panelOf({ search, open }: Address, hazards: HazardTracking, pin: LatLng | null) {
  const close = (): void => open({});
  if (search.open === 'report' && pin !== null)
    return (
      <HazardForm
        place={{ latitude: pin.latitude, longitude: pin.longitude }}
        onClose={close}
        onReported={(hazard) => {
          hazards.refresh();
          open({ hazard });
        }}
      />
    );
  if (search.hazard !== undefined)
    return (
      <HazardPanel
        key={search.hazard}
        hazard={hazards.hazards?.find(({ hazardId }) => hazardId === search.hazard)}
        onClose={close}
        onVoted={hazards.refresh}
      />
    );
  return (
    search.segment !== undefined && (
      <SegmentPanel key={search.segment} segmentId={search.segment} onClose={close} />
    )
  );
}
