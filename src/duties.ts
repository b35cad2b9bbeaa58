import { composeSilence } from './alerts/compose.ts';
import { alertOf } from './alerts/decide.ts';
import type { Config } from './config.ts';
import { dueWeek, weekRange } from './digest/due.ts';
import { makeDigest } from './digest/make.ts';
import type { Progress } from './follow.ts';
import type { Alert, Message } from './model.ts';
import type { Parts } from './pipeline.ts';
import { isSilent } from './rhythm.ts';

const longestBetweenLooks = 8 * 86_400_000;

/** What the daemon does beside reading and sending; each is safe to do twice. */

/** A trouble of the daemon itself, for every operator channel. */
export function operatorAlerts(message: Message, config: Config, parts: Parts): Alert[] {
  const now = new Date(parts.now()).toISOString();
  return config.alerts.operator.map((channel) => alertOf(message, channel, 'raised', now));
}

/** Raises one alert for each silence of a source that lasts three times its usual pause. */
export async function watchSilence(config: Config, parts: Parts): Promise<void> {
  for (const { name } of config.sources) {
    const progress = (await parts.store.checkpoint(`source:${name}`)) as Progress | undefined;
    if (!progress?.rhythm || !isSilent(progress.rhythm, parts.now())) continue;
    const lastItem = new Date(progress.rhythm.last).toISOString();
    const alerts = operatorAlerts(composeSilence(name, lastItem, config.company), config, parts);
    if (alerts[0] && (await parts.store.alert(alerts[0].id))) continue;
    parts.report({ what: 'silent', part: `source:${name}`, lastItem });
    await parts.store.save({ alerts });
  }
}

/** Removes what is older than the retention allows, if the day before agrees that it is that late: a clock that jumped
 *  ahead must not erase everything. */
export async function forget(config: Config, parts: Parts): Promise<void> {
  const now = parts.now();
  const before = (await parts.store.checkpoint('duty:forget')) as { readonly at: number } | undefined;
  await parts.store.save({ checkpoint: { of: 'duty:forget', at: { at: now } } });
  if (!before || Math.abs(now - before.at) > longestBetweenLooks) return;
  const count = await parts.store.forgetBefore(new Date(now - config.retention.mentions).toISOString());
  if (count > 0) parts.report({ what: 'forgotten', count });
}

/** Makes the digest that is due, if any. Which one is due is read from the store, so a missed Monday is made up once. */
export async function digestIfDue(config: Config, parts: Parts): Promise<void> {
  const { company, digest } = config;
  const week = await dueWeek(parts.store, parts.now(), company.timeZone, digest.day, digest.at);
  if (!week) return;
  const now = new Date(parts.now()).toISOString();
  const range = weekRange(week, company.timeZone);
  // The week before the first one that was listened to has nothing to tell.
  if (range && !(await heardBefore(range.to, parts))) return;
  const made = await makeDigest(week, parts.store, config, parts.now());
  const alerts = digest.channels.map((channel) => alertOf(made.message, channel, 'made', now));
  await parts.store.save({ alerts, digest: { week, createdAt: now } });
  parts.report({ what: 'digest', week, files: made.files });
}

async function heardBefore(moment: string, parts: Parts): Promise<boolean> {
  for await (const mention of parts.store.mentionsBetween('0000', moment)) return mention !== undefined;
  return false;
}
