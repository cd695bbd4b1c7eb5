/** What has been opened so far, closed in reverse when starting fails or the server ends. */
export type Closers = (() => Promise<void> | void)[];

/** Closes in reverse order of opening. One that fails does not keep the others open; the first failure is thrown. */
export async function closeAll(closers: Closers): Promise<void> {
  const failures: unknown[] = [];
  for (const close of closers.splice(0).reverse()) {
    try {
      await close();
    } catch (error) {
      failures.push(error);
    }
  }
  if (failures.length > 0) throw failures[0];
}
