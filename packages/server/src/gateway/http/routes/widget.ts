import { WidgetSessionInput } from '@waycast/contract';
import { decodeBy } from '../../../kernel/invalid.ts';
import type { Handlers } from '../handler.ts';
import type { HttpParts } from '../parts.ts';

/** Guests of the chat on web pages; its answers are for the page's origin, see `cross-origin.ts`. */
export function widgetRoute({ widgetDesk, addressOf }: HttpParts): Pick<Handlers, 'openWidget'> {
  return {
    openWidget({ request, reply, body }) {
      reply.header('cache-control', 'no-store');
      const from = { origin: request.headers.origin, address: addressOf(request.raw) };
      return widgetDesk.open(from, decodeBy(WidgetSessionInput, body));
    },
  };
}
