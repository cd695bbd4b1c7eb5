import { buildAsyncApi } from '@waycast/contract/asyncapi';
import { buildOpenApi } from '@waycast/contract/openapi';
import { renderOptionsTable } from '@waycast/server/config';
import { httpPage } from './http-page.ts';
import { errorsPage, keysPage, policiesPage } from './registry-pages.ts';
import { commandsPage, eventsPage, topicsPage } from './socket-pages.ts';

/** The version in the committed documents; a server writes its own into those that it serves. */
const VERSION = '1';

/** Every file of docs/reference with its text. */
export function renderReference(): ReadonlyMap<string, string> {
  const json = (document: object): string => `${JSON.stringify(document, null, 2)}\n`;
  return new Map([
    ['openapi.json', json(buildOpenApi(VERSION))],
    ['asyncapi.json', json(buildAsyncApi(VERSION))],
    ['http.md', httpPage()],
    ['commands.md', commandsPage()],
    ['events.md', eventsPage()],
    ['topics.md', topicsPage()],
    ['errors.md', errorsPage()],
    ['keys.md', keysPage()],
    ['policies.md', policiesPage()],
    ['options.md', renderOptionsTable()],
  ]);
}
