import { isCommandName } from '@waycast/contract';
import type { Tracing } from '../../ports/tracing.ts';
import type { Dispatch } from '../dispatch.ts';
import type { Ingest } from '../ingest.ts';

/** The same ingest, with a span for each report that comes by HTTP; sockets' reports are commands. */
export function traceIngest(ingest: Ingest, tracing: Tracing): Ingest {
  const started = (fixes: number) =>
    ({ name: 'waycast.ingest', attributes: { 'waycast.fixes': fixes } }) as const;
  return {
    one: (subject, input) => tracing.span(started(1), () => ingest.one(subject, input)),
    batch: (subject, inputs) =>
      tracing.span(started(inputs.length), async (span) => {
        const receipt = await ingest.batch(subject, inputs);
        span.set('waycast.rejected', receipt.rejected.length);
        return receipt;
      }),
  };
}

/** The same dispatch, with a span for each command. A refused one is marked as failed with the error's code. */
export function traceDispatch(dispatch: Dispatch, tracing: Tracing): Dispatch {
  return (session, name, input) => {
    const command = typeof name === 'string' && isCommandName(name) ? name : 'unknown';
    const attributes = { 'waycast.command': command, 'waycast.transport': session.connection.transport };
    return tracing.span({ name: `waycast.command ${command}`, attributes }, async (span) => {
      const reply = await dispatch(session, name, input);
      if (!reply.ok) span.fail(reply.error.code);
      return reply;
    });
  };
}
