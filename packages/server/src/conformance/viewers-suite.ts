import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { VIEWED_KINDS, type Viewed, type Viewers } from '../ports/viewers.ts';

/** Two servers under test, which may be the same one where there cannot be more. */
export interface ViewersSubject {
  readonly here: Viewers;
  readonly elsewhere: Viewers;
  /** Lets a tick pass, where the implementation goes by a clock of the test. */
  passTick(): void;
  close(): Promise<void>;
}

/** The promises of the port `Viewers`. */
export function viewersSuite(name: string, open: () => Promise<ViewersSubject>): void {
  describe(`viewers: ${name}`, () => {
    let subject: ViewersSubject;
    beforeAll(async () => {
      subject = await open();
    });
    afterAll(() => subject?.close());

    countingRules(() => subject);
    tellingRules(() => subject);
  });
}

function thing(kind: Viewed['kind'] = 'order'): Viewed {
  return { kind, tenant: randomUUID(), id: 'o1' };
}

function countingRules(subject: () => ViewersSubject): void {
  it.each(VIEWED_KINDS)('W1 counts everybody once, until they look no more: %s', async (kind) => {
    const { here, elsewhere } = subject();
    const what = thing(kind);
    expect([await here.count(what), await here.who(what)]).toEqual([0, []]);
    expect(await here.view(what, 'ann')).toBe(1);
    expect(await here.view(what, 'ann')).toBe(1);
    expect(await elsewhere.view(what, 'bob')).toBe(2);
    expect(await elsewhere.count(what)).toBe(2);
    expect([...(await here.who(what))].sort()).toEqual(['ann', 'bob']);
    expect(await here.unview(what, 'ann')).toBe(1);
    expect(await here.unview(what, 'nobody')).toBe(1);
    expect(await elsewhere.unview(what, 'bob')).toBe(0);
    expect(await here.who(what)).toEqual([]);
  });

  it('W1 who views on two servers counts until it does on neither', async () => {
    const { here, elsewhere } = subject();
    const what = thing();
    await here.view(what, 'ann');
    await elsewhere.view(what, 'ann');
    // The same viewers, where there are no others: somebody counts once among them.
    const left = here === elsewhere ? 0 : 1;
    expect(await here.unview(what, 'ann')).toBe(left);
    expect(await elsewhere.unview(what, 'ann')).toBe(0);
  });

  it('W1 keeps kinds, things and tenants apart', async () => {
    const { here } = subject();
    const what = thing();
    await here.view(what, 'ann');
    const others: Viewed[] = [
      { ...what, kind: 'conversation' },
      { ...what, kind: 'company' },
      { ...what, id: 'o2' },
      { ...what, tenant: randomUUID() },
    ];
    expect(await Promise.all(others.map((other) => here.count(other)))).toEqual([0, 0, 0, 0]);
    await here.unview(what, 'ann');
  });
}

function tellingRules(subject: () => ViewersSubject): void {
  const passTick = (): void => subject().passTick();

  it('W3 listeners are told, and last what it is', async () => {
    const { here, elsewhere } = subject();
    const what = thing();
    const told: number[] = [];
    const end = [here, elsewhere].map((viewers) =>
      viewers.onViewers((news) => {
        told.push(...news.flatMap((one) => (one.tenant === what.tenant ? [one.count] : [])));
      }),
    );
    for (const viewer of ['ann', 'bob', 'cid']) await here.view(what, viewer);
    passTick();
    await vi.waitFor(() => expect(told.at(-1)).toBe(3), { timeout: 10_000 });
    await elsewhere.view(what, 'dan');
    await here.unview(what, 'bob');
    await here.unview(what, 'cid');
    passTick();
    await vi.waitFor(() => expect(told.at(-1)).toBe(2), { timeout: 10_000 });
    for (const stop of end) stop();
  });

  it('W3 of a conversation they are told who came and who left', async () => {
    const { here, elsewhere } = subject();
    const what = thing('conversation');
    const there = new Map<string, boolean>();
    const end = [here, elsewhere].map((viewers) =>
      viewers.onViewers((news) => {
        for (const one of news)
          if (one.tenant === what.tenant) for (const [id, online] of one.online) there.set(id, online);
      }),
    );
    await here.view(what, 'ann');
    await elsewhere.view(what, 'bob');
    passTick();
    await vi.waitFor(() => expect(Object.fromEntries(there)).toEqual({ ann: true, bob: true }), {
      timeout: 10_000,
    });
    await here.unview(what, 'ann');
    passTick();
    await vi.waitFor(() => expect(Object.fromEntries(there)).toEqual({ ann: false, bob: true }), {
      timeout: 10_000,
    });
    for (const stop of end) stop();
  });
}
