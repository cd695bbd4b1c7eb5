import { z } from 'zod';
import { Id } from '../ids.ts';
import { pageLimit, Time } from '../route-schemas.ts';
import { NOTICE_KINDS, NOTICE_REASONS } from './notice-names.ts';
import { Line, PLAN_LIMIT } from './plan-schemas.ts';
import { TRIP_STATUSES } from './trip-schemas.ts';

// Students, guardians and boardings, as the routes of people-routes.ts take and answer them.

/** Boardings in one request at the most: what a phone gathered while it was offline. */
const BOARDINGS_MAX = 500;
/** Of one student at the most, and students of one tenant. */
export const STUDENT_MAX = { cards: 10, guardians: 10, rides: 50, perTenant: 50_000 } as const;

const CardId = z
  .string()
  .trim()
  .min(1)
  .max(128)
  .regex(/^[\x21-\x7e]+$/, 'takes printable characters without spaces');

const Weekdays = z.array(z.number().int().min(1).max(7)).min(1).max(7);

const Ride = z.object({
  scheduleId: Id,
  boardSequence: z
    .number()
    .int()
    .min(1)
    .meta({ description: 'Stop of the route where the student gets on, from 1.' }),
  alightSequence: z.number().int().min(2).meta({ description: 'Stop where the student gets off, after it.' }),
  weekdays: Weekdays.nullable()
    .default(null)
    .meta({ description: '1 Monday to 7 Sunday; null: every day of service.' }),
});

const GuardianLink = z.object({
  guardianId: Id.meta({ description: "The `sub` of the guardian's token." }),
  relation: Line.nullable().default(null),
});

export const StudentDescription = z
  .object({
    name: Line,
    grade: Line.nullable().default(null),
    note: Line.nullable().default(null).meta({ description: 'For the driver, such as an allergy.' }),
    cardIds: z.array(CardId).max(STUDENT_MAX.cards).default([]),
    guardians: z.array(GuardianLink).max(STUDENT_MAX.guardians).default([]),
    rides: z.array(Ride).max(STUDENT_MAX.rides).default([]),
  })
  .meta({ id: 'StudentDescription' });
export type StudentDescription = z.output<typeof StudentDescription>;

export const Student = z
  .object({
    studentId: z.string(),
    name: z.string(),
    grade: z.string().nullable(),
    note: z.string().nullable(),
    cardIds: z.array(z.string()),
    guardians: z.array(z.object({ guardianId: z.string(), relation: z.string().nullable() })),
    rides: z.array(
      z.object({
        scheduleId: z.string(),
        boardSequence: z.number().int(),
        alightSequence: z.number().int(),
        weekdays: z.array(z.number()).nullable(),
      }),
    ),
    flags: z.array(z.string()).meta({
      description:
        '`no_ride`: a student without a stop; `broken_ride`: a ride whose schedule or stop the plan no longer has.',
    }),
    updatedAt: z.string(),
  })
  .meta({ id: 'Student' });
export type Student = z.infer<typeof Student>;

export const StudentQuery = z.object({
  q: z.string().max(200).optional().meta({ description: 'Words that must all occur in id, name or grade.' }),
  scheduleId: Id.optional(),
  limit: pageLimit(PLAN_LIMIT),
  cursor: Id.optional(),
});

/** One student as a trip's driver sees them. */
export const Passenger = z
  .object({
    studentId: z.string(),
    name: z.string(),
    grade: z.string().nullable(),
    note: z.string().nullable(),
    cardIds: z.array(z.string()).meta({ description: 'So that a phone can read cards while it is offline.' }),
    boardSequence: z.number().int().nullable().meta({ description: 'null: not expected on this trip.' }),
    alightSequence: z.number().int().nullable(),
    state: z.enum(['EXPECTED', 'BOARDED', 'ALIGHTED', 'ABSENT']),
    boardedAt: z.string().nullable(),
    alightedAt: z.string().nullable(),
    flags: z.array(z.string()),
  })
  .meta({ id: 'Passenger' });
export type Passenger = z.infer<typeof Passenger>;

export const PassengerList = z.object({
  tripId: z.string(),
  status: z.enum(TRIP_STATUSES),
  studentsBoarded: z.number().int(),
  studentsExpected: z.number().int(),
  students: z.array(Passenger),
});
export type PassengerList = z.infer<typeof PassengerList>;

const BOARDING_ACTIONS = ['BOARDED', 'ALIGHTED', 'ABSENT'] as const;

