// @vitest-environment happy-dom
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { act, cleanup, fireEvent, render, screen } from '@testing-library/react';
import { useState } from 'react';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { SessionGate, useSession } from '../src/session/session.tsx';

const unsubscribe = vi.fn(async () => true);
let queries: QueryClient;

/** As a browser with notifications switched on. */
function withPush(): void {
  const subscription = { unsubscribe };
  const registration = { pushManager: { getSubscription: async () => subscription } };
  vi.stubGlobal('PushManager', class {});
  vi.stubGlobal('Notification', class {});
  Object.defineProperty(navigator, 'serviceWorker', {
    configurable: true,
    value: { getRegistration: async () => registration },
  });
}

beforeEach(() => {
  withPush();
  unsubscribe.mockClear();
  sessionStorage.setItem('waycast.token', 'first.of.all');
  queries = new QueryClient();
  queries.setQueryData(['geofences'], ['a fence of the first']);
  render(
    <QueryClientProvider client={queries}>
      <SessionGate offerToStay={false}>
        <Page />
      </SessionGate>
    </QueryClientProvider>,
  );
});

afterEach(() => {
  cleanup();
  sessionStorage.clear();
  vi.unstubAllGlobals();
});

function Page() {
  const { token, signOut } = useSession();
  const [owner] = useState(String(token));
  return (
    <>
      <p>Fleet of {owner}</p>
      <button type="button" onClick={() => signOut()}>
        Leave
      </button>
      <button type="button" onClick={() => signOut('The token has expired.')}>
        Expire
      </button>
    </>
  );
}

const press = (name: string) => fireEvent.click(screen.getByRole('button', { name }));
const known = () => queries.getQueryData(['geofences']);

describe('who comes next in a tab', () => {
  test('by the form finds nothing of whoever was there before', () => {
    screen.getByText('Fleet of first.of.all');
    press('Leave');
    expect(known()).toBeUndefined();
    // What was still under way when they left.
    queries.setQueryData(['geofences'], ['a fence of the first']);
    fireEvent.change(screen.getByRole('textbox'), { target: { value: 'second.of.all' } });
    press('Sign in');
    screen.getByText('Fleet of second.of.all');
    expect(known()).toBeUndefined();
  });

  test('by a link finds nothing either', () => {
    window.history.replaceState(null, '', '#token=third.of.all');
    act(() => void window.dispatchEvent(new Event('hashchange')));
    screen.getByText('Fleet of third.of.all');
    expect(known()).toBeUndefined();
  });

  test('leaves no alerts on the device by leaving; a token that expires ends none', async () => {
    press('Expire');
    screen.getByText('The token has expired.');
    await Promise.resolve();
    expect(unsubscribe).not.toHaveBeenCalled();
    fireEvent.change(screen.getByRole('textbox'), { target: { value: 'first.of.all' } });
    press('Sign in');
    press('Leave');
    await vi.waitFor(() => expect(unsubscribe).toHaveBeenCalledTimes(1));
  });
});
