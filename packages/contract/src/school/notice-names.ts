/** What guardians are told of a child. */
export const NOTICE_KINDS = ['approaching', 'boarded', 'alighted', 'missing', 'left_on_bus'] as const;
export type NoticeKind = (typeof NOTICE_KINDS)[number];

/** Why a guardian was, or was not, told; `sending`: it is on its way. What each means is in docs/guides/school-people.md. */
export const NOTICE_REASONS = [
  'sending',
  'sent',
  'late',
  'failed',
  'no_subscription',
  'push_off',
  'switched_off',
  'absent',
  'already_past',
  'already_boarded',
  'already_alighted',
  'not_on_bus',
  'no_taps',
] as const;
export type NoticeReason = (typeof NOTICE_REASONS)[number];
