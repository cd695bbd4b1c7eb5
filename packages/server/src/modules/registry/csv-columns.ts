import {
  DriverDescription,
  GroupDescription,
  type RegistryKind,
  VehicleDescription,
} from '@waycast/contract';
import { CellError, type CsvKind, textRemedy } from '../../kernel/csv/csv-kind.ts';
import type { DriverFields, GroupFields, VehicleFields } from '../../ports/registry.ts';

const SEPARATORS = /[\s,;|]+/;
const NUMBER = /^\d+(?:[.,]\d+)?(?:e[+-]?\d+)?$/i;
const YES: ReadonlySet<string> = new Set(['true', 'yes', '1']);
const NO: ReadonlySet<string> = new Set(['false', 'no', '0', '']);

const plain = (cell: string): string => cell;

const VEHICLE_FILES: CsvKind<VehicleFields, VehicleDescription> = {
  id: 'vehicleId',
  schema: VehicleDescription,
  columns: [
    { name: 'name', read: plain, write: ({ name }) => name ?? '', remedy: textRemedy(120) },
    { name: 'plate', read: plain, write: ({ plate }) => plate ?? '', remedy: textRemedy(20) },
    { name: 'kind', read: plain, write: ({ kind }) => kind ?? '', remedy: textRemedy(40) },
    {
      name: 'groups',
      read: (cell) => cell.split(SEPARATORS).filter((id) => id !== ''),
      write: ({ groups }) => groups.join('|'),
      remedy: 'Write ids of groups with | between them, such as north|school-runs.',
    },
    {
      name: 'speedLimitMps',
      read: readNumber,
      write: ({ speedLimitMps }) => (speedLimitMps === null ? '' : String(speedLimitMps)),
      remedy: 'Write metres per second such as 13.89 (50 km/h), or leave the cell empty.',
    },
    {
      name: 'archived',
      read: readYesOrNo,
      write: ({ archivedAt }) => String(archivedAt !== null),
      remedy: 'Write true or false.',
    },
    {
      name: 'attributes',
      read: readObject,
      write: ({ attributes }) => (Object.keys(attributes).length === 0 ? '' : JSON.stringify(attributes)),
      remedy:
        'Write a JSON object such as {"seats": 34} with texts, numbers or booleans, or leave the cell empty.',
    },
  ],
};

const DRIVER_FILES: CsvKind<DriverFields, DriverDescription> = {
  id: 'driverId',
  schema: DriverDescription,
  columns: [
    { name: 'name', read: plain, write: ({ name }) => name ?? '', remedy: textRemedy(120) },
    { name: 'phone', read: plain, write: ({ phone }) => phone ?? '', remedy: textRemedy(40) },
    {
      name: 'vehicleId',
      read: (cell) => (cell.trim() === '' ? null : cell.trim()),
      write: ({ vehicleId }) => vehicleId ?? '',
      remedy: 'Write the id of a vehicle, or leave the cell empty.',
    },
  ],
};

const GROUP_FILES: CsvKind<GroupFields, GroupDescription> = {
  id: 'groupId',
  schema: GroupDescription,
  columns: [{ name: 'name', read: plain, write: ({ name }) => name ?? '', remedy: textRemedy(120) }],
};

export const CSV_KINDS = {
  vehicles: VEHICLE_FILES,
  drivers: DRIVER_FILES,
  groups: GROUP_FILES,
} as const satisfies {
  readonly [K in RegistryKind]: unknown;
};

function readNumber(cell: string): number | null {
  const text = cell.trim();
  if (text === '') return null;
  if (!NUMBER.test(text)) throw new CellError('is no number');
  return Number(text.replace(',', '.'));
}

function readYesOrNo(cell: string): boolean {
  const text = cell.trim().toLowerCase();
  if (YES.has(text)) return true;
  if (NO.has(text)) return false;
  throw new CellError('is neither true nor false');
}

function readObject(cell: string): unknown {
  if (cell.trim() === '') return {};
  try {
    return JSON.parse(cell);
  } catch {
    throw new CellError('is no JSON');
  }
}
