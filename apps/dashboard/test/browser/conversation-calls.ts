import type { Conversation, Message } from '@waycast/contract';
import { expect } from 'vitest';
import type { PageServer } from './page-server.ts';

/** What people do in conversations who are on no page, over HTTP. */
export function conversationCalls(server: () => PageServer) {
  async function ask<T>(token: string, method: string, path: string, body?: object): Promise<T> {
    const response = await fetch(`${server().url}${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    expect(response.ok, `${method} ${path}: ${text}`).toBe(true);
    return JSON.parse(text) as T;
  }
  const agent = (): string => server().tokenFor('agent', { sub: 'nina' });
  let sent = 0;

  return {
    agent,
    ask,
    describe: (company: object) =>
      ask(server().tokenFor('admin'), 'PUT', '/api/companies/office', { name: 'Mill Lane', ...company }),
    async conversations(): Promise<Conversation[]> {
      return (await ask<{ items: Conversation[] }>(agent(), 'GET', '/api/conversations')).items;
    },
    open: (customer: string, body: string, more: object = {}) =>
      ask<Conversation>(server().tokenFor('customer', { sub: customer }), 'POST', '/api/conversations', {
        ...{ name: customer, message: { body, clientId: `first-${customer}` } },
        ...more,
      }),
    send(token: string, conversationId: string, body: string, more: object = {}): Promise<Message> {
      sent += 1;
      const path = `/api/conversations/${conversationId}/messages`;
      return ask(token, 'POST', path, { body, clientId: `sent-${sent}`, ...more });
    },
    async texts(conversationId: string): Promise<string[]> {
      const path = `/api/conversations/${conversationId}/messages?limit=200`;
      const page = await ask<{ items: Message[] }>(agent(), 'GET', path);
      return page.items.map(({ body }) => body);
    },
  };
}
