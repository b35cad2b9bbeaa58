import type { Config } from './config.ts';
import type { Progress } from './follow.ts';
import type { Instant } from './model.ts';
import type { Store } from './store/store.ts';
import type { Context } from './verdict/reconcile.ts';

type Rest = Pick<Context, 'meaning' | 'secret'>;

/** What verdicts depend on at this moment, as the configuration and the store tell it. */
export async function verdictContext(config: Config, store: Store, now: number, rest: Rest): Promise<Context> {
  const { company, alerts } = config;
  const { grace, windowBefore, windowAfter, weights } = alerts;
  const read = await watermark(config, store);
  return { ...rest, company, now, grace, windowBefore, windowAfter, weights, watermark: read };
}

/** Everything that any helpdesk changed before this has been read; `null` where one has never been read, or none is configured. */
async function watermark(config: Config, store: Store): Promise<Instant | null> {
  let lowest: Instant | null = null;
  for (const { name } of config.helpdesks) {
    const progress = (await store.checkpoint(`helpdesk:${name}`)) as Progress | undefined;
    if (!progress?.watermark) return null;
    if (lowest === null || progress.watermark < lowest) lowest = progress.watermark;
  }
  return lowest;
}
