import { CONVERSATION_STATES, type ConversationState } from '@waycast/contract';
import { describe, expect, it } from 'vitest';
import {
  CONVERSATION_VERBS,
  type ConversationVerb,
  changeStep,
  deleteStep,
  editStep,
  reactStep,
  requireMay,
  SIDES,
  type Side,
} from '../../src/modules/conversations/rules.ts';

type Verdict = 'ok' | 'conflict' | 'forbidden';

/** For agents, by state: open, pending, closed. */
const AGENT: Readonly<Record<ConversationVerb, readonly [Verdict, Verdict, Verdict]>> = {
  assign: ['ok', 'ok', 'conflict'],
  hold: ['ok', 'ok', 'conflict'],
  close: ['ok', 'ok', 'ok'],
  reopen: ['ok', 'ok', 'ok'],
  name: ['ok', 'ok', 'ok'],
  add: ['ok', 'ok', 'conflict'],
  remove: ['ok', 'ok', 'ok'],
  leave: ['ok', 'ok', 'ok'],
};

const conversation = (state: ConversationState) => ({
  conversationId: 'c-1',
  companyId: 'office',
  state,
  assignedTo: null,
  title: null,
});

function codeOf(run: () => unknown): string {
  try {
    run();
    return 'ok';
  } catch (error) {
    return (error as { code: string }).code;
  }
}

describe('what may be done to a conversation', () => {
  it.each(CONVERSATION_VERBS.flatMap((verb) => SIDES.map((side) => [verb, side] as const)))(
    '%s by %s, in every state',
    (verb: ConversationVerb, side: Side) => {
      const verdicts = CONVERSATION_STATES.map((state) =>
        codeOf(() => requireMay(conversation(state), verb, side)),
      );
      const forbidden = side === 'party' && verb !== 'leave';
      expect(verdicts).toEqual(forbidden ? Array(3).fill('forbidden') : AGENT[verb]);
    },
  );

  it('is named in a refusal', () => {
    expect(() => requireMay(conversation('closed'), 'assign', 'agent')).toThrow(
      'conversation c-1 is closed; assign is not possible now. Possible: close, reopen, name, remove, leave',
    );
  });

  it('becomes what is new, with the new state counting first', () => {
    const closed = conversation('closed');
    expect(changeStep(closed, { state: 'closed' }, 'agent')).toBeUndefined();
    expect(changeStep(closed, { state: 'open', assignedTo: 'agnes' }, 'agent')).toEqual({
      set: { state: 'open', assignedTo: 'agnes' },
    });
    expect(changeStep(conversation('open'), { title: 'Umbrella', assignedTo: null }, 'agent')).toEqual({
      set: { title: 'Umbrella' },
    });
    expect(
      codeOf(() => changeStep(conversation('open'), { state: 'closed', assignedTo: 'a' }, 'agent')),
    ).toBe('conflict');
  });
});

describe('what may be done to a message', () => {
  const message = {
    offset: 2,
    senderId: 'rita',
    body: 'hello',
    deletedAt: null,
    reactions: [{ emoji: '👍', by: 'agnes' }],
  };
  const deleted = { ...message, body: '', deletedAt: 1, reactions: [] };
  const [rita, rob, agnes] = [
    { id: 'rita', side: 'party' },
    { id: 'rob', side: 'party' },
    { id: 'agnes', side: 'agent' },
  ] as const;

  it('its sender edits it, while it is there', () => {
    expect(editStep(message, rita, 'hello!')).toEqual({ change: 'edited', body: 'hello!' });
    expect(editStep(message, rita, 'hello')).toBeUndefined();
    for (const other of [rob, agnes]) expect(codeOf(() => editStep(message, other, 'x'))).toBe('forbidden');
    expect(codeOf(() => editStep(deleted, rita, 'x'))).toBe('conflict');
  });

  it('its sender and agents delete it, once', () => {
    for (const one of [rita, agnes]) expect(deleteStep(message, one)).toEqual({ change: 'deleted' });
    expect(codeOf(() => deleteStep(message, rob))).toBe('forbidden');
    expect(deleteStep(deleted, rita)).toBeUndefined();
  });

  it('everybody has one emoji', () => {
    expect(reactStep(message, rob, '🎉')).toEqual({ change: 'reacted', emoji: '🎉' });
    expect(reactStep(message, agnes, '👍')).toBeUndefined();
    expect(reactStep(message, rita, null)).toBeUndefined();
    expect(reactStep(message, agnes, null)).toEqual({ change: 'reacted', emoji: null });
    expect(codeOf(() => reactStep(deleted, rob, '🎉'))).toBe('conflict');
  });
});
