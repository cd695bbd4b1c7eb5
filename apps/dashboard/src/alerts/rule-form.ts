import type { RouteArguments } from '@waycast/client';
import { KINDS } from './alert-words.ts';

type NewRule = NonNullable<RouteArguments<'createAlertRule'>[0]>;

/** The rule that a filled-in form means. What the server would refuse, it says itself. */
export function ruleOfForm(form: FormData): NewRule {
  const from = textOf(form, 'from');
  const to = textOf(form, 'to');
  return {
    name: textOf(form, 'name'),
    on: KINDS.filter((kind) => form.getAll('on').includes(kind)),
    vehicles: idsOf(form, 'vehicles'),
    groups: idsOf(form, 'groups'),
    fences: idsOf(form, 'fences'),
    quietHours: from === '' && to === '' ? null : { from, to },
    channels: { webhooks: form.has('webhooks') ? 'all' : [], push: form.has('push') },
  };
}

function idsOf(form: FormData, name: string): string[] | null {
  const ids = textOf(form, name)
    .split(/[\s,;]+/)
    .filter((id) => id !== '');
  return ids.length === 0 ? null : ids;
}

function textOf(form: FormData, name: string): string {
  const value = form.get(name);
  return typeof value === 'string' ? value.trim() : '';
}
