/** Where the token lives: the tab, or the phone when its driver asked to stay signed in. Never the address bar. */
const KEY = 'waycast.token';
/** Says that the token came from a demo, which gives another when it expires. */
const DEMO_KEY = 'waycast.demo';

/** A JWT has three parts of base64url text. */
const JWT = /^[\w-]+\.[\w-]+\.[\w-]+$/;

/** Whether the text can be a token at all; whether it is valid only the server knows. */
export function looksLikeToken(text: string): boolean {
  return JWT.test(text.trim());
}

/** Takes the token from `#token=…`, out of the address bar and the history, and keeps it. */
export function takeTokenFromAddress(location: Location, history: History): string | null {
  const token = new URLSearchParams(location.hash.slice(1)).get('token');
  if (token === null) return null;
  history.replaceState(history.state, '', location.pathname + location.search);
  if (!looksLikeToken(token)) return null;
  keepToken({ token, fromDemo: false }, false);
  return token;
}

export interface StoredToken {
  readonly token: string;
  readonly fromDemo: boolean;
}

export function storedToken(): StoredToken | null {
  for (const storage of [sessionStorage, localStorage]) {
    const token = storage.getItem(KEY);
    if (token !== null) return { token, fromDemo: storage.getItem(DEMO_KEY) !== null };
  }
  return null;
}

/** Keeps the token for this tab, and with `onThisDevice` until signing out. */
export function keepToken({ token, fromDemo }: StoredToken, onThisDevice: boolean): void {
  for (const storage of onThisDevice ? [sessionStorage, localStorage] : [sessionStorage]) {
    storage.setItem(KEY, token);
    if (fromDemo) storage.setItem(DEMO_KEY, 'yes');
    else storage.removeItem(DEMO_KEY);
  }
}

export function forgetToken(): void {
  for (const storage of [sessionStorage, localStorage]) {
    storage.removeItem(KEY);
    storage.removeItem(DEMO_KEY);
  }
}
