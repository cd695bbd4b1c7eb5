import { useQueryClient } from '@tanstack/react-query';
import type { Token } from '@waycast/client';
import { WaycastError } from '@waycast/client';
import { createContext, type ReactNode, use, useCallback, useEffect, useMemo, useState } from 'react';
import { endSubscription, pushSupported } from '../alerts/device-push.ts';
import { fetchDemoToken } from './demo-token.ts';
import { SignIn } from './sign-in.tsx';
import { forgetToken, keepToken, storedToken, takeTokenFromAddress } from './token-store.ts';

interface Session {
  readonly token: Token;
  /**
   * Forgets the token and shows the sign-in form, with the reason when there is one. Without one somebody leaves, and
   * this device gets no more alerts.
   */
  readonly signOut: (reason?: string) => void;
}

type State =
  | { readonly kind: 'looking' }
  | { readonly kind: 'in'; readonly token: Token }
  | { readonly kind: 'out'; readonly reason: string | undefined };

const SessionContext = createContext<Session | null>(null);

/** Renders its children once there is a token: from the address, this tab, the demo, or the form. */
export function SessionGate({ offerToStay, children }: { offerToStay: boolean; children: ReactNode }) {
  const [state, setState] = useState<State>(initialState);
  useEffect(() => {
    // askDemo turns every failure into a state.
    if (state.kind === 'looking') void askDemo(offerToStay).then(setState);
  }, [state.kind, offerToStay]);
  const { visit, begin } = useVisit(setState);
  useTokenFromLaterAddress(begin);

  const signOut = useCallback(
    (reason?: string) => {
      if (reason === undefined) stopAlerts();
      forgetToken();
      begin({ kind: 'out', reason });
    },
    [begin],
  );
  const signIn = useCallback(
    (token: string, stay: boolean) => {
      keepToken({ token, fromDemo: false }, stay);
      begin({ kind: 'in', token });
    },
    [begin],
  );
  const session = useMemo(
    () => (state.kind === 'in' ? { token: state.token, signOut } : null),
    [state, signOut],
  );

  if (state.kind === 'out')
    return <SignIn reason={state.reason} offerToStay={offerToStay} onToken={signIn} />;
  if (session === null) return null;
  return (
    <SessionContext key={visit} value={session}>
      {children}
    </SessionContext>
  );
}

/** Someone else may see something else: with each visit what was read before is gone, and what is below mounts anew. */
function useVisit(setState: (state: State) => void) {
  const queries = useQueryClient();
  const [visit, setVisit] = useState(0);
  const begin = useCallback(
    (state: State) => {
      queries.clear();
      setVisit((before) => before + 1);
      setState(state);
    },
    [queries, setState],
  );
  return { visit, begin };
}

/** The push service tells the server that the subscription ended, when the next alert is sent to it. */
function stopAlerts(): void {
  if (!pushSupported()) return;
  endSubscription().catch((error: unknown) => console.warn('Alerts still come to this device.', error));
}

export function useSession(): Session {
  const session = use(SessionContext);
  if (session === null) throw new Error('useSession works below SessionGate only.');
  return session;
}

function initialState(): State {
  const given = takeTokenFromAddress(window.location, window.history);
  if (given !== null) return { kind: 'in', token: given };
  const stored = storedToken();
  if (stored === null) return { kind: 'looking' };
  return { kind: 'in', token: stored.fromDemo ? renewableDemoToken(stored.token) : stored.token };
}

async function askDemo(onThisDevice: boolean): Promise<State> {
  try {
    const token = await fetchDemoToken();
    if (token === null) return { kind: 'out', reason: undefined };
    keepToken({ token, fromDemo: true }, onThisDevice);
    return { kind: 'in', token: renewableDemoToken(token) };
  } catch {
    return {
      kind: 'out',
      reason: 'The server cannot be reached. Check that it runs, then reload this page.',
    };
  }
}

/** The first token at once, another from the demo whenever one expires. */
function renewableDemoToken(first: string): () => Promise<string> {
  let next: string | null = first;
  return async () => {
    const token = next ?? (await fetchDemoToken());
    next = null;
    if (token === null)
      throw new WaycastError('unauthenticated', 'This server is no demo any more. Sign in with a token.');
    return token;
  };
}

/** A link with `#token=…` opened in a tab that shows the app already. */
function useTokenFromLaterAddress(begin: (state: State) => void): void {
  useEffect(() => {
    const take = (): void => {
      const token = takeTokenFromAddress(window.location, window.history);
      if (token !== null) begin({ kind: 'in', token });
    };
    window.addEventListener('hashchange', take);
    return () => window.removeEventListener('hashchange', take);
  }, [begin]);
}
