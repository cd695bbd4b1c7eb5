/** A frame of the socket: flat JSON with its event's name in `type`. */
export interface Frame {
  readonly type: string;
  readonly [field: string]: unknown;
}

/** Parses a text frame; undefined when it is not a JSON object with a `type`. */
export function parseFrame(data: unknown): Frame | undefined {
  if (typeof data !== 'string') return undefined;
  try {
    const value: unknown = JSON.parse(data);
    return isFrame(value) ? value : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function isFrame(value: unknown): value is Frame {
  return isRecord(value) && typeof value['type'] === 'string';
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * Gives what the server sent the type that the contract promises for it. The server validated it on its side of the
 * same contract; doing it again here would put the schema library into every browser. The one such place.
 */
export function asPromised<T>(value: unknown): T {
  return value as T;
}
