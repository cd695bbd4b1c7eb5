import type { Subject } from '@waycast/contract';

/** Which conversations and companies are a subject's own. Rejects with `unavailable`. */
export interface ConversationRights {
  /** It takes part, or is an agent of the company that serves it. */
  isOwn(subject: Subject, conversationId: string): Promise<boolean>;
  /** It is an agent of the company: one that is listed, or any of the tenant where none is. */
  serves(subject: Subject, companyId: string): Promise<boolean>;
}