export const BoardingReport = z
  .object({
    boardingId: Id.meta({
      description: "The device's own id of this tap, so that sending it again is harmless.",
    }),
    studentId: Id.optional(),
    cardId: CardId.optional(),
    action: z.enum(BOARDING_ACTIONS),
    method: z.enum(['tap', 'qr', 'nfc']).default('tap'),
    at: z
      .union([Time, z.number()])
      .meta({ description: 'When it happened, by the clock of the device: ISO 8601 or epoch milliseconds.' }),
    stopSequence: z
      .number()
      .int()
      .min(1)
      .optional()
      .meta({ description: 'Absent: the stop that the bus was at.' }),
  })
  .refine(
    ({ studentId, cardId }) => (studentId === undefined) !== (cardId === undefined),
    'takes studentId or cardId',
  )
  .meta({ id: 'BoardingReport' });
export type BoardingReport = z.output<typeof BoardingReport>;

export const BoardingBatch = z
  .object({ boardings: z.array(z.unknown()).min(1).max(BOARDINGS_MAX) })
  .meta({ id: 'BoardingBatch', description: 'Each is a BoardingReport, and judged by itself.' });

export const BoardingReceipt = z
  .object({
    accepted: z.number().int(),
    results: z.array(
      z.object({
        index: z.number().int(),
        boardingId: z.string().nullable(),
        studentId: z.string().nullable(),
        flag: z.string().nullable().meta({
          description: '`unexpected`, `unknown_card`, `wrong_stop`, `repeated`; null: as expected.',
        }),
        code: z.string().optional().meta({ description: 'Of what was refused.' }),
        message: z.string().optional(),
      }),
    ),
    studentsBoarded: z.number().int(),
    studentsExpected: z.number().int(),
  })
  .meta({ id: 'BoardingReceipt' });
export type BoardingReceipt = z.infer<typeof BoardingReceipt>;

/** What a guardian sees of one child: nothing of the bus while it does not concern them. */
export const GuardianChild = z
  .object({
    studentId: z.string(),
    name: z.string(),
    notice: z.object({ seconds: z.number().nullable(), metres: z.number().nullable() }),
    trips: z.array(
      z.object({
        tripId: z.string(),
        name: z.string(),
        status: z.enum(TRIP_STATUSES),
        direction: z.string(),
        stop: z.object({
          stopId: z.string(),
          stopSequence: z.number().int(),
          name: z.string(),
          latitude: z.number(),
          longitude: z.number(),
        }),
        scheduledAt: z.string().nullable(),
        state: z.enum(['EXPECTED', 'BOARDED', 'ALIGHTED', 'ABSENT']),
        boardedAt: z.string().nullable(),
        alightedAt: z.string().nullable(),
        vehicleId: z.string().nullable().meta({ description: 'null: not to be followed now.' }),
        visible: z.boolean().meta({ description: 'Whether the bus may be followed now.' }),
        why: z.string().meta({ description: 'Why it may, or may not, or from when.' }),
        eta: z.string().nullable(),
        p10: z.string().nullable(),
        p90: z.string().nullable(),
        arrivedAt: z.string().nullable(),
      }),
    ),
  })
  .meta({ id: 'GuardianChild' });
export type GuardianChild = z.infer<typeof GuardianChild>;

export const GuardianNoticeSetting = z
  .object({
    seconds: z.number().int().min(60).max(3600).nullable(),
    metres: z.number().int().min(100).max(20_000).nullable(),
  })
  .meta({
    id: 'GuardianNoticeSetting',
    description: 'Tell me when the bus is this near; both null: do not.',
  });
export type NoticeSetting = z.output<typeof GuardianNoticeSetting>;

export const GuardianNotice = z
  .object({
    tripId: z.string(),
    studentId: z.string(),
    guardianId: z.string(),
    kind: z.string().meta({ description: `What it is about: ${NOTICE_KINDS.join(', ')}.` }),
    decidedAt: z.string(),
    sent: z.boolean(),
    reason: z
      .string()
      .meta({ description: `Why it was, or was not, told: ${NOTICE_REASONS.join(', ')}; more may come.` }),
    evidence: z.record(z.string(), z.unknown()),
  })
  .meta({ id: 'GuardianNotice' });
export type GuardianNotice = z.infer<typeof GuardianNotice>;

export const NoticeQuery = z.object({
  studentId: Id.optional(),
  guardianId: Id.optional(),
  tripId: Id.optional(),
  limit: pageLimit(PLAN_LIMIT),
  cursor: z.string().max(200).optional(),
});

export const FollowEntry = z
  .object({
    at: z.string(),
    subjectId: z.string(),
    roles: z.array(z.string()),
    action: z.string(),
    vehicleId: z.string().nullable(),
    tripId: z.string().nullable(),
    studentId: z.string().nullable(),
    via: z.string(),
  })
  .meta({ id: 'FollowEntry' });
export type FollowEntry = z.infer<typeof FollowEntry>;

export const FollowLogQuery = z.object({
  from: Time.optional(),
  to: Time.optional(),
  subjectId: Id.optional(),
  vehicleId: Id.optional(),
  studentId: Id.optional(),
  limit: pageLimit(PLAN_LIMIT),
  cursor: z.string().max(200).optional(),
});
