import { PROTOCOL_VERSION } from '@waycast/contract';
import { buildAsyncApi } from '@waycast/contract/asyncapi';
import { buildOpenApi } from '@waycast/contract/openapi';
import { renderApiPage } from '../api-page/api-page.ts';
import type { Handlers } from '../handler.ts';
import type { HttpParts } from '../parts.ts';
import { pagePolicy } from '../security-headers.ts';

type DocumentRoutes = Pick<Handlers, 'version' | 'openapi' | 'asyncapi' | 'docs'>;

/** The interface's own description. Each document is built when it is first asked for. */
export function documentRoutes({ settings: { version } }: HttpParts): DocumentRoutes {
  const openapi = once(() => JSON.stringify(buildOpenApi(version)));
  const asyncapi = once(() => JSON.stringify(buildAsyncApi(version)));
  const page = once(() => {
    const html = renderApiPage(buildOpenApi(version));
    return { html, policy: pagePolicy(html) };
  });
  const json = 'application/json; charset=utf-8';

  return {
    version: () => ({ name: 'waycast', version, protocol: PROTOCOL_VERSION }),
    openapi: ({ reply }) => reply.type(json).send(openapi()),
    asyncapi: ({ reply }) => reply.type(json).send(asyncapi()),
    docs({ reply }) {
      const { html, policy } = page();
      return reply.type('text/html; charset=utf-8').header('content-security-policy', policy).send(html);
    },
  };
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
