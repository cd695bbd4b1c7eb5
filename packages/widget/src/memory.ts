/** What this browser keeps of one chat: the same in all tabs of the page's origin. */
export interface Memory {
  get(key: string): string | undefined;
  set(key: string, value: string): void;
  remove(key: string): void;
  /** Keys that begin so. */
  keys(prefix: string): string[];
  /** Another tab changed something. The returned function ends it. */
  onChanged(listener: (key: string) => void): () => void;
  /** One tab at a time, where the browser can tell. */
  alone<T>(work: () => Promise<T>): Promise<T>;
}

/** Memory in `localStorage`; where a page may not store anything, as long as it stays open. */
export function createMemory(name: string): Memory {
  const prefix = `waycast.chat ${name} `;
  const storage = usableStorage();
  /** What the browser had no room for. */
  const overflow = storageOfThisTab();
  const keysOf = (one: TabStorage): string[] =>
    Array.from({ length: one.length }, (_, index) => one.key(index) ?? '');
  return {
    get: (key) => overflow.getItem(prefix + key) ?? storage.getItem(prefix + key) ?? undefined,
    set(key, value) {
      try {
        storage.setItem(prefix + key, value);
      } catch {
        overflow.setItem(prefix + key, value);
      }
    },
    remove(key) {
      overflow.removeItem(prefix + key);
      storage.removeItem(prefix + key);
    },
    keys(wanted) {
      const all = new Set([...keysOf(storage), ...keysOf(overflow)]);
      return [...all].filter((key) => key.startsWith(prefix + wanted)).map((key) => key.slice(prefix.length));
    },
    onChanged(listener) {
      const changed = ({ key }: StorageEvent): void => {
        if (key?.startsWith(prefix)) listener(key.slice(prefix.length));
      };
      window.addEventListener('storage', changed);
      return () => window.removeEventListener('storage', changed);
    },
    alone: async (work) =>
      'locks' in navigator ? await navigator.locks.request(prefix, work) : await work(),
  };
}

type TabStorage = Pick<Storage, 'getItem' | 'setItem' | 'removeItem' | 'key' | 'length'>;

function usableStorage(): TabStorage {
  try {
    // Reading the property alone throws where cookies are blocked.
    const storage = window.localStorage;
    storage.getItem('waycast.chat');
    return storage;
  } catch {
    return storageOfThisTab();
  }
}

function storageOfThisTab(): TabStorage {
  const values = new Map<string, string>();
  return {
    get length() {
      return values.size;
    },
    key: (index) => [...values.keys()][index] ?? null,
    getItem: (key) => values.get(key) ?? null,
    setItem: (key, value) => void values.set(key, value),
    removeItem: (key) => void values.delete(key),
  };
}
