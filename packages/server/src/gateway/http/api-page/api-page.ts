import { ERROR_CODES, errorEntry } from '@waycast/contract';
import type { OpenApiDocument, OpenApiOperation, OpenApiParameter } from '@waycast/contract/openapi';
import { curlOf } from './curl.ts';
import { Html, html, prose } from './html.ts';
import { PAGE_SCRIPT, PAGE_STYLE } from './page-style.ts';
import { type Schemas, schemaTable, typeOf } from './schema-table.ts';

interface Listed {
  readonly path: string;
  readonly method: string;
  readonly operation: OpenApiOperation;
}

/** The interface as one page that needs nothing from elsewhere: an entry per operation, with an example to copy. */
export function renderApiPage(document: OpenApiDocument): string {
  const all = Object.entries(document.paths).flatMap(([path, operations]) =>
    Object.entries(operations).map(
      ([method, operation]): Listed => ({ path, method: method.toUpperCase(), operation }),
    ),
  );
  const schemas = document.components.schemas ?? {};
  const groups = document.tags.map(({ name, description }) => {
    const listed = all.filter(({ operation }) => operation.tags.includes(name));
    return html`<h2>${name}</h2><p class="quiet">${description}</p>${listed.map((one) => renderOperation(one, schemas))}`;
  });
  return html`<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Waycast ${document.info.version}: HTTP interface</title>
<style>${new Html(PAGE_STYLE)}</style>
<main>
<h1>HTTP interface</h1>
<p>${document.info.description}</p>
<p class="quiet">Waycast ${document.info.version}. For programs: <a href="/api/openapi.json">OpenAPI 3.1</a>, and
<a href="/api/asyncapi.json">AsyncAPI 3.0</a> for sockets and streams.</p>
${example('export WAYCAST=http://localhost:3000\nexport TOKEN=$(npx waycast token --subject me --role dispatcher)')}
<nav><ul>${all.map(({ path, method, operation }) => html`<li><a href="#${operation.operationId}">${method} ${path}</a></li>`)}</ul></nav>
${groups}
${errors()}
</main>
<script>${new Html(PAGE_SCRIPT)}</script>
</html>
`.text;
}

function renderOperation({ path, method, operation }: Listed, schemas: Schemas): Html {
  const { operationId, summary, description, parameters, requestBody, responses } = operation;
  const body = requestBody?.content['application/json'];
  return html`<section class="route" id="${operationId}">
<h3><span class="method">${method}</span> <code class="path">${path}</code></h3>
<p>${prose(summary)}${description === undefined ? '' : html` ${prose(description)}`}</p>
${parameterTable(parameters ?? [], schemas)}
${body === undefined ? '' : scrolling(schemaTable(body.schema, schemas))}
${example(curlOf(method, path, operation))}
${answers(responses, schemas)}
</section>
`;
}

function parameterTable(parameters: readonly OpenApiParameter[], schemas: Schemas): Html | undefined {
  if (parameters.length === 0) return undefined;
  const rows = parameters.map(
    ({ name, in: place, required, description, schema }) =>
      html`<tr><td><code>${name}</code>${required ? html` <span class="required">required</span>` : ''}</td><td>${place}</td>
<td>${typeOf(schema, schemas)}</td><td>${description === undefined ? '' : prose(description)}</td></tr>`,
  );
  return scrolling(
    html`<table><thead><tr><th>Parameter</th><th>In</th><th>Takes</th><th>Meaning</th></tr></thead><tbody>${rows}</tbody></table>`,
  );
}

/** What a success carries: its example and fields. Problems stand once at the end of the page. */
function answers(responses: OpenApiOperation['responses'], schemas: Schemas): Html[] {
  return Object.entries(responses).flatMap(([status, response]) => {
    const content =
      'content' in response
        ? (response.content as Record<string, { schema: Schemas[string]; example?: unknown }>)
        : {};
    return Object.entries(content).map(
      ([type, { schema, example: shown }]) =>
        html`<details><summary>${status} <code>${type}</code></summary>
${shown === undefined ? '' : example(JSON.stringify(shown, null, 2))}${scrolling(schemaTable(schema, schemas))}</details>`,
    );
  });
}

function errors(): Html {
  const rows = ERROR_CODES.map((code) => {
    const { status, retry, title, description } = errorEntry(code);
    return html`<tr id="${code}"><td><code>${code}</code></td><td>${status}</td><td>${retry ? 'yes' : 'no'}</td><td>${title}. ${prose(description)}</td></tr>`;
  });
  return html`<h2>Errors</h2>
<p class="quiet">Every error is a problem document (RFC 9457): ${prose('`{type, title, status, code, detail, requestId, retryAfterMs?}`')}.
The request id is also in the header <code>X-Request-Id</code> and in the server's log.</p>
${scrolling(html`<table><thead><tr><th>Code</th><th>Status</th><th>Retry</th><th>Meaning</th></tr></thead><tbody>${rows}</tbody></table>`)}`;
}

function example(text: string): Html {
  return html`<pre><code>${text}</code><button type="button" data-copy hidden>Copy</button></pre>`;
}

function scrolling(table: Html | undefined): Html | undefined {
  return table === undefined ? undefined : html`<div class="scroll">${table}</div>`;
}
