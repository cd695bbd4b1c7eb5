import { backoffDelayMs, DEFAULT_BACKOFF } from './backoff.ts';
import type { Connection } from './connection.ts';
import { Joiner, type Joining } from './joiner.ts';

type Linked = Pick<Connection, 'state' | 'onState'>;

/** Calls `up` on every new link, and at once where there is one; `down` while there is none. Returns what ends it. */
export function onEachLink(
  connection: Linked,
  up: () => void,
  down: () => void = () => undefined,
): () => void {
  let lastPhase = connection.state.phase;
  if (lastPhase === 'open') up();
  return connection.onState(({ phase }) => {
    if (phase === 'open' && lastPhase !== 'open') up();
    if (phase !== 'open') down();
    lastPhase = phase;
  });
}

/** Says something to the server on every link, for a lost one no longer counts. Returns what ends it. */
export function joinOnEachLink<A>(connection: Linked, joining: Omit<Joining<A>, 'delayMs'>): () => void {
  const delayMs = (failures: number): number => backoffDelayMs(failures, Math.random(), DEFAULT_BACKOFF);
  const joiner = new Joiner({ ...joining, delayMs });
  const stop = onEachLink(
    connection,
    () => joiner.join(),
    () => joiner.suspend(),
  );
  return () => {
    stop();
    joiner.close();
  };
}
