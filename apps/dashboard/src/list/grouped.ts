/** A row of a grouped list: the head of a group, or an item. */
export type GroupedRow<T, G extends string> =
  | { readonly kind: 'head'; readonly group: G; readonly count: number }
  | { readonly kind: 'item'; readonly item: T };

/** How items are told apart, found and put in order. */
export interface Grouping<T, G extends string> {
  /** In their order. */
  readonly groups: readonly G[];
  readonly groupOf: (item: T) => G;
  /** What is searched. */
  readonly textOf: (item: T) => string;
  readonly order: Readonly<Record<G, (a: T, b: T) => number>>;
}

export interface GroupedQuery<G extends string> {
  /** Every word must occur. */
  readonly text: string;
  /** The one group that is asked for. */
  readonly group: G | undefined;
}

/** The items that match, each group under its head. */
export function arrangeGroups<T, G extends string>(
  items: readonly T[],
  { text, group }: GroupedQuery<G>,
  { groups, groupOf, textOf, order }: Grouping<T, G>,
): GroupedRow<T, G>[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  const members = Object.fromEntries(groups.map((name): [string, T[]] => [name, []]));
  for (const item of items) {
    const key = textOf(item).toLowerCase();
    if (words.every((word) => key.includes(word))) members[groupOf(item)]?.push(item);
  }
  return groups
    .filter((name) => group === undefined || name === group)
    .flatMap((name): GroupedRow<T, G>[] => {
      const found = (members[name] ?? []).sort(order[name]);
      if (found.length === 0) return [];
      return [
        { kind: 'head', group: name, count: found.length },
        ...found.map((item): GroupedRow<T, G> => ({ kind: 'item', item })),
      ];
    });
}

/** How many there are of each. */
export function countGroups<T, G extends string>(
  items: readonly T[],
  { groups, groupOf }: Pick<Grouping<T, G>, 'groups' | 'groupOf'>,
): Readonly<Record<G, number>> {
  const counts = Object.fromEntries(groups.map((name) => [name, 0])) as Record<G, number>;
  for (const item of items) counts[groupOf(item)] += 1;
  return counts;
}
