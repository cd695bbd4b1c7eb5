/** The part of pino that the server uses. Tokens and keys never reach it. */
export interface Log {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
  child(fields: object): Log;
  /** Whether lines of a level are written, so that nobody gathers what nobody reads. Absent: all are. */
  isLevelEnabled?(level: 'debug' | 'info'): boolean;
}
