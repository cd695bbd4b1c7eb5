import { useLocation, useNavigate } from '@tanstack/react-router';
import { useEffect } from 'react';
import { useMe } from '../session/use-me.ts';

/** Customers have no fleet to look at: from the map they go on to order a ride, unless the server is a school's. Agents go on to what they answer. */
export function useLanding(): void {
  const { data: me } = useMe();
  const navigate = useNavigate();
  const atMap = useLocation({ select: ({ pathname }) => pathname === '/' });
  const rides = me !== undefined && me.profile !== 'school' && me.roles.every((role) => role === 'customer');
  const answers = me?.roles.every((role) => role === 'agent') === true;
  useEffect(() => {
    if (answers && atMap) void navigate({ to: '/inbox', replace: true });
    if (rides && atMap) void navigate({ to: '/taxi/rider', replace: true });
  }, [rides, answers, atMap, navigate]);
}
