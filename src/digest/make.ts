import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { localMinute } from '../alerts/compose.ts';
import { words } from '../alerts/words.ts';
import type { Company, Message } from '../model.ts';
import type { Store } from '../store/store.ts';
import { weekBefore, weekRange } from './due.ts';
import { renderCsv } from './render-csv.ts';
import { type Frame, renderHtml } from './render-html.ts';
import { renderMarkdown } from './render-md.ts';
import { type Summary, startSummary } from './summarise.ts';
import { digestWords, percent } from './words.ts';

export interface DigestSettings {
  readonly company: Company;
  readonly digest: { readonly folder: string; readonly formats: readonly ('html' | 'csv' | 'md')[] };
}

/** Writes the digest of a week from what the store holds now, and composes its announcement. Making it again replaces
 *  the files; one that is half written is never seen. */
export async function makeDigest(
  week: string,
  store: Store,
  { company, digest }: DigestSettings,
  now: number,
): Promise<{ readonly files: readonly string[]; readonly message: Message }> {
  const summary = await summariseWeek(week, store, company);
  const local = (instant: string): string => localMinute(instant, company.timeZone);
  const frame: Frame = {
    company: company.name,
    locale: company.locale,
    madeAt: local(new Date(now).toISOString()),
    health: (await store.health()).map((part) => ({
      ...part,
      lastSuccess: part.lastSuccess && local(part.lastSuccess),
    })),
  };
  const render = {
    html: () => renderHtml(summary, frame),
    csv: () => renderCsv(summary, company.locale),
    md: () => renderMarkdown(summary, frame),
  };
  await mkdir(digest.folder, { recursive: true });
  const files: string[] = [];
  for (const format of digest.formats) {
    const file = resolve(join(digest.folder, `digest-${week}.${format}`));
    await writeFile(`${file}.part`, render[format](), { mode: 0o640 });
    await rename(`${file}.part`, file);
    files.push(file);
  }
  return { files, message: announce(summary, frame, files) };
}

export async function summariseWeek(week: string, store: Store, { timeZone, handles }: Company): Promise<Summary> {
  const range = weekRange(week, timeZone);
  const earlier = weekRange(weekBefore(week), timeZone);
  if (!range || !earlier) throw new Error(`"${week}" is no week; write it as 2026-W47`);
  const dayOf = (instant: string): number => Temporal.Instant.from(instant).toZonedDateTimeISO(timeZone).dayOfWeek - 1;
  const { add, finish } = startSummary(week, dayOf, handles);
  for await (const mention of store.mentionsBetween(earlier.from, earlier.to)) add(mention, 'before');
  for await (const mention of store.mentionsBetween(range.from, range.to)) add(mention, 'this');
  return finish();
}

function announce(summary: Summary, { company, locale }: Frame, files: readonly string[]): Message {
  const say = digestWords[locale];
  const top = summary.topics
    .filter(({ volume }) => volume > 0)
    .slice(0, 3)
    .map(({ topic, volume, before }) => `${words[locale].topic[topic]} ${volume} (${say.weekBefore} ${before})`);
  return {
    cause: `digest:${summary.week}`,
    tone: 'info',
    title: say.title(company, summary.week),
    facts: [
      {
        label: say.volume,
        text: `${say.lead(summary.complaints, summary.mentions)}; ${say.trend(summary.complaints, summary.complaintsBefore)}`,
      },
      {
        label: words[locale].labels.verdict,
        text: `${percent(summary.neverReported)} ${say.neverReported}, ${summary.verdicts['reported-unresolved']} ${say.unresolved}`,
      },
      { label: say.perTopic, text: top.join(', ') || say.nothing },
    ],
    links: [],
    files,
  };
}
