import { useMutation } from '@tanstack/react-query';
import type { NewOrder } from '@waycast/contract';
import { useRealtimeConnection } from '@waycast/react';
import { useMemo } from 'react';
import { repeat } from '../api/repeat.ts';

/** Orders a ride once, however often it is sent: the key belongs to what is asked. */
export function useOrdering(order: NewOrder | null) {
  const { http } = useRealtimeConnection().connection;
  const key = useMemo(() => {
    void order;
    return crypto.randomUUID();
  }, [order]);
  return useMutation({
    networkMode: 'always',
    mutationFn: (asked: NewOrder) =>
      repeat((signal) => http.createOrder(asked, { signal, idempotencyKey: key })),
  });
}
