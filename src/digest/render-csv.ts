import { type Locale, verdictLabels } from '../model.ts';
import type { Summary } from './summarise.ts';

/** One line a topic, for a spreadsheet: UTF-8 with a byte order mark, and a semicolon between fields in Dutch, where the
 *  comma is the decimal sign. */
export function renderCsv(summary: Summary, locale: Locale): string {
  const separator = locale === 'nl' ? ';' : ',';
  const share = (value: number | null): string => {
    if (value === null) return '';
    return locale === 'nl' ? value.toFixed(3).replace('.', ',') : value.toFixed(3);
  };
  const head = [
    'week',
    'topic',
    'volume',
    'volume_week_before',
    ...verdictLabels,
    'never_reported_share',
    'quote_1',
    'quote_2',
    'quote_3',
  ];
  const rows = summary.topics.map(({ topic, volume, before, verdicts, neverReported, quotes }) => [
    summary.week,
    topic,
    String(volume),
    String(before),
    ...verdictLabels.map((label) => String(verdicts[label])),
    share(neverReported),
    ...[0, 1, 2].map((index) => quotes[index]?.text ?? ''),
  ]);
  const lines = [head, ...rows].map((cells) => cells.map((cell) => field(cell, separator)).join(separator));
  return `\uFEFF${lines.join('\r\n')}\r\n`;
}

/** A cell that a spreadsheet neither calculates nor splits. */
function field(cell: string, separator: string): string {
  const text = cell.replace(/[\p{Cc}\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]+/gu, ' ');
  const harmless = /^[=+\-@\t\r|%]/.test(text.trimStart()) ? `'${text}` : text;
  return harmless.includes('"') || harmless.includes(separator) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
