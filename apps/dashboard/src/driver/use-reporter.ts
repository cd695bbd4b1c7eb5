import { createReporter, type Reporter, type ReporterStatus, type Token } from '@waycast/client';
import { useEffect, useState } from 'react';
import { openFixQueue } from './idb-fix-queue.ts';

export interface OpenReporter {
  readonly reporter: Reporter | null;
  readonly status: ReporterStatus | null;
  /** Why there is no queue on this device, in words. */
  readonly problem: string | null;
}

/** A reporter over the queue on this device. It sends what an earlier visit left behind as soon as it can. */
export function useReporter(token: Token): OpenReporter {
  const [reporter, setReporter] = useState<Reporter | null>(null);
  const [status, setStatus] = useState<ReporterStatus | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  useEffect(() => {
    let close = (): void => undefined;
    let closed = false;
    openFixQueue('driver').then(
      (queue) => {
        if (closed) return;
        const opened = createReporter({ url: window.location.origin, token, queue });
        const stopListening = opened.onStatus(setStatus);
        close = () => {
          stopListening();
          opened.close();
        };
        setReporter(opened);
        setStatus(opened.status);
        // A failure shows in the status.
        void opened.flush();
      },
      (error: unknown) =>
        setProblem(`This browser keeps no data, so fixes cannot wait for a connection. ${String(error)}`),
    );
    return () => {
      closed = true;
      close();
    };
  }, [token]);
  return { reporter, status, problem };
}
