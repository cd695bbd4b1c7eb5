import { open } from 'node:fs/promises';
import { CommandFailure, messageOf } from './failure.ts';

/** Whether a file is packed by gzip, whatever it is called. Rejects with CommandFailure where it cannot be read. */
export async function startsLikeGzip(path: string): Promise<boolean> {
  try {
    const file = await open(path);
    try {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(2), 0, 2, 0);
      return bytesRead === 2 && buffer.readUInt16BE(0) === 0x1f8b;
    } finally {
      await file.close();
    }
  } catch (error) {
    throw new CommandFailure(`${path} cannot be read: ${messageOf(error)}`);
  }
}
