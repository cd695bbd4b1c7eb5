/** Tells listeners soon after a change, but not for every one of a thousand changes a second. */
export interface Bell {
  ring(): void;
  /** Returns the function that stops listening; without listeners no timer runs. */
  readonly subscribe: (listener: () => void) => () => void;
}

export function createBell(everyMs: number): Bell {
  const listeners = new Set<() => void>();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const sound = (): void => {
    timer = undefined;
    for (const listener of listeners) listener();
  };
  return {
    ring() {
      if (listeners.size > 0) timer ??= setTimeout(sound, everyMs);
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
        if (listeners.size > 0) return;
        clearTimeout(timer);
        timer = undefined;
      };
    },
  };
}
