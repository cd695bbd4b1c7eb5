import type { Tracing } from '../../ports/tracing.ts';
import type { Core, CorePorts } from '../core.ts';
import { traceDispatch, traceIngest } from './trace-entry.ts';
import { traceHistory } from './trace-history.ts';
import { traceLive } from './trace-live.ts';

/** The ports with spans for what goes out through them; as they are where nobody collects traces. */
export function tracePorts<P extends Pick<CorePorts, 'live' | 'history'>>(
  ports: P,
  tracing: Tracing | undefined,
): P {
  if (tracing === undefined) return ports;
  return {
    ...ports,
    live: traceLive(ports.live, tracing),
    history: traceHistory(ports.history, tracing),
  };
}

/** The core with spans for what comes in. */
export function traceCore(core: Core, tracing: Tracing | undefined): Core {
  if (tracing === undefined) return core;
  return {
    ...core,
    ingest: traceIngest(core.ingest, tracing),
    dispatch: traceDispatch(core.dispatch, tracing),
  };
}
