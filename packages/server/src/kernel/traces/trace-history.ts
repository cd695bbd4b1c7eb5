import type { History } from '../../ports/history.ts';
import type { Tracing } from '../../ports/tracing.ts';

/** The same history, with a span for each record: it ends when the fixes are durable, so it has the wait for a commit. */
export function traceHistory(history: History, tracing: Tracing): History {
  return {
    record: (fixes) =>
      tracing.span({ name: 'waycast.history.record', attributes: { 'waycast.fixes': fixes.length } }, () =>
        history.record(fixes),
      ),
    page: (range, limit) => history.page(range, limit),
    stream: (range) => history.stream(range),
    last: (tenant, vehicleId) => history.last(tenant, vehicleId),
    lastOf: (vehicles) => history.lastOf(vehicles),
    lastOfAll: (tenant) => history.lastOfAll(tenant),
    onStored: (listener) => history.onStored(listener),
    ping: () => history.ping(),
  };
}
