interface Page<T> {
  readonly items: readonly T[];
  readonly nextCursor: string | null;
}

/** Reads page after page, up to `itemsMax`: what a page keeps in memory has a bound. */
export async function readAll<T>(
  readPage: (query: { readonly limit: number; readonly cursor?: string }) => Promise<Page<T>>,
  { limit = 1000, itemsMax = 10_000 }: { readonly limit?: number; readonly itemsMax?: number } = {},
): Promise<T[]> {
  const items: T[] = [];
  for (let cursor: string | null = null; ; ) {
    const page: Page<T> = await readPage({ limit, ...(cursor === null ? {} : { cursor }) });
    items.push(...page.items);
    cursor = page.nextCursor;
    if (cursor === null || items.length >= itemsMax) return items;
  }
}
