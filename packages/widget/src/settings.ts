import { readTexts, type Texts } from './texts.ts';

/** What a page says of the chat on its script tag. */
export interface Settings {
  /** The server's address with a slash at its end: where the script came from. */
  readonly server: string;
  readonly companyId: string;
  readonly tenant: string | undefined;
  /** Of the application's own user; absent: a guest. */
  readonly token: string | undefined;
  /** What agents see of who writes. */
  readonly name: string | undefined;
  /** A colour of CSS. */
  readonly accent: string | undefined;
  readonly side: 'left' | 'right';
  /** Undefined: as the system has it. */
  readonly theme: 'light' | 'dark' | undefined;
  readonly lang: string;
  readonly texts: Texts;
}

interface ScriptTag {
  readonly src: string;
  readonly lang: string;
  readonly dataset: Readonly<Record<string, string | undefined>>;
}

export function readSettings(script: ScriptTag, pageLang: string): Settings {
  const { dataset } = script;
  const given = (value: string | undefined): string | undefined => value?.trim() || undefined;
  const theme = given(dataset['theme']);
  return {
    server: new URL('.', script.src).href,
    companyId: given(dataset['company']) ?? 'office',
    tenant: given(dataset['tenant']),
    token: given(dataset['token']),
    name: given(dataset['name']),
    accent: given(dataset['accent']),
    side: dataset['position'] === 'left' ? 'left' : 'right',
    theme: theme === 'light' || theme === 'dark' ? theme : undefined,
    lang: validLang(given(dataset['lang']) ?? given(script.lang) ?? given(pageLang)),
    texts: readTexts(dataset),
  };
}

/** Times are written with it, and a language that there is not must not stop the chat. */
function validLang(lang: string | undefined): string {
  try {
    return Intl.getCanonicalLocales(lang ?? 'en')[0] ?? 'en';
  } catch {
    return 'en';
  }
}
