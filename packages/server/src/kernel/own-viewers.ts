import type { Log } from '../ports/log.ts';
import type { Viewed, Viewers } from '../ports/viewers.ts';
import type { Session } from './session.ts';

export interface OwnViewersParts {
  readonly viewers: Pick<Viewers, 'view' | 'unview' | 'count'>;
  readonly log: Log;
}

/** Somebody views something, in these sessions of this server. */
interface View {
  readonly sessions: Set<Session>;
  /** Ends with the last change that was asked for. */
  turn: Promise<unknown>;
}

/** What the people of this server view. Somebody with several sessions counts once, until the last looks away. */
export class OwnViewers {
  readonly #parts: OwnViewersParts;
  readonly #views = new Map<string, View>();

  constructor(parts: OwnViewersParts) {
    this.#parts = parts;
  }

  /** Resolves to the number of viewers. */
  enter(session: Session, what: Viewed, viewerId: string): Promise<number> {
    const key = keyOf(what, viewerId);
    const view = this.#views.get(key) ?? { sessions: new Set<Session>(), turn: Promise.resolve() };
    this.#views.set(key, view);
    view.sessions.add(session);
    return this.#bring(key, view, what, viewerId);
  }

  /** Resolves to how many are left. */
  leave(session: Session, what: Viewed, viewerId: string): Promise<number> {
    const key = keyOf(what, viewerId);
    const view = this.#views.get(key);
    if (view?.sessions.delete(session) !== true) return this.#parts.viewers.count(what);
    return this.#bring(key, view, what, viewerId);
  }

  /** Enters or leaves where nobody waits for it. */
  aside(session: Session, what: Viewed, viewerId: string, comes: boolean): void {
    const done = comes ? this.enter(session, what, viewerId) : this.leave(session, what, viewerId);
    done.catch((error) =>
      this.#parts.log.warn({ err: error, ...what }, 'who came or left may still count otherwise'),
    );
  }

  /** Brings the viewers to what holds when its turn comes. */
  #bring(key: string, view: View, what: Viewed, viewerId: string): Promise<number> {
    const { viewers } = this.#parts;
    const bring = (): Promise<number> =>
      view.sessions.size > 0 ? viewers.view(what, viewerId) : viewers.unview(what, viewerId);
    const turn = view.turn.then(bring, bring);
    view.turn = turn;
    const forget = (): void => {
      if (view.turn === turn && view.sessions.size === 0) this.#views.delete(key);
    };
    turn.then(forget, forget);
    return turn;
  }
}

function keyOf({ kind, tenant, id }: Viewed, viewerId: string): string {
  return `${kind} ${tenant} ${id} ${viewerId}`;
}
