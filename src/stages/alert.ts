import { complaintCause } from '../alerts/compose.ts';
import { decide, decideRemoved, type Policy } from '../alerts/decide.ts';
import type { Alert, Deletion, Mention } from '../model.ts';
import type { Store } from '../store/store.ts';

/** The alerts and edits that these mentions ask for. */
export async function alertsFor(
  mentions: readonly Mention[],
  store: Store,
  policy: Policy,
  channels: readonly string[],
  now: number,
): Promise<Alert[]> {
  const tickets = await store.tickets(mentions.flatMap((mention) => mention.verdict?.ticket ?? []));
  const alerts: Alert[] = [];
  for (const mention of mentions) {
    const ticket = mention.verdict?.ticket ? tickets.get(mention.verdict.ticket) : undefined;
    const existing = await alerted(mention.id, channels, store);
    alerts.push(...decide(mention, ticket, existing, policy, new Date(now).toISOString()));
  }
  return alerts;
}

/** Edits that remove what deleted posts showed in channels. */
export async function alertsForDeleted(
  deletions: readonly Deletion[],
  store: Store,
  policy: Policy,
  now: number,
): Promise<Alert[]> {
  if (deletions.length === 0) return [];
  const shown = await store.alertsAbout(deletions);
  return shown.map((alert) => decideRemoved(alert, policy.company.locale, new Date(now).toISOString()));
}

async function alerted(mentionId: string, channels: readonly string[], store: Store): Promise<string[]> {
  const found: string[] = [];
  for (const channel of channels) {
    if (await store.alert(`${complaintCause(mentionId)}>${channel}`)) found.push(channel);
  }
  return found;
}
