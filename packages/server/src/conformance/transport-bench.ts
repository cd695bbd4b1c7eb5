import type { TransportAbilities, TransportClient, TransportSubject } from './transport-subject.ts';

/** What the rules are written against. */
export interface Bench {
  subject(): TransportSubject;
  readonly abilities: TransportAbilities;
  /** A tenant that no other test uses. */
  tenant(): string;
  /** Connects as a dispatcher of the tenant, who may do everything there. */
  dispatcher(tenant: string): Promise<TransportClient>;
  dispatcherToken(tenant: string): Promise<string>;
  /** Closes the client when the test ends. */
  keep<C extends TransportClient>(client: Promise<C>): Promise<C>;
}
