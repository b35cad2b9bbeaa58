import { words } from '../alerts/words.ts';
import type { Frame } from './render-html.ts';
import type { Summary } from './summarise.ts';
import { digestWords, percent } from './words.ts';

/** For a wiki, an issue or a mail. */
export function renderMarkdown(summary: Summary, { company, locale, madeAt, health }: Frame): string {
  const say = digestWords[locale];
  const lines = [
    `# ${plain(say.title(company, summary.week))}`,
    '',
    `**${say.lead(summary.complaints, summary.mentions)}** (${say.trend(summary.complaints, summary.complaintsBefore)}); ` +
      `${percent(summary.neverReported)} ${say.neverReported}, ${summary.verdicts['reported-unresolved']} ${say.unresolved}.`,
    '',
  ];
  if (summary.topics.length === 0) lines.push(say.nothing, '');
  else {
    lines.push(`| ${say.topic} | ${say.thisWeek} | ${say.weekBefore} | ${say.neverReported} |`, '|---|--:|--:|--:|');
    for (const { topic, volume, before, neverReported } of summary.topics) {
      lines.push(`| ${words[locale].topic[topic]} | ${volume} | ${before} | ${percent(neverReported)} |`);
    }
    lines.push('', `## ${say.quotes}`, '');
    for (const { topic, quotes } of summary.topics) {
      if (quotes.length === 0) continue;
      lines.push(`### ${words[locale].topic[topic]}`, '');
      for (const { text, source, verdict } of quotes)
        lines.push(`> ${plain(text)}  `, `> ${plain(source)} · ${words[locale].verdict[verdict]}`, '');
    }
  }
  lines.push(`## ${say.health}`, '');
  const troubled = health.filter(({ state }) => state !== 'green');
  if (troubled.length === 0) lines.push(say.healthy);
  for (const { part, state, reason } of troubled)
    lines.push(`- ${plain(part)}: ${state}${reason ? `, ${plain(reason)}` : ''}`);
  lines.push('', `_${say.made(madeAt)}_`, '');
  return lines.join('\n');
}

/** No character of a stranger's text formats, links, or opens HTML. */
function plain(text: string): string {
  return text
    .replace(/[\p{Cc}\u202A-\u202E\u2066-\u2069]+/gu, ' ')
    .replace(/[\\`*_{}[\]()#+\-!|<>~@:&]/g, (sign) => `&#${sign.charCodeAt(0)};`);
}
