import { Counter, collectDefaultMetrics, Registry } from 'prom-client';
import type { Event, Report } from '../events.ts';

export interface Metrics {
  readonly count: Report;
  text(): Promise<string>;
  readonly contentType: string;
}

/** Counts what happens, for Prometheus. Labels are configured names only, never a stranger's text. */
export function openMetrics(): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const counter = (name: string, help: string, labelNames: readonly string[]): Counter =>
    new Counter({ name: `klankbord_${name}`, help, labelNames: [...labelNames], registers: [registry] });
  const items = counter('items_read_total', 'Posts and tickets read', ['part']);
  const kept = counter('mentions_kept_total', 'Mentions kept', ['part']);
  const complaints = counter('complaints_total', 'Mentions that are complaints', ['part']);
  const skipped = counter('items_skipped_total', 'Bad items that were skipped', ['part']);
  const failures = counter('failures_total', 'Failed reads and sends', ['part', 'kind']);
  const gaps = counter('gaps_total', 'Times that something may have been missed', ['part']);
  const sent = counter('alerts_sent_total', 'Messages sent, edits included', ['channel', 'edit']);
  const parked = counter('alerts_parked_total', 'Messages that a channel refused for good', ['channel']);
  const verdicts = counter('verdict_changes_total', 'Verdicts given or changed', ['verdict']);

  const count = (event: Event): void => {
    if (event.what === 'page') items.inc({ part: event.part }, event.items);
    else if (event.what === 'mentions') {
      kept.inc({ part: event.part }, event.kept);
      complaints.inc({ part: event.part }, event.complaints);
    } else if (event.what === 'skipped') skipped.inc({ part: event.part });
    else if (event.what === 'failed') failures.inc({ part: event.part, kind: event.kind });
    else if (event.what === 'gap') gaps.inc({ part: event.part });
    else if (event.what === 'sent') sent.inc({ channel: event.channel, edit: String(event.edit) });
    else if (event.what === 'parked') parked.inc({ channel: event.channel });
    else if (event.what === 'verdict') verdicts.inc({ verdict: event.to });
  };
  return { count, text: () => registry.metrics(), contentType: registry.contentType };
}
