import type { Engine, Matrix, Points } from './engines.ts';

/** An answer is read up to here: a hundred times a hundred ways take a quarter of it. */
const MAX_BYTES = 4 * 1024 * 1024;

/**
 * Asks once. Rejects with what was wrong: no answer in time, an answer of another kind, a redirect. The operator names
 * the server, so that any address is taken, a private one too; a redirect would lead elsewhere and is not followed.
 */
export async function askEngine(
  engine: Engine,
  base: URL,
  from: Points,
  to: Points,
  signal: AbortSignal,
): Promise<Matrix> {
  const { url, body } = engine.request(base, from, to);
  const response = await fetch(url, {
    method: body === undefined ? 'GET' : 'POST',
    headers: {
      accept: 'application/json',
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body }),
    redirect: 'error',
    signal,
  });
  const text = await textOf(response);
  if (!response.ok) throw new Error(`HTTP ${response.status}`);
  return engine.read(JSON.parse(text), from.length, to.length);
}

async function textOf({ body }: Response): Promise<string> {
  if (body === null) return '';
  const decoder = new TextDecoder();
  let [text, bytes] = ['', 0];
  for await (const chunk of body as AsyncIterable<Uint8Array>) {
    bytes += chunk.length;
    if (bytes > MAX_BYTES) throw new Error(`the answer has more than ${MAX_BYTES} bytes`);
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}
