import type { TakenUser } from '@waycast/server';
import { isDocument, type Plain, type PlainDocument } from './ejson.ts';
import type { FIELD_PATHS, FieldPaths } from './field-paths.ts';
import { idOf, textOf, timeOf, Unusable } from './values.ts';

/** Nobody here needs what others signed in with. */
const SECRET =
  /passw|passcode|passphrase|hash|salt|secret|token|credential|otp|^pin$|^pwd$|api.?key|session/i;
const ATTRIBUTES_MAX = 64 * 1024;
const ROLES_MAX = 32;

export type UserPaths = FieldPaths<keyof typeof FIELD_PATHS.users>;

/** A user, all other fields as attributes but what looks like a secret. Throws Unusable. */
export function readUser(document: PlainDocument, paths: UserPaths, now: number): TakenUser {
  const createdAt = paths.find(document, 'createdAt');
  return {
    userId: idOf(
      paths.find(document, 'userId'),
      'userId',
      'Name the field that the tokens’ subject has: --map users.userId=PATH.',
    ),
    name: textOf(paths.find(document, 'name'), 'name'),
    email: textOf(paths.find(document, 'email'), 'email', 320),
    roles: rolesOf(paths.find(document, 'roles')),
    createdAt:
      createdAt === undefined
        ? null
        : timeOf(createdAt, 'createdAt', now, 'Name another: --map users.createdAt=PATH.'),
    attributes: attributesOf(document, paths.others(document)),
  };
}

/** Texts, or objects with a `name` or `role`. */
function rolesOf(value: Plain | undefined): string[] {
  if (value === undefined) return [];
  const roles = (Array.isArray(value) ? value : [value]).map((one: Plain) =>
    textOf(isDocument(one) ? (one.name ?? one.role) : one, 'roles', 100),
  );
  if (roles.length > ROLES_MAX)
    throw new Unusable(`has ${roles.length} roles, more than ${ROLES_MAX}`, 'Leave some out.');
  return roles.filter((role) => role !== null);
}

function attributesOf(document: PlainDocument, names: readonly string[]): PlainDocument {
  const attributes = withoutSecrets(Object.fromEntries(names.map((name) => [name, document[name] ?? null])));
  const text = JSON.stringify(attributes);
  if (text.length > ATTRIBUTES_MAX)
    throw new Unusable(
      `has ${text.length} characters of other fields`,
      'Export fewer: mongoexport --fields.',
    );
  if (text.includes('\\u0000'))
    throw new Unusable('has a NUL character in one of its fields', 'Remove it: text cannot hold it.');
  return attributes;
}

function withoutSecrets(document: PlainDocument): PlainDocument {
  return Object.fromEntries(
    Object.entries(document)
      .filter(([name]) => !SECRET.test(name))
      .map(([name, value]) => [name, cleaned(value)]),
  );
}

function cleaned(value: Plain): Plain {
  if (Array.isArray(value)) return value.map(cleaned);
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value.toISOString();
  return isDocument(value) ? withoutSecrets(value) : value;
}
