import { useRealtimeConnection } from '@waycast/react';
import { useCallback } from 'react';
import { useMe } from '../session/use-me.ts';
import { BoardHead } from '../shell/board-head.tsx';
import { CopyCommand } from '../shell/copy-command.tsx';
import { LostBanner } from '../shell/lost-banner.tsx';
import { Problem } from '../shell/problem.tsx';
import { useSearchState } from '../shell/search-state.ts';
import { useShortcut } from '../shell/use-shortcut.ts';
import { useTitle } from '../shell/use-title.ts';
import styles from './inbox.module.css';
import type { InboxSearch } from './inbox-search.ts';
import { ConversationList } from './list/conversation-list.tsx';
import { Filters } from './list/filters.tsx';
import { FoundList } from './list/found-list.tsx';
import listStyles from './list/list.module.css';
import { useCompanyNews, useConversations } from './list/use-conversations.ts';
import { ThreadPanel } from './thread/thread-panel.tsx';

/** Conversations with customers: which there are, and one of them open. */
export function InboxPage() {
  useTitle('Inbox · Waycast');
  const { search, change } = useSearchState<InboxSearch>();
  const me = useMe().data?.subject;
  useCompanyNews();
  const list = useConversations(search, me);
  const open = (c: string | undefined): void => change({ c }, false);
  useShortcut('Escape', () => open(undefined));
  return (
    <div className={styles.page} data-open={search.c !== undefined}>
      <LostBanner readAtMs={list.dataUpdatedAt} failed={list.isError} />
      <section className={styles.list} aria-label="Inbox">
        <BoardHead title="Inbox" />
        <Filters search={search} onChange={change} />
        {search.q === undefined ? (
          <Listed list={list} me={me ?? ''} search={search} onOpen={open} />
        ) : (
          <FoundList words={search.q} onOpen={open} />
        )}
      </section>
      <main className={styles.thread} aria-label="Conversation">
        {search.c === undefined || me === undefined ? (
          <p className={styles.nothing}>Choose a conversation: arrows and Enter, or a click.</p>
        ) : (
          <ThreadPanel key={search.c} conversationId={search.c} me={me} onClose={() => open(undefined)} />
        )}
      </main>
    </div>
  );
}

interface ListedProps {
  readonly list: ReturnType<typeof useConversations>;
  readonly me: string;
  readonly search: InboxSearch;
  readonly onOpen: (conversationId: string) => void;
}

function Listed({ list, me, search, onOpen }: ListedProps) {
  const { data, error, hasNextPage, isFetchingNextPage, fetchNextPage } = list;
  const more = useCallback(() => {
    if (hasNextPage && !isFetchingNextPage) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, fetchNextPage]);
  if (data === undefined)
    return error === null ? (
      <p className={listStyles.empty}>Reading the conversations …</p>
    ) : (
      <div className={listStyles.empty}>
        <Problem role="alert">The conversations cannot be read: {error.message}</Problem>
      </div>
    );
  // A conversation that moved up between two pages is on both.
  const conversations = [
    ...new Map(data.pages.flatMap(({ items }) => items).map((one) => [one.conversationId, one])).values(),
  ];
  if (conversations.length === 0) return <Empty search={search} />;
  return (
    <ConversationList
      conversations={conversations}
      me={me}
      selectedId={search.c}
      onOpen={onOpen}
      onEnd={more}
    />
  );
}

function Empty({ search: { state, of, unread } }: { readonly search: InboxSearch }) {
  const { connection } = useRealtimeConnection();
  if (state !== undefined || of !== undefined || unread !== undefined)
    return <p className={listStyles.empty}>There is none like this.</p>;
  return (
    <div className={listStyles.empty}>
      <p>No open conversation. Customers begin one in the chat that you put on your pages:</p>
      <CopyCommand command={`<script src="${connection.url}/widget.js" async></script>`} what="line" />
      <p>The pages’ addresses have to be among the company’s allowed origins.</p>
    </div>
  );
}
