import type { DevicePoint } from '../../kernel/device-point.ts';

/** A request as a device sent it: whatever it is, it has been read without judging it. */
export interface DeviceRequest {
  /** Of the query and of a form body together, the form first. */
  readonly fields: ReadonlyMap<string, string>;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** Parsed JSON; undefined when the body is empty or no JSON. */
  readonly json: unknown;
}

/** One client's way of reporting. Nothing here throws but `decode`, whatever a request holds. */
export interface DeviceFormat {
  /** The id that the client calls itself by; undefined when it says none. */
  deviceIdOf(request: DeviceRequest): string | undefined;
  /** The messages in a request, each to be decoded by itself. What is none of the format stands there as it came. */
  messagesOf(request: DeviceRequest): readonly unknown[];
  /** Takes an object among a request's messages; throws WaycastError `invalid` for one that can never be a position. */
  decode(message: object, request: DeviceRequest): DevicePoint;
  /** What the client waits for before it forgets what it sent; empty unless it looks at it. */
  readonly reply?: { readonly contentType: string; readonly body: string };
}
