import { isRecord } from './reading.ts';

/** What the server refused, or that it could not be asked: then the code is `unavailable`. */
export class Problem extends Error {
  readonly code: string;
  readonly retryAfterMs: number | undefined;

  constructor(code: string, message: string, retryAfterMs?: number) {
    super(message);
    this.code = code;
    this.retryAfterMs = retryAfterMs;
  }

  /** Whether the same may be tried again. */
  get passes(): boolean {
    return ['unavailable', 'rate_limited', 'server_moving', 'unauthenticated', 'internal'].includes(
      this.code,
    );
  }
}

export function toProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  return new Problem('unavailable', error instanceof Error ? error.message : String(error));
}

/** A refusal as an ack or an answer's body has it. */
export function readProblem(value: unknown, status = 0): Problem {
  const { code, message, detail, title, retryAfterMs } = isRecord(value) ? value : {};
  const said = [message, detail, title].find((one) => typeof one === 'string');
  return new Problem(
    typeof code === 'string' ? code : status >= 400 && status < 500 ? 'invalid' : 'unavailable',
    typeof said === 'string' ? said : `the server answered ${status}`,
    typeof retryAfterMs === 'number' ? retryAfterMs : undefined,
  );
}
