import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { exited } from '../../../../../test/fixtures/processes.ts';
import { until } from '../../../../../test/fixtures/until.ts';

/** redis-cli as anybody may run it: `redis-cli SUBSCRIBE channel…`. */
export interface RedisListener {
  /** What came so far, in order: `[channel, message as JSON]`. */
  readonly messages: readonly (readonly [string, unknown])[];
  /** Resolves to the messages once there are so many. */
  next(count: number): Promise<readonly (readonly [string, unknown])[]>;
  close(): Promise<void>;
}

/** Resolves when every channel is subscribed. */
export async function listenByCli(port: number, channels: readonly string[]): Promise<RedisListener> {
  const args = ['-h', '127.0.0.1', '-p', String(port), 'SUBSCRIBE', ...channels];
  const child = spawn('redis-cli', args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const lines: string[] = [];
  createInterface({ input: child.stdout }).on('line', (line) => lines.push(line));
  const messages: (readonly [string, unknown])[] = [];
  const read = (): typeof messages => {
    // Three lines each: what it is, the channel, and the message or the number of channels.
    while (lines.length >= 3) {
      const [kind, channel = '', text = ''] = lines.splice(0, 3);
      if (kind === 'message') messages.push([channel, JSON.parse(text)]);
      else confirmed += 1;
    }
    return messages;
  };
  let confirmed = 0;
  await until('redis-cli has subscribed', () => read() && confirmed === channels.length);
  return {
    get messages() {
      return read();
    },
    next: (count) => until(`${count} messages`, () => read().length >= count && messages),
    async close() {
      child.kill('SIGKILL');
      await exited(child);
    },
  };
}
