import { z } from 'zod';

/** One line that people read: trimmed, of 1 to `max` characters, without control characters. */
export const textLine = (max: number) =>
  z
    .string()
    .trim()
    .min(1)
    .max(max)
    .regex(/^\P{Cc}*$/u, 'takes no control characters');
