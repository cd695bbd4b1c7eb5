// Bodies and answers of the routes about students, boardings and guardians.

const STUDENT_BODY = {
  name: 'Aoife Byrne',
  grade: '4',
  note: 'Sits in front',
  cardIds: ['04A2C91B'],
  guardians: [{ guardianId: 'parent-12', relation: 'mother' }],
  rides: [{ scheduleId: '7A', boardSequence: 2, alightSequence: 9, weekdays: [1, 2, 3, 4, 5] }],
};
const STUDENT = { studentId: 's-12', ...STUDENT_BODY, flags: [], updatedAt: '2026-05-02T10:12:00.000Z' };
const TAP = {
  boardingId: 'phone-3~00017',
  cardId: '04A2C91B',
  action: 'BOARDED' as const,
  method: 'nfc' as const,
  at: '2026-05-04T07:52:10.000Z',
};
const NOTICE = {
  tripId: '7A-2026-05-04',
  studentId: 's-12',
  guardianId: 'parent-12',
  kind: 'approaching',
  decidedAt: '2026-05-04T07:46:30.000Z',
  sent: true,
  reason: 'sent',
  evidence: { stopSequence: 2, etaP10: '2026-05-04T07:51:20.000Z', distanceM: 1840, seconds: 300 },
};
const SETTING = { seconds: 300, metres: null };

export const PEOPLE_BODIES = {
  importStudents:
    'student_id,name,grade,card_ids,guardian_ids,rides\ns-12,Aoife Byrne,4,04A2C91B,parent-12,7A:2-9/12345\n',
  putStudent: STUDENT_BODY,
  reportBoardings: { boardings: [TAP] },
  setGuardianNotice: SETTING,
};

export const PEOPLE_ANSWERS = {
  listStudents: { items: [STUDENT], nextCursor: null, total: 1 },
  importStudents: {
    rows: 1,
    created: 0,
    changed: 0,
    unchanged: 0,
    applied: false,
    errorCount: 1,
    errors: [
      {
        row: 2,
        column: 'rides',
        value: '7B',
        reason: 'there is no schedule 7B',
        remedy: 'Enter the schedule first, or correct its id.',
      },
    ],
  },
  student: STUDENT,
  putStudent: STUDENT,
  exportStudent: {
    student: { student_id: 's-12', name: 'Aoife Byrne', grade: '4', card_ids: ['04A2C91B'] },
    guardians: [{ student_id: 's-12', guardian_id: 'parent-12', relation: 'mother' }],
    rides: [],
    boardings: [],
    notices: [],
    alerts: [],
    followed: [],
  },
  tripPassengers: {
    tripId: '7A-2026-05-04',
    status: 'IN_PROGRESS' as const,
    studentsBoarded: 1,
    studentsExpected: 1,
    students: [
      {
        studentId: 's-12',
        name: 'Aoife Byrne',
        grade: '4',
        note: 'Sits in front',
        cardIds: ['04A2C91B'],
        boardSequence: 2,
        alightSequence: 9,
        state: 'BOARDED' as const,
        boardedAt: TAP.at,
        alightedAt: null,
        flags: [],
      },
    ],
  },
  reportBoardings: {
    accepted: 1,
    results: [{ index: 0, boardingId: TAP.boardingId, studentId: 's-12', flag: null }],
    studentsBoarded: 1,
    studentsExpected: 1,
  },
  schoolNotices: { items: [NOTICE], nextCursor: null },
  followLog: {
    items: [
      {
        at: '2026-05-04T07:44:00.000Z',
        subjectId: 'parent-12',
        roles: ['viewer'],
        action: 'follow:vehicle',
        vehicleId: 'bus-7',
        tripId: '7A-2026-05-04',
        studentId: 's-12',
        via: 'guardian',
      },
    ],
    nextCursor: null,
  },
  guardianChildren: {
    children: [
      {
        studentId: 's-12',
        name: 'Aoife Byrne',
        notice: SETTING,
        trips: [
          {
            tripId: '7A-2026-05-04',
            name: '7A to school',
            status: 'IN_PROGRESS' as const,
            direction: 'to_school',
            stop: {
              stopId: 'oak-street',
              stopSequence: 2,
              name: 'Oak Street',
              latitude: 52.6638,
              longitude: -8.6267,
            },
            scheduledAt: '2026-05-04T07:50:00.000Z',
            state: 'EXPECTED' as const,
            boardedAt: null,
            alightedAt: null,
            vehicleId: 'bus-7',
            visible: true,
            why: 'the bus is on its way, and your child is expected on it',
            eta: '2026-05-04T07:52:00.000Z',
            p10: '2026-05-04T07:51:20.000Z',
            p90: '2026-05-04T07:53:10.000Z',
            arrivedAt: null,
          },
        ],
      },
    ],
  },
  setGuardianNotice: SETTING,
  guardianNotices: { items: [NOTICE], nextCursor: null },
};
