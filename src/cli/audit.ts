import { parseArgs } from 'node:util';
import type { Verdict } from '../model.ts';
import { openStore } from '../store/open.ts';
import type { Store } from '../store/store.ts';
import { readSettings } from './settings.ts';
import { UsageError, type Verb } from './verb.ts';

const day = 86_400_000;

export const verb: Verb = {
  summary: 'measure how often verdicts of a week turned out wrong',
  help: `
klankbord audit [--week 2026-W47] [--config FILE] [--json]

Per source, for the complaints of an ISO week (UTC; the last whole one unless told): how many were called unreported at
first; of how many of those the customer came to us afterwards; of how many a later verdict or a person says that they
had been reported by then (missed); and how many called reported were not (mistaken), or were no complaint.`,
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
  /** Of these it is not known yet. */
  unknown: number;
  /** The first verdict was unreported: somebody was asked to answer the customer. */
  unreported: number;
  /** Of the unreported: the customer came to us after that. */
  reportedLater: number;
  /** Of the unreported: it had been reported by then, as a later verdict or a person says. Our error. */
  missed: number;
  /** The first verdict was one of the reported, and a later one or a person says unreported. Our error. */
  mistaken: number;
  /** A person said that it was no complaint. Our error. */
  noComplaint: number;
}

/** Counts for the week that begins at `from`, per source, the busiest first; `grace` in milliseconds. */
export async function audit(from: number, store: Store, grace: number): Promise<AuditRow[]> {
  const rows = new Map<string, AuditRow>();
  for await (const mention of store.mentionsBetween(instant(from), instant(from + 7 * day))) {
    const { post, verdict, said, settled } = mention;
    const noComplaint = settled?.answer === 'not-a-complaint';
    if (verdict === null && !noComplaint) continue;
    const row = rows.get(post.source) ?? empty(post.source);
    rows.set(post.source, row);
    row.complaints += 1;
    if (noComplaint) row.noComplaint += 1;
    if (verdict?.label === 'unknown') row.unknown += 1;
    if (said === 'unreported') {
      row.unreported += 1;
      if (!isReported(verdict)) continue;
      const ticket = verdict?.ticket ? (await store.tickets([verdict.ticket])).get(verdict.ticket) : undefined;
      const later = ticket !== undefined && Date.parse(ticket.createdAt) > Date.parse(post.createdAt) + grace;
      row[later ? 'reportedLater' : 'missed'] += 1;
    } else if (said !== undefined && verdict?.label === 'unreported') row.mistaken += 1;
  }
  return [...rows.values()].sort((a, b) => b.complaints - a.complaints || (a.source < b.source ? -1 : 1));
}

function isReported(verdict: Verdict | null): boolean {
  return verdict !== null && verdict.label !== 'unreported' && verdict.label !== 'unknown';
}

function empty(source: string): AuditRow {
  return {
    ...{ source, complaints: 0, unknown: 0, unreported: 0 },
    ...{ reportedLater: 0, missed: 0, mistaken: 0, noComplaint: 0 },
  };
}

const heads = ['source', 'complaints', 'unknown', 'unreported', 'later', 'missed', 'mistaken', 'no complaint'];

function table(rows: readonly AuditRow[]): string {
  const line = (cells: readonly (string | number)[]): string => cells.map((cell) => String(cell).padEnd(13)).join('');
  const lines = rows.map((row) => line(Object.values(row)));
  const sum = (pick: (row: AuditRow) => number): number => rows.reduce((total, row) => total + pick(row), 0);
  const [said, missed, later] = [
    sum((row) => row.unreported),
    sum((row) => row.missed),
    sum((row) => row.reportedLater),
  ];
  return `${[
    line(heads),
    ...lines,
    '',
    `Of ${said} ${said === 1 ? 'complaint that was' : 'complaints that were'} called unreported, ${missed} had been reported by then (wrong),`,
    `and ${later} were reported afterwards.`,
  ]
    .map((text) => text.trimEnd())
    .join('\n')}\n`;
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
