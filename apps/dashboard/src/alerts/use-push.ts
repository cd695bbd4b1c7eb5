import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useRealtimeConnection } from '@waycast/react';
import { useEffect, useRef } from 'react';
import { deviceSubscription, endSubscription, pushSupported, startSubscription } from './device-push.ts';

export type PushPhase = 'asking' | 'unsupported' | 'unavailable' | 'denied' | 'off' | 'on';

const KEY = ['alerts', 'push'] as const;

/** Notifications on this device, as browser and server together have them. */
export function usePush() {
  const {
    connection: { http },
  } = useRealtimeConnection();
  const queries = useQueryClient();
  const supported = pushSupported();
  const { data, error } = useQuery({
    queryKey: KEY,
    queryFn: async ({ signal }) => {
      const state = await http.pushState({ signal });
      return { ...state, own: supported ? await deviceSubscription() : null };
    },
    retry: false,
    staleTime: 0,
  });
  const refresh = () => queries.invalidateQueries({ queryKey: KEY });
  const turnOn = useMutation({
    mutationFn: async (publicKey: string) => http.subscribePush(await startSubscription(publicKey)),
    onSettled: refresh,
  });
  const turnOff = useMutation({
    mutationFn: async (subscriptionId: string) => {
      await endSubscription();
      await http.unsubscribePush({ subscriptionId });
    },
    onSettled: refresh,
  });
  const known = data?.subscriptions.find(({ endpoint }) => endpoint === data.own?.endpoint);
  const publicKey = data?.publicKey ?? null;
  useRenewal(known === undefined ? null : publicKey, turnOn.mutate);
  return {
    phase: phaseOf(),
    reason: supported ? data?.reason : undefined,
    error: error ?? turnOn.error ?? turnOff.error,
    busy: turnOn.isPending || turnOff.isPending,
    turnOn: () => {
      if (publicKey !== null) turnOn.mutate(publicKey);
    },
    turnOff: () => {
      if (known !== undefined) turnOff.mutate(known.subscriptionId);
    },
  };

  function phaseOf(): PushPhase {
    if (!supported) return 'unsupported';
    if (data === undefined) return 'asking';
    if (publicKey === null) return 'unavailable';
    if (Notification.permission === 'denied') return 'denied';
    return known === undefined ? 'off' : 'on';
  }
}

/** What a token allows counts for a month; each visit renews it. */
function useRenewal(publicKey: string | null, renew: (publicKey: string) => void): void {
  const renewed = useRef(false);
  useEffect(() => {
    if (publicKey === null || renewed.current) return;
    renewed.current = true;
    renew(publicKey);
  }, [publicKey, renew]);
}
