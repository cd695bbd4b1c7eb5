import type { PlanProblem, SchoolStop } from '@waycast/contract';
import { ArrowDown, ArrowUp, X } from 'lucide-react';
import { IconButton } from '../../shell/button.tsx';
import styles from './route.module.css';
import { type DraftStop, type RouteDraft, withStopMoved } from './route-draft.ts';

interface RouteStopsProps {
  readonly draft: RouteDraft;
  readonly stops: ReadonlyMap<string, SchoolStop>;
  readonly problems: readonly PlanProblem[];
  readonly onDraft: (draft: RouteDraft) => void;
}

/** The stops of a route in the order in which they are served; what is doubtful stands at its stop. */
export function RouteStops({ draft, stops, problems, onDraft }: RouteStopsProps) {
  const change = (key: string, next: Partial<DraftStop>): void =>
    onDraft({ ...draft, stops: draft.stops.map((stop) => (stop.key === key ? { ...stop, ...next } : stop)) });
  return (
    <ol className={styles.routeStops} aria-label="Stops in order">
      {draft.stops.map((stop, index) => {
        const name = stops.get(stop.stopId)?.name ?? stop.stopId;
        return (
          <li key={stop.key} className={styles.routeStop}>
            <span className={styles.sequence}>{index + 1}</span>
            <div className={styles.routeStopWords}>
              <span className={styles.routeStopName}>{name}</span>
              <Approach stop={stop} onChange={(next) => change(stop.key, next)} />
              {problems
                .filter(({ sequence }) => sequence === index + 1)
                .map(({ message, remedy }) => (
                  <span key={message} className={styles.stopProblem}>
                    {message} {remedy}
                  </span>
                ))}
            </div>
            <IconButton
              label={`Move ${name} up`}
              disabled={index === 0}
              onClick={() => onDraft(withStopMoved(draft, index, -1))}
            >
              <ArrowUp size={16} />
            </IconButton>
            <IconButton
              label={`Move ${name} down`}
              disabled={index === draft.stops.length - 1}
              onClick={() => onDraft(withStopMoved(draft, index, 1))}
            >
              <ArrowDown size={16} />
            </IconButton>
            <IconButton
              label={`Take ${name} off the route`}
              onClick={() => onDraft({ ...draft, stops: draft.stops.filter(({ key }) => key !== stop.key) })}
            >
              <X size={16} />
            </IconButton>
          </li>
        );
      })}
    </ol>
  );
}

interface ApproachProps {
  readonly stop: DraftStop;
  readonly onChange: (next: Partial<DraftStop>) => void;
}

/** When the bus is told of as approaching this stop: rarely other than usual, so it is folded away. */
function Approach({ stop: { approachS, approachM }, onChange }: ApproachProps) {
  const words = [
    approachS !== null && `${Math.round(approachS / 60)} min`,
    approachM !== null && `${approachM} m`,
  ].filter(Boolean);
  return (
    <details className={styles.approach}>
      <summary>
        {words.length === 0 ? 'Approaching: as usual' : `Approaching: ${words.join(' or ')} before`}
      </summary>
      <div className={styles.approachFields}>
        <label>
          Minutes before
          <input
            type="number"
            min={1}
            max={60}
            step="any"
            placeholder="–"
            value={approachS === null ? '' : approachS / 60}
            onChange={({ target }) =>
              onChange({ approachS: target.value === '' ? null : Math.round(Number(target.value) * 60) })
            }
          />
        </label>
        <label>
          Metres before
          <input
            type="number"
            min={50}
            max={20_000}
            placeholder="–"
            value={approachM ?? ''}
            onChange={({ target }) =>
              onChange({ approachM: target.value === '' ? null : Math.round(Number(target.value)) })
            }
          />
        </label>
      </div>
    </details>
  );
}
