/** Where the token lives: the tab, or the phone when its driver asked to stay signed in. Never the address bar. */
const KEY = 'waycast.token';

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
  keepToken(token, false);
  return token;
}

export function storedToken(): string | null {
  return sessionStorage.getItem(KEY) ?? localStorage.getItem(KEY);
}

/** Keeps the token for this tab, and with `onThisDevice` until signing out. */
export function keepToken(token: string, onThisDevice: boolean): void {
  sessionStorage.setItem(KEY, token);
  if (onThisDevice) localStorage.setItem(KEY, token);
}

export function forgetToken(): void {
  sessionStorage.removeItem(KEY);
  localStorage.removeItem(KEY);
}
