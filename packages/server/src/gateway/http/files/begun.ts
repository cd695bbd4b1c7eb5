/**
 * The same parts, of which the first has been produced when this resolves: what fails before it fails here. Ending
 * the iteration ends `parts` as well, even where nobody has asked for the first.
 */
export async function begun<T>(parts: AsyncGenerator<T>): Promise<AsyncIterable<T>> {
  let first: IteratorResult<T> | undefined = await parts.next();
  const iterator: AsyncIterator<T> = {
    async next() {
      const next = first ?? (await parts.next());
      first = undefined;
      return next;
    },
    return: () => parts.return(undefined),
  };
  return { [Symbol.asyncIterator]: () => iterator };
}
