import { z } from 'zod';
import { Id } from './ids.ts';
import { pageLimit } from './route-schemas.ts';
import { SpeedLimit } from './tenant-schemas.ts';

// Vehicles, drivers and groups, as the routes of registry-routes.ts take and answer them.

export const REGISTRY_KINDS = ['vehicles', 'drivers', 'groups'] as const;
export type RegistryKind = (typeof REGISTRY_KINDS)[number];

/** Entries in one page of a list: default and largest number. */
export const REGISTRY_LIMIT = { default: 100, max: 1000 } as const;
/** Rows and bytes of an imported file at the most, and errors that its report names. */
export const IMPORT_MAX = { rows: 20_000, bytes: 8_388_608, errors: 100 } as const;
const GROUPS_MAX = 50;
const ATTRIBUTES_MAX = 20;

/** Text of one line; an empty one means none. */
function line(max: number, description: string) {
  return z
    .string()
    .trim()
    .max(max, `takes up to ${max} characters`)
    .regex(/^[^\p{Cc}\p{Cs}]*$/u, 'takes one line of text')
    .transform((text) => (text === '' ? null : text))
    .nullable()
    .optional()
    .meta({ description });
}

const NAME = line(120, 'What people call it; null: none.');

const AttributeValue = z.union([
  z
    .string()
    .max(500)
    .regex(/^[^\p{Cc}\p{Cs}]*$/u, 'takes one line of text'),
  z.number(),
  z.boolean(),
]);

/** Facts of the tenant's own, by their names. */
const Attributes = z
  .record(
    z
      .string()
      .min(1)
      .max(64)
      .regex(/^[^\p{Cc}\p{Cs}]+$/u, 'takes names of one line'),
    AttributeValue,
  )
  .refine(
    (attributes) => Object.keys(attributes).length <= ATTRIBUTES_MAX,
    `takes up to ${ATTRIBUTES_MAX} attributes`,
  );

export const VehicleDescription = z
  .object({
    name: NAME,
    plate: line(20, 'Number plate; null: none.'),
    kind: line(40, 'Such as bus or van; null: unknown.'),
    groups: z
      .array(Id)
      .max(GROUPS_MAX)
      .optional()
      .meta({ description: 'Ids of groups that the vehicle is in.' }),
    speedLimitMps: SpeedLimit.optional().meta({
      description: "Metres per second, in place of the tenant's; null: the tenant's.",
    }),
    attributes: Attributes.optional().meta({
      description: "Facts of one's own: up to 20 texts, numbers or booleans by name.",
    }),
    archived: z
      .boolean()
      .optional()
      .meta({ description: 'Out of use: left out of lists, its history kept.' }),
  })
  .meta({ id: 'VehicleDescription' });
export type VehicleDescription = z.output<typeof VehicleDescription>;

export const DriverDescription = z
  .object({
    name: NAME,
    phone: line(40, 'Telephone number; null: unknown.'),
    vehicleId: Id.nullable()
      .optional()
      .meta({ description: 'Vehicle that the driver usually drives; null: none.' }),
  })
  .meta({ id: 'DriverDescription' });
export type DriverDescription = z.output<typeof DriverDescription>;

export const GroupDescription = z.object({ name: NAME }).meta({ id: 'GroupDescription' });
export type GroupDescription = z.output<typeof GroupDescription>;

const FIRST_SEEN = z
  .string()
  .nullable()
  .meta({ description: 'When it was first heard of (ISO 8601); null: entered here, not heard of yet.' });
const UPDATED = z.string().meta({ description: 'When its description last changed.' });

export const RegisteredVehicle = z
  .object({
    vehicleId: z.string(),
    name: z.string().nullable(),
    plate: z.string().nullable(),
    kind: z.string().nullable(),
    groups: z.array(z.string()),
    speedLimitMps: z.number().nullable(),
    attributes: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
    archived: z.boolean(),
    firstSeenAt: FIRST_SEEN,
    updatedAt: UPDATED,
  })
  .meta({ id: 'RegisteredVehicle' });

export const RegisteredDriver = z
  .object({
    driverId: z.string().meta({ description: "The `sub` of the driver's token." }),
    name: z.string().nullable(),
    phone: z.string().nullable(),
    vehicleId: z.string().nullable(),
    firstSeenAt: FIRST_SEEN,
    updatedAt: UPDATED,
  })
  .meta({ id: 'RegisteredDriver' });

export const VehicleGroup = z
  .object({ groupId: z.string(), name: z.string().nullable(), updatedAt: UPDATED })
  .meta({ id: 'VehicleGroup' });

export const RegistryQuery = z.object({
  q: z
    .string()
    .max(200)
    .optional()
    .meta({ description: 'Words that must all occur in id, name, plate, kind or phone.' }),
  limit: pageLimit(REGISTRY_LIMIT),
  cursor: z.string().max(200).optional().meta({ description: '`nextCursor` of the page before.' }),
});

export const VehicleQuery = RegistryQuery.extend({
  group: Id.optional().meta({ description: 'Only vehicles of this group.' }),
  archived: z
    .enum(['false', 'true', 'any'])
    .default('false')
    .meta({ description: 'Vehicles in use (`false`), archived ones (`true`), or both (`any`).' }),
});

/** A page of a list, in order of ids. */
export function registryPage<S extends z.ZodType>(entry: S) {
  return z.object({
    items: z.array(entry),
    nextCursor: z.string().nullable(),
    total: z.number().int().optional().meta({ description: 'How many match; on the first page only.' }),
  });
}

export const ImportQuery = z.object({
  kind: z.enum(REGISTRY_KINDS),
  dryRun: z.enum(['true', 'false']).default('false').meta({ description: 'Only say what would happen.' }),
});

export const ImportReport = z
  .object({
    rows: z.number().int().meta({ description: 'Rows below the header.' }),
    created: z.number().int(),
    changed: z.number().int(),
    unchanged: z.number().int(),
    applied: z.boolean().meta({ description: 'false: nothing was changed, for a dry run or for errors.' }),
    errorCount: z.number().int(),
    errors: z
      .array(
        z.object({
          row: z.number().int().meta({ description: 'Line of the file, the header being 1.' }),
          column: z.string().nullable(),
          value: z.string().nullable().meta({ description: 'As it stands in the file, shortened.' }),
          reason: z.string(),
          remedy: z.string(),
        }),
      )
      .meta({ description: 'The first 100.' }),
  })
  .meta({ id: 'ImportReport' });
export type ImportReport = z.infer<typeof ImportReport>;
