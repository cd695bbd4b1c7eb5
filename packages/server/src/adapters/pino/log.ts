import { pino, stdSerializers } from 'pino';
import type { Log } from '../../ports/log.ts';

/**
 * JSON lines on standard output, with ISO times. Fields that could carry a token or key are masked. Each line has the
 * process's id and, where several share a port, its number as `worker`.
 */
export function createLog(level: string, worker?: number): Log {
  return pino({
    level,
    base: { pid: process.pid, ...(worker === undefined ? {} : { worker }) },
    timestamp: () => `,"time":"${new Date().toISOString()}"`,
    formatters: { level: (label) => ({ level: label }) },
    serializers: { err: stdSerializers.errWithCause },
    redact: {
      paths: [
        'token',
        'authorization',
        'headers.authorization',
        'headers.cookie',
        '*.token',
        '*.secret',
        '*.password',
      ],
      censor: '[masked]',
    },
  });
}
