import { Webhook as Verifier } from 'standardwebhooks';
import { beforeEach, expect, it } from 'vitest';
import { until } from '../../../../test/fixtures/until.ts';
import {
  ANA,
  OLGA,
  sampleConversation,
  sampleMessage,
  sendTo,
} from '../../src/conformance/conversation-samples.ts';
import { idOf, onEachDatabase } from './ground.ts';
import type { Received } from './receiver.ts';
import { happened, makeRule, makeWebhook } from './rig.ts';

const TENANT = 'default';
const EVERYTHING = ['message.new' as const, 'conversation.changed' as const];

const read = (message: Received | undefined) => JSON.parse(message?.body.toString() ?? '');
const typesOf = (received: readonly Received[]) => received.map((one): string => read(one).type).sort();

onEachDatabase('conversations to webhooks', (ground) => {
  let conversationId = '';
  beforeEach(() => {
    conversationId = `c-${crypto.randomUUID()}`;
  });
  const opened = (words: string | null = null) =>
    ground.store.conversations.open(
      sampleConversation(TENANT, {
        conversationId,
        message: words === null ? null : sampleMessage('m-1', { body: words }),
      }),
    );
  const say = (body: string) =>
    sendTo(ground.store, TENANT, OLGA, sampleMessage(body, { body }), conversationId);
  const assign = () =>
    ground.store.conversations.change(TENANT, conversationId, OLGA, () => ({ set: { assignedTo: OLGA.id } }));

  it('arrive signed, as a library of others verifies: new messages, and what became of the conversation', async () => {
    const there = await ground.receiver();
    const { desk } = ground.server();
    const { secret } = await makeWebhook({ desk }, there.url, { events: EVERYTHING });
    await opened('Hello');
    await assign();
    await ground.store.conversations.change(TENANT, conversationId, OLGA, () => ({
      set: { state: 'closed' },
    }));
    await sendTo(ground.store, TENANT, ANA, sampleMessage('m-2', { body: 'Once more' }), conversationId);
    const received = await there.atLeast(6);
    await until('all is noted', async () => (await ground.deliveries('pending')).length === 0);
    expect(typesOf(received)).toEqual([
      ...Array.from({ length: 4 }, () => 'conversation.changed'),
      ...['message.new', 'message.new'],
    ]);
    expect(new Set(received.map(idOf)).size).toBe(6);
    for (const one of received) {
      const headers = Object.fromEntries(Object.entries(one.headers).map(([n, v]) => [n, String(v)]));
      const verified = new Verifier(secret).verify(one.body.toString(), headers);
      expect(verified).toMatchObject({
        data: { id: headers['webhook-id'], conversation: { conversationId, companyId: 'office' } },
      });
      expect(() => new Verifier(secret).verify(`${one.body} `, headers)).toThrow();
    }
    const messages = received.map(read).filter(({ type }) => type === 'message.new');
    expect(messages.map(({ data }) => data.message.body).sort()).toEqual(['Hello', 'Once more']);
    expect(messages[0].data).toMatchObject({
      kind: 'message.new',
      message: { senderId: 'ana', conversationId },
    });
  });

  it('go to those webhooks of the tenant that ask for them, and alerts to those that ask for alerts', async () => {
    const [alerts, both, messages] = [
      await ground.receiver(),
      await ground.receiver(),
      await ground.receiver(),
    ];
    const { desk, outbox } = ground.server();
    await makeWebhook({ desk }, alerts.url);
    await makeWebhook({ desk }, both.url, { events: ['alerts', 'conversation.changed'] });
    await makeWebhook({ desk }, messages.url, { events: ['message.new'] });
    await makeWebhook({ desk }, messages.url, { events: EVERYTHING, active: false });
    await desk.createWebhook('rival', { url: messages.url, events: EVERYTHING, active: true });
    await makeRule(ground.store);
    await opened('Hello');
    outbox.write(happened('bus-1'));
    await Promise.all([alerts.atLeast(1), both.atLeast(2), messages.atLeast(1)]);
    await until('all is noted', async () => (await ground.deliveries('delivered')).length === 4);
    expect(await ground.deliveries()).toHaveLength(4);
    expect([alerts, both, messages].map(({ received }) => typesOf(received))).toEqual([
      ['alert.overspeed'],
      ['alert.overspeed', 'conversation.changed'],
      ['message.new'],
    ]);
  });

  it('are sent again under the same id, given up in the end, shown among dead letters, and replayed', async () => {
    const there = await ground.receiver(() => 503);
    const { desk } = ground.server();
    const { webhookId } = await makeWebhook({ desk }, there.url, { events: ['message.new'] });
    await opened();
    await say('one');
    await say('two');
    const dead = await until('both are dead', async () => {
      const found = await ground.deliveries('dead');
      return found.length === 2 && found;
    });
    expect(new Set(there.received.map(idOf)).size).toBe(2);
    expect(dead[0]).toMatchObject({ conversationId, attempts: 4, lastStatus: 503, lastError: 'HTTP 503' });
    const only = { state: 'dead', webhookId: undefined } as const;
    const first = await desk.deliveries(TENANT, only, { limit: 1, before: undefined });
    const next = await desk.deliveries(TENANT, only, { limit: 1, before: first.nextCursor ?? '' });
    expect([...first.items, ...next.items]).toEqual(dead);
    there.answer(() => 204);
    const before = there.received.length;
    expect(await desk.replayDead(TENANT, webhookId)).toBe(2);
    await until('both are delivered', async () => (await ground.deliveries('delivered')).length === 2);
    expect(there.received.slice(before).map(idOf).sort()).toEqual(dead.map(({ alertId }) => alertId).sort());
  });

  it('are delivered by another server when the one that stored them is gone', async () => {
    const there = await ground.receiver();
    const gone = ground.server();
    await makeWebhook(gone, there.url, { events: EVERYTHING });
    await gone.close();
    await opened('Hello');
    expect(await ground.deliveries('pending')).toHaveLength(2);
    ground.server();
    await there.atLeast(2);
    await until('it is noted', async () => (await ground.deliveries('delivered')).length === 2);
  });

  it('say nothing any more of who was erased meanwhile', async () => {
    const there = await ground.receiver();
    const maker = ground.server();
    await makeWebhook(maker, there.url, { events: ['message.new'] });
    await maker.close();
    await opened('My secret');
    await ground.store.conversations.erase(TENANT, ANA.id);
    ground.server();
    const [message] = await there.atLeast(1);
    expect(read(message).data.message).toMatchObject({ senderId: 'erased', senderName: null, body: '' });
    expect(message?.body.toString()).not.toMatch(/secret|Ana/);
  });
});
