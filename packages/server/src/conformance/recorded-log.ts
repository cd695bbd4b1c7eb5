import type { Log } from '../ports/log.ts';

export interface LogLine {
  readonly level: 'debug' | 'info' | 'warn' | 'error';
  readonly fields: object;
  readonly message: string;
}

/** A log that suites can read. */
export interface RecordedLog extends Log {
  readonly lines: readonly LogLine[];
}

export function createRecordedLog(lines: LogLine[] = [], context: object = {}): RecordedLog {
  const write =
    (level: LogLine['level']) =>
    (fields: object, message: string): void => {
      lines.push({ level, fields: { ...context, ...fields }, message });
    };
  return {
    lines,
    debug: write('debug'),
    info: write('info'),
    warn: write('warn'),
    error: write('error'),
    child: (fields) => createRecordedLog(lines, { ...context, ...fields }),
  };
}
