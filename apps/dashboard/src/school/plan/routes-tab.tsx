import type { SchoolRoute, SchoolStop } from '@waycast/contract';
import { TriangleAlert } from 'lucide-react';
import { lazy, Suspense, useEffect, useMemo, useState } from 'react';
import { RowWords } from '../../list/row-words.tsx';
import { countText, distanceText } from '../../words/figures.ts';
import { DIRECTION_WORDS } from '../words/trip-words.ts';
import styles from './plan.module.css';
import { PlanList } from './plan-list.tsx';
import { draftOfRoute, EMPTY_ROUTE, type RouteDraft, wayOfDraft, withStop } from './route-draft.ts';
import { RouteForm } from './route-form.tsx';
import type { TabProps } from './tab-props.ts';
import { useRoutes, useStops } from './use-plan.ts';

const PlanMap = lazy(async () => ({ default: (await import('./plan-map.tsx')).PlanMap }));
const NO_STOPS: readonly SchoolStop[] = [];

/** Ways that buses take: the stops in order, and the line between them. */
export function RoutesTab({ text, id, onText, onOpen }: TabProps) {
  const { data: routes, error } = useRoutes();
  const { data: stops = NO_STOPS } = useStops();
  const stopsById = useMemo(() => new Map(stops.map((stop) => [stop.stopId, stop])), [stops]);
  const known = routes?.find(({ routeId }) => routeId === id);
  const open = known !== undefined || id === 'new';
  const [draft, setDraft] = useState<RouteDraft>(EMPTY_ROUTE);
  const [drawing, setDrawing] = useState(false);
  useEffect(() => {
    setDraft(known === undefined ? EMPTY_ROUTE : draftOfRoute(known));
    setDrawing(false);
  }, [known]);
  const { way, stopIds } = useDraftWay(open ? draft : EMPTY_ROUTE, stopsById);
  return (
    <div className={styles.split}>
      <div className={styles.column}>
        {open ? (
          <RouteForm
            key={id}
            known={known}
            draft={draft}
            stops={stopsById}
            drawing={drawing}
            onDraft={setDraft}
            onDrawing={setDrawing}
            onClose={() => onOpen(undefined)}
          />
        ) : (
          <PlanList
            items={routes}
            error={error}
            one="route"
            text={text}
            empty="A route is a row of stops and the line between them. Enter the stops first, then add a route and choose them on the map; or import a GTFS file."
            keyOf={keyOf}
            wordsOf={wordsOf}
            onText={onText}
            onOpen={onOpen}
            onAdd={() => onOpen('new')}
          >
            {(route) => <RouteRow route={route} />}
          </PlanList>
        )}
      </div>
      <div className={styles.map}>
        <Suspense>
          <PlanMap
            way={drawing ? { ...way, line: [] } : way}
            wayKey={stops.length === 0 ? undefined : (id ?? 'all')}
            drawing={drawing ? { line: draft.line } : null}
            onDrawn={(drawn) => setDraft((before) => ({ ...before, line: drawn }))}
            onPlace={() => undefined}
            onStop={(index) => {
              const stopId = stopIds[index];
              if (open && stopId !== undefined) setDraft((before) => withStop(before, stopId));
            }}
          />
        </Suspense>
      </div>
    </div>
  );
}

/** Names and such change nothing on the map. */
function useDraftWay({ line, stops }: RouteDraft, known: ReadonlyMap<string, SchoolStop>) {
  return useMemo(() => wayOfDraft({ line, stops }, known), [line, stops, known]);
}

function RouteRow({ route: { name, direction, stops, lengthM, problems } }: { readonly route: SchoolRoute }) {
  return (
    <>
      <RowWords
        name={name}
        below={`${DIRECTION_WORDS[direction]} · ${countText(stops.length, 'stop')} · ${distanceText(lengthM)}`}
      />
      {problems.length > 0 && (
        <span className={styles.doubt} title={problems[0]?.message}>
          <TriangleAlert size={16} aria-hidden /> {countText(problems.length, 'doubt')}
        </span>
      )}
    </>
  );
}

function keyOf({ routeId }: SchoolRoute): string {
  return routeId;
}

function wordsOf({ name, routeId }: SchoolRoute): string {
  return `${name} ${routeId}`;
}
