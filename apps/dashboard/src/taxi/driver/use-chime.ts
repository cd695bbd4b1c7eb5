import { useEffect, useMemo, useRef } from 'react';
import { type Chime, createChime } from './chime.ts';
import type { OfferCard } from './offer-cards.ts';

/** Rings once for each card that was not there before. */
export function useChime(cards: readonly OfferCard[]): Chime {
  const chime = useMemo(createChime, []);
  useEffect(() => () => chime.close(), [chime]);
  const heard = useRef(new Set<string>());
  const key = cards
    .filter(({ gone }) => gone === null)
    .map(({ orderId }) => orderId)
    .join('\n');
  useEffect(() => {
    const now = new Set(key === '' ? [] : key.split('\n'));
    if ([...now].some((orderId) => !heard.current.has(orderId))) chime.ring();
    heard.current = now;
  }, [chime, key]);
  return chime;
}
