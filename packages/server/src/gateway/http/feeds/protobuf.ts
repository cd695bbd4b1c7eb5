// As much of protocol buffers as our feeds need: messages of strings, whole numbers, floats and messages.

/** One field of a message: its number, and what it holds. Fields are written in this order where they have a value. */
export interface Field {
  readonly number: number;
  readonly type: 'string' | 'uint64' | 'int32' | 'float' | 'enum' | Shape;
  /** The numbers of an enum's names. */
  readonly values?: Readonly<Record<string, number>>;
}

/** The fields of a message by their names in the schema, in camel case. */
export type Shape = { readonly [name: string]: Field };

/** A message as plain data. What is undefined is left out; a list stands for a repeated field. */
export type Message = { readonly [name: string]: Value | readonly Message[] | undefined };
type Value = string | number | Message;

const VARINT = 0;
const BYTES = 2;
const FIXED32 = 5;

/** The message in the binary format. */
export function toBinary(shape: Shape, message: Message): Buffer {
  const parts: Buffer[] = [];
  for (const { field, value } of valuesOf(shape, message)) parts.push(...binaryField(field, value));
  return Buffer.concat(parts);
}

/** The message as protocol buffers' text format, for people to read. */
export function toText(shape: Shape, message: Message, indent = ''): string {
  let text = '';
  for (const { name, field, value } of valuesOf(shape, message)) {
    const label = indent + name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
    text +=
      typeof value === 'object'
        ? `${label} {\n${toText(shapeOf(field), value, `${indent}  `)}${indent}}\n`
        : `${label}: ${field.type === 'string' ? quoted(String(value)) : value}\n`;
  }
  return text;
}

/** The message as protocol buffers' JSON format has it, in which 64-bit numbers are strings. */
export function toJson(shape: Shape, message: Message): object {
  const json: Record<string, unknown> = {};
  for (const [name, field] of Object.entries(shape)) {
    const value = message[name];
    if (isList(value)) json[name] = value.map((each) => toJson(shapeOf(field), each));
    else if (value !== undefined) json[name] = jsonOf(field, value);
  }
  return json;
}

function jsonOf(field: Field, value: Value): unknown {
  if (typeof value === 'object') return toJson(shapeOf(field), value);
  return field.type === 'uint64' ? String(value) : value;
}

interface Filled {
  readonly name: string;
  readonly field: Field;
  readonly value: Value;
}

/** Every value of a message, those of repeated fields one by one. */
function* valuesOf(shape: Shape, message: Message): Generator<Filled> {
  for (const [name, field] of Object.entries(shape)) {
    const value = message[name];
    if (value === undefined) continue;
    if (isList(value)) for (const each of value) yield { name, field, value: each };
    else yield { name, field, value };
  }
}

function binaryField(field: Field, value: Value): Buffer[] {
  if (typeof value === 'object') return withLength(field.number, toBinary(shapeOf(field), value));
  switch (field.type) {
    case 'string':
      return withLength(field.number, Buffer.from(String(value)));
    case 'float': {
      const bytes = Buffer.alloc(4);
      bytes.writeFloatLE(Number(value));
      return [tag(field.number, FIXED32), bytes];
    }
    case 'enum':
      return [tag(field.number, VARINT), varint(field.values?.[value] ?? 0)];
    case 'int32':
      return [tag(field.number, VARINT), signedVarint(Number(value))];
    default:
      return [tag(field.number, VARINT), varint(Number(value))];
  }
}

function withLength(number: number, bytes: Buffer): Buffer[] {
  return [tag(number, BYTES), varint(bytes.length), bytes];
}

function tag(number: number, wireType: number): Buffer {
  return varint(number * 8 + wireType);
}

/** Seven bits a byte, the lowest first; the top bit says that more follow. */
function varint(value: number): Buffer {
  const bytes: number[] = [];
  let rest = value;
  while (rest >= 0x80) {
    bytes.push((rest % 0x80) + 0x80);
    rest = Math.floor(rest / 0x80);
  }
  bytes.push(rest);
  return Buffer.from(bytes);
}

/** A negative number stands as if it had 64 bits. */
function signedVarint(value: number): Buffer {
  if (value >= 0) return varint(value);
  const bytes: number[] = [];
  let rest = BigInt.asUintN(64, BigInt(value));
  while (rest >= 0x80n) {
    bytes.push(Number(rest & 0x7fn) + 0x80);
    rest >>= 7n;
  }
  bytes.push(Number(rest));
  return Buffer.from(bytes);
}

function isList(value: Message[string]): value is readonly Message[] {
  return Array.isArray(value);
}

function shapeOf({ type }: Field): Shape {
  return typeof type === 'object' ? type : {};
}

function quoted(text: string): string {
  return `"${text.replace(/["\\]/g, '\\$&').replaceAll('\n', '\\n')}"`;
}
