import { parseArgs } from 'node:util';
import type { Progress } from '../follow.ts';
import { openStore } from '../store/open.ts';
import type { Health } from '../store/store.ts';
import { readSettings } from './settings.ts';
import type { Verb } from './verb.ts';

export const verb: Verb = {
  summary: 'show how every source, helpdesk and channel is doing',
  help: `
klankbord status [--config FILE] [--json]

Per source, helpdesk and channel: state, last success, lag, failures in a row and the reason; and the messages that a
channel refused. Exits with 1 if one of them is red.`,
  async run(args, io) {
    const { values } = parseArgs({
      args: [...args],
      options: { config: { type: 'string' }, json: { type: 'boolean' } },
    });
    const { config } = await readSettings(values.config);
    const store = await openStore(config.store);
    try {
      const known = new Map((await store.health()).map((health) => [health.part, health]));
      const parts = [
        ...config.sources.map(({ name }) => `source:${name}`),
        ...config.helpdesks.map(({ name }) => `helpdesk:${name}`),
        ...config.channels.map(({ name }) => `channel:${name}`),
      ];
      const rows = [];
      for (const part of parts) {
        const progress = (await store.checkpoint(part)) as Progress | undefined;
        rows.push(rowOf(part, known.get(part), progress, Date.now()));
      }
      const parked = (await store.outboxParked()).map(({ id, error }) => ({ id, reason: error }));
      const red = rows.some(({ state }) => state === 'red') || parked.length > 0;
      if (values.json) io.stdout.write(`${JSON.stringify({ ok: !red, parts: rows, parked })}\n`);
      else io.stdout.write(table(rows, parked));
      return red ? 1 : 0;
    } finally {
      await store.close();
    }
  },
};

interface Row {
  readonly part: string;
  readonly state: Health['state'] | 'never run';
  readonly lastSuccess: string | null;
  readonly lagSeconds: number | null;
  readonly failures: number;
  readonly skipped: number;
  readonly reason: string | null;
}

function rowOf(part: string, health: Health | undefined, progress: Progress | undefined, now: number): Row {
  const since = progress?.watermark ?? health?.lastSuccess ?? null;
  return {
    part,
    state: health?.state ?? 'never run',
    lastSuccess: health?.lastSuccess ?? null,
    lagSeconds: since === null ? null : Math.max(0, Math.round((now - Date.parse(since)) / 1_000)),
    failures: health?.failures ?? 0,
    skipped: health?.skipped ?? 0,
    reason: health?.reason ?? null,
  };
}

function table(rows: readonly Row[], parked: readonly { id: string; reason: string | null }[]): string {
  const width = Math.max(...rows.map(({ part }) => part.length), 4);
  const lines = rows.map(({ part, state, lastSuccess, lagSeconds, failures, skipped, reason }) => {
    const lag = lagSeconds === null ? '-' : ago(lagSeconds);
    const counts = `${failures} failures, ${skipped} skipped`;
    return `${part.padEnd(width)}  ${state.padEnd(9)}  last ${(lastSuccess ?? 'never').slice(0, 19)}  lag ${lag.padEnd(6)}  ${counts}${reason ? `\n${' '.repeat(width)}  ${reason}` : ''}`;
  });
  const refused = parked.map(({ id, reason }) => `refused: ${id}: ${reason ?? 'no reason given'}`);
  return `${[...lines, ...refused].join('\n')}\n`;
}

function ago(seconds: number): string {
  if (seconds < 120) return `${seconds}s`;
  if (seconds < 7_200) return `${Math.round(seconds / 60)}m`;
  return seconds < 172_800 ? `${Math.round(seconds / 3_600)}h` : `${Math.round(seconds / 86_400)}d`;
}
