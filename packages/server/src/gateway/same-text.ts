/** Texts that are remembered; many more than there are browsers at a time, and a bound for those who make them up. */
const MAX_TEXTS = 1000;

/**
 * Gives the same string for the same text. Each request brings its own copy of what thousands of clients send alike,
 * such as their `User-Agent`, and it would stay for as long as they are connected.
 */
export function createSameText(): <Text extends string | undefined>(text: Text) => Text {
  const known = new Map<string, string>();
  return (text) => {
    if (text === undefined) return text;
    const same = known.get(text);
    if (same !== undefined) return same as typeof text;
    if (known.size >= MAX_TEXTS) known.clear();
    known.set(text, text);
    return text;
  };
}
