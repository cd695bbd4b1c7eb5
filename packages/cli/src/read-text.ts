import { createReadStream } from 'node:fs';
import { createGunzip } from 'node:zlib';
import { messageOf } from './failure.ts';

/** A file's text in pieces, gunzipped if it is. What broke it off is noted in `broken`; what came before counts. */
export async function* readText(
  path: string,
  isGzipped: boolean,
  broken: { reason?: string },
): AsyncIterable<string> {
  const file = createReadStream(path);
  const bytes = isGzipped ? file.pipe(createGunzip()) : file;
  file.once('error', (error) => bytes.destroy(error));
  const decoder = new TextDecoder();
  try {
    for await (const chunk of bytes)
      if (Buffer.isBuffer(chunk)) yield decoder.decode(chunk, { stream: true });
    yield decoder.decode();
  } catch (error) {
    broken.reason = `broken off: ${messageOf(error)}`;
  } finally {
    file.destroy();
  }
}
