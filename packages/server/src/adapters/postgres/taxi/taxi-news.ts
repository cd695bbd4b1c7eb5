import type { OrderChange } from '@waycast/contract';
import type { StoredOrder } from '../../../ports/orders.ts';
import type { Shift } from '../../../ports/taxi-drivers.ts';
import { Listeners } from '../outbox/listeners.ts';
import type { CommittedMessages } from '../outbox/outbox-rows.ts';
import type { Written } from './written.ts';

/** What this server has committed, to those who listen: a transaction may be about orders, offers and shifts at once. */
export class TaxiNews {
  readonly #messages: CommittedMessages;
  readonly orders = new Listeners<[StoredOrder, OrderChange]>();
  readonly offers = new Listeners<[tenant: string, driverIds: readonly string[]]>();
  readonly shifts = new Listeners<[Shift]>();

  constructor(messages: CommittedMessages) {
    this.#messages = messages;
  }

  /** Of one transaction, after its commit. Messages first: they are awaited elsewhere. */
  tell(written: readonly Written[]): void {
    const messages = written.flatMap((one) => {
      if (one.what === 'message') return [one.value];
      return one.what === 'order' ? [one.value.message] : [];
    });
    if (messages.length > 0) this.#messages.tell(messages.sort((one, other) => one.id - other.id));
    const drivers = new Map<string, string[]>();
    for (const one of written) {
      if (one.what === 'order') this.orders.tell(one.value.order, one.value.change);
      if (one.what === 'shift') this.shifts.tell(one.value);
      if (one.what === 'offers') append(drivers, one.value.tenant, one.value.driverId);
    }
    for (const [tenant, driverIds] of drivers) this.offers.tell(tenant, [...new Set(driverIds)]);
  }
}

function append(lists: Map<string, string[]>, key: string, value: string): void {
  const found = lists.get(key);
  if (found === undefined) lists.set(key, [value]);
  else found.push(value);
}
