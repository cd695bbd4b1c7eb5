import type { Subject, Topic } from '@waycast/contract';
import type { Closers } from './closers.ts';
import type { Right } from './kernel/access.ts';
import type { Core, CorePorts } from './kernel/core.ts';
import { createCompanyDesk } from './modules/conversations/company-desk.ts';
import { createConversationDesk } from './modules/conversations/conversation-desk.ts';
import { conversationRights } from './modules/conversations/conversation-rights.ts';
import { KnownParties } from './modules/conversations/known-parties.ts';
import { createKnownPeople } from './modules/conversations/known-people.ts';
import { PartyWatch } from './modules/conversations/party-watch.ts';
import { tellPresence } from './modules/conversations/presence-news.ts';
import { createFindPresent } from './modules/conversations/present.ts';
import { createSenderRate } from './modules/conversations/sender-rate.ts';
import { createTypingNotes } from './modules/conversations/typing-notes.ts';
import { createWidgetDesk } from './modules/conversations/widget-desk.ts';
import { WidgetOrigins } from './modules/conversations/widget-origins.ts';
import type { Clock } from './ports/clock.ts';
import type { CompanyDesk, ConversationDesk, WidgetDesk } from './ports/conversation-desk.ts';
import type { ConversationRights } from './ports/conversation-rights.ts';
import type { GuestTokens } from './ports/guest-tokens.ts';
import type { Live } from './ports/live.ts';
import type { Log } from './ports/log.ts';
import type { Viewers } from './ports/viewers.ts';
import type { Storage } from './storage.ts';

export interface ConversationParts {
  readonly store: Pick<Storage, 'conversations' | 'companies' | 'registry' | 'people'>;
  readonly live: Live;
  readonly presence: CorePorts['presence'];
  readonly viewers: Viewers;
  readonly guests: GuestTokens;
  readonly clock: Clock;
  readonly log: Log;
}

/** What the gateways take of conversations. */
export interface ConversationDesks {
  readonly conversationDesk: ConversationDesk;
  readonly companyDesk: CompanyDesk;
  readonly widgetDesk: WidgetDesk;
  readonly widgetOrigins: Pick<WidgetOrigins, 'allows'>;
}

/** Conversations, in two steps: the kernel needs who may follow what and what sockets do, and they need the kernel. */
interface OpenConversations {
  /** For the kernel. */
  readonly rights: {
    readonly conversationRights: ConversationRights;
    readonly conversationCalls: () => ConversationDesk | undefined;
  };
  /** Is to be told of what people begin to follow. */
  readonly followed: (subject: Subject, topic: Topic, right: Right) => void;
  /** From now on people write to each other. */
  start(core: Pick<Core, 'access' | 'sessions'>): ConversationDesks;
}

/** Conversations of companies with their customers, until the closers run. */
export function openConversations(parts: ConversationParts, closers: Closers): OpenConversations {
  const { store, clock, viewers } = parts;
  const { conversations, companies } = store;
  const parties = new KnownParties(conversations, clock);
  const endNotes = conversations.onChanged((news) => {
    if (news.what !== 'message') parties.forget(news.conversation.tenant, news.conversation.conversationId);
  });
  const endPresence = tellPresence({ ...parts, parties });
  let desk: ConversationDesk | undefined;
  let watch: PartyWatch | undefined;
  closers.push(async () => {
    endNotes();
    endPresence();
    await watch?.close();
  });
  return {
    rights: {
      conversationRights: conversationRights(parties, companies),
      conversationCalls: () => desk,
    },
    followed: (subject, topic, right) => watch?.began(subject, topic, right),
    start({ access, sessions }) {
      const origins = new WidgetOrigins(companies, clock);
      const changed = parties.forget.bind(parties);
      const watching = new PartyWatch({ ...parts, companies, sessions, changed });
      watch = watching;
      desk = openDesk(parts, parties, access);
      const companiesChanged = (tenant: string): void => {
        origins.forget();
        watching.look(tenant);
      };
      return {
        conversationDesk: desk,
        companyDesk: createCompanyDesk({ companies, viewers, changed: companiesChanged }),
        widgetDesk: createWidgetDesk({ ...parts, companies, conversations }),
        widgetOrigins: origins,
      };
    },
  };
}

function openDesk(
  { store, live, presence, viewers, clock }: ConversationParts,
  parties: KnownParties,
  access: Core['access'],
): ConversationDesk {
  const { conversations, companies, registry, people } = store;
  const { drivers } = registry;
  const driverName = async (tenant: string, driverId: string): Promise<string | null> =>
    (await drivers.get(tenant, driverId))?.fields.name ?? null;
  const { guardians } = people;
  const common = { conversations, companies, access, driverName, parties };
  return createConversationDesk({
    ...common,
    viewers,
    people: createKnownPeople({ conversations, drivers, guardians, presence }),
    present: createFindPresent(common),
    countMessage: createSenderRate(clock),
    noteTyping: createTypingNotes(live, clock),
    async forgetFeeds(tenant) {
      for (const { companyId } of await companies.list(tenant))
        await live.forget({ tenant, family: 'company', id: companyId });
    },
  });
}
