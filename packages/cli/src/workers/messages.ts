/** What a worker tells the process that started it. */
export type FromWorker =
  | { readonly type: 'serving'; readonly url: string }
  /** It could not start; it ends now. */
  | { readonly type: 'failed'; readonly reason: string }
  /** A connection for another worker comes with this. */
  | { readonly type: 'hand-over'; readonly to: number; readonly handedOver: object };

/** What a worker is told. */
export type ToWorker =
  /** Drain, then end. */
  | { readonly type: 'stop' }
  /** A connection from another worker comes with this. */
  | { readonly type: 'hand-over'; readonly handedOver: unknown };

/** A message of a worker; undefined for what is none of ours: whoever embeds us may send its own. */
export function fromWorker(message: unknown): FromWorker | undefined {
  const { type, url, reason, to, handedOver } = fieldsOf(message);
  if (type === 'serving' && typeof url === 'string') return { type, url };
  if (type === 'failed' && typeof reason === 'string') return { type, reason };
  if (type === 'hand-over' && typeof to === 'number' && isObject(handedOver)) return { type, to, handedOver };
  return undefined;
}

/** The same the other way. */
export function toWorker(message: unknown): ToWorker | undefined {
  const { type, handedOver } = fieldsOf(message);
  if (type === 'stop') return { type };
  return type === 'hand-over' ? { type, handedOver } : undefined;
}

function fieldsOf(message: unknown): Readonly<Record<string, unknown>> {
  return isObject(message) ? { ...message } : {};
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
