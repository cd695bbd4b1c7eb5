import { ORDER_STATUSES, type OrderStatus } from '@waycast/contract';
import { describe, expect, it } from 'vitest';
import {
  follow,
  ORDER_PARTIES,
  ORDER_VERBS,
  type OrderState,
  type OrderVerb,
} from '../../../src/modules/taxi/orders/lifecycle.ts';

// Every status, verb and party. A row holds what becomes of it for rider, driver, colleague and dispatcher: the status
// that follows, `done` for what is so already, `409` or `403`.
type Cell = OrderStatus | 'done' | '409' | '403';
type Row = readonly [rider: Cell, driver: Cell, colleague: Cell, dispatcher: Cell];

const ACCEPT: Row = ['403', '403', 'ACCEPTED', '403'];
const NO_ACCEPT: Row = ['403', '403', '409', '403'];
const NO_DRIVING: Row = ['403', '409', '403', '409'];
const NO_ASSIGN: Row = ['403', '403', '403', '409'];
const ASSIGN: Row = ['403', '403', '403', 'ACCEPTED'];
const driving = (to: Cell): Row => ['403', to, '403', to];
const all = (row: Row) => Object.fromEntries(ORDER_STATUSES.map((status) => [status, row]));

/** A CANCELLED order was cancelled by its rider. */
const TABLE: Readonly<Record<OrderVerb, Readonly<Record<string, Row>>>> = {
  accept: { ...all(NO_ACCEPT), NEW: ACCEPT, OFFERED: ACCEPT },
  decline: {
    ...all(NO_ACCEPT),
    NEW: ['403', '403', 'NEW', '403'],
    OFFERED: ['403', '403', 'OFFERED', '403'],
  },
  release: { ...all(NO_DRIVING), ACCEPTED: driving('NEW'), ARRIVING: driving('NEW') },
  assign: { ...all(NO_ASSIGN), NEW: ASSIGN, OFFERED: ASSIGN, ACCEPTED: ASSIGN, ARRIVING: ASSIGN },
  arrive: { ...all(NO_DRIVING), ACCEPTED: driving('ARRIVING'), ARRIVING: driving('done') },
  start: { ...all(NO_DRIVING), ARRIVING: driving('IN_PROGRESS'), IN_PROGRESS: driving('done') },
  complete: { ...all(NO_DRIVING), IN_PROGRESS: driving('COMPLETED'), COMPLETED: driving('done') },
  cancel: {
    ...all(['409', '409', '403', '409']),
    NEW: ['CANCELLED', '409', '403', 'CANCELLED'],
    OFFERED: ['CANCELLED', '409', '403', 'CANCELLED'],
    ACCEPTED: ['CANCELLED', '409', '403', 'CANCELLED'],
    ARRIVING: ['CANCELLED', 'CANCELLED', '403', 'CANCELLED'],
    IN_PROGRESS: ['409', '409', '403', 'CANCELLED'],
    CANCELLED: ['done', '409', '403', '409'],
  },
};

const ENDED: readonly OrderStatus[] = ['COMPLETED', 'CANCELLED', 'EXPIRED'];

function orderIn(status: OrderStatus, changes: Partial<OrderState> = {}): OrderState {
  const isDriven = !['NEW', 'OFFERED', 'EXPIRED'].includes(status);
  return {
    orderId: 'o-1',
    status,
    driverId: isDriven ? 'd-1' : null,
    cancelledBy: status === 'CANCELLED' ? 'rider' : null,
    reason: null,
    endedAt: ENDED.includes(status) ? 0 : null,
    ...changes,
  };
}

function outcomeOf(run: () => string): { cell: string; message: string } {
  try {
    return { cell: run(), message: '' };
  } catch (error) {
    const { code, message } = error as { code: string; message: string };
    return { cell: code === 'conflict' ? '409' : code === 'forbidden' ? '403' : code, message };
  }
}

describe.each(ORDER_VERBS)('%s', (verb) => {
  it.each(ORDER_STATUSES)('of an order that is %s', (status) => {
    const outcomes = ORDER_PARTIES.map((party) => outcomeOf(() => follow(orderIn(status), verb, party)));
    expect(outcomes.map(({ cell }) => cell)).toEqual(TABLE[verb][status]);
    for (const { cell, message } of outcomes)
      if (cell === '409' || cell === '403') {
        expect(message).toMatch(/^order o-1 (is|was|has) /);
        expect(message).toContain(status);
      }
  });
});

describe('what is refused', () => {
  const textOf = (order: OrderState, verb: OrderVerb, party: (typeof ORDER_PARTIES)[number]) =>
    outcomeOf(() => follow(order, verb, party)).message;

  it('says how the order is, what may be done with it, and by whom', () => {
    expect(textOf(orderIn('OFFERED'), 'complete', 'dispatcher')).toBe(
      "order o-1 is OFFERED and no driver's yet; complete is not possible now. Possible: accept (any free driver), decline (any free driver), assign (a dispatcher), cancel (its rider or a dispatcher)",
    );
    expect(textOf(orderIn('ACCEPTED'), 'start', 'colleague')).toBe(
      'order o-1 is ACCEPTED with driver d-1; start is for its driver or a dispatcher',
    );
  });

  it('says of what is over when it ended, by whom and why', () => {
    const cancelled = orderIn('CANCELLED', { cancelledBy: 'dispatcher', reason: 'No cars' });
    expect(textOf(cancelled, 'cancel', 'rider')).toBe(
      'order o-1 was CANCELLED by a dispatcher at 1970-01-01T00:00:00.000Z (No cars); cancel is not possible now: it is over',
    );
    expect(outcomeOf(() => follow(cancelled, 'cancel', 'dispatcher')).cell).toBe('done');
    expect(textOf(orderIn('EXPIRED'), 'cancel', 'rider')).toContain('has EXPIRED at');
  });
});
