/** Bytes that one message of a client may have, on every socket. */
export const MAX_FRAME_BYTES = 64 * 1024;
