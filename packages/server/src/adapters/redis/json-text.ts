/** JSON of an object, open for one more field: `{"a":1,` or `{`. Scripts close it with what only they know. */
export function openJson(data: object): string {
  const text = JSON.stringify(data);
  return text === '{}' ? '{' : `${text.slice(0, -1)},`;
}

/** What {@link openJson} opened, closed again. */
export function closeJson(body: string): string {
  return body.endsWith(',') ? `${body.slice(0, -1)}}` : `${body}}`;
}

/** The object that a text is the JSON of; undefined for anything else. */
export function parseObject(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
