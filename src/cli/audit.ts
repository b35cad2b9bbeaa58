import { parseArgs } from 'node:util';
import { openStore } from '../store/open.ts';
import type { Answer, Store } from '../store/store.ts';
import { readSettings } from './settings.ts';
import { UsageError, type Verb } from './verb.ts';

const day = 86_400_000;

export const verb: Verb = {
  summary: 'measure how often verdicts of a week turned out wrong',
  help: `
klankbord audit [--week 2026-W47] [--config FILE] [--json]

Per source, for the complaints of an ISO week (UTC; the last whole one unless told): how many were called unreported, how
many were reported only after the alert, and how often a person's answer contradicted the verdict.`,
  async run(args, io) {
    const { values } = parseArgs({
      args: [...args],
      options: { week: { type: 'string' }, config: { type: 'string' }, json: { type: 'boolean' } },
    });
    const from = values.week === undefined ? mondayBefore(Date.now()) - 7 * day : mondayOf(values.week);
    const { config } = await readSettings(values.config);
    const store = await openStore(config.store);
    try {
      const rows = await audit(from, store, config.alerts.grace);
      if (values.json) io.stdout.write(`${JSON.stringify({ from: new Date(from).toISOString(), sources: rows })}\n`);
      else io.stdout.write(table(rows));
      return 0;
    } finally {
      await store.close();
    }
  },
};

export interface AuditRow {
  readonly source: string;
  complaints: number;
  unreported: number;
  unknown: number;
  /** The customer came to us only after grace had ended: unreported when it was alerted, reported now. */
  reportedLater: number;
  /** People said "already reported" of an unreported one: our error. */
  missed: number;
  /** People said "not reported" or "other person" of a reported one: our error. */
  mistaken: number;
}

/** Counts for the week that begins at `from`, per source, the busiest first; `grace` in milliseconds. */
export async function audit(from: number, store: Store, grace: number): Promise<AuditRow[]> {
  const answers = new Map<string, Answer>();
  for await (const answer of store.answers()) {
    const before = answers.get(answer.mention);
    if (before === undefined || before.at < answer.at) answers.set(answer.mention, answer);
  }
  const rows = new Map<string, AuditRow>();
  for await (const { id, post, verdict } of store.mentionsBetween(instant(from), instant(from + 7 * day))) {
    if (verdict === null) continue;
    const row = rows.get(post.source) ?? empty(post.source);
    rows.set(post.source, row);
    row.complaints += 1;
    const answer = answers.get(id)?.answer;
    if (verdict.label === 'unreported') row.unreported += 1;
    if (verdict.label === 'unknown') row.unknown += 1;
    const ticket = verdict.ticket ? (await store.tickets([verdict.ticket])).get(verdict.ticket) : undefined;
    if (ticket && Date.parse(ticket.createdAt) > Date.parse(post.createdAt) + grace) row.reportedLater += 1;
    if (answer === 'already-reported') row.missed += 1;
    if (answer === 'not-reported' || answer === 'other-person') row.mistaken += 1;
  }
  return [...rows.values()].sort((a, b) => b.complaints - a.complaints || (a.source < b.source ? -1 : 1));
}

function empty(source: string): AuditRow {
  return { source, complaints: 0, unreported: 0, unknown: 0, reportedLater: 0, missed: 0, mistaken: 0 };
}

function table(rows: readonly AuditRow[]): string {
  const heads = ['source', 'complaints', 'unreported', 'unknown', 'reportedLater', 'missed', 'mistaken'] as const;
  const lines = rows.map((row) => heads.map((head) => String(row[head]).padEnd(14)).join(''));
  return `${[heads.map((head) => head.padEnd(14)).join(''), ...lines].join('\n')}\n`;
}

/** The Monday with which an ISO week begins, at midnight UTC. */
export function mondayOf(week: string): number {
  const [, year, number] = /^(\d{4})-W(\d{2})$/.exec(week) ?? [];
  if (!year || !number || Number(number) < 1 || Number(number) > 53)
    throw new UsageError('--week is written as 2026-W47');
  return mondayBefore(Date.UTC(Number(year), 0, 4)) + (Number(number) - 1) * 7 * day;
}

function mondayBefore(at: number): number {
  const midnight = Math.floor(at / day) * day;
  return midnight - ((new Date(midnight).getUTCDay() + 6) % 7) * day;
}

function instant(ms: number): string {
  return new Date(ms).toISOString();
}
