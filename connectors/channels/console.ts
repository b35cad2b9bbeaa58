import { styleText } from 'node:util';
import { z } from 'zod';
import type { Message } from '../../src/model.ts';
import type { Channel, ChannelKind } from '../contract.ts';

const settings = z.strictObject({
  /** Colours: where the terminal has them unless told. */
  colour: z.boolean().optional(),
  /** Columns to wrap at: those of the terminal, at most 100, unless told. */
  width: z.number().int().min(40).max(200).optional(),
});
type Settings = z.output<typeof settings>;

type Style = Parameters<typeof styleText>[0];
type Paint = (style: Style, text: string) => string;

const marks: Record<Message['tone'], { readonly sign: string; readonly style: Style }> = {
  urgent: { sign: '‼', style: ['red', 'bold'] },
  warning: { sign: '!', style: ['yellow', 'bold'] },
  info: { sign: '?', style: ['cyan', 'bold'] },
  good: { sign: '✓', style: ['green', 'bold'] },
};
/** Of what comes with files: a digest. */
const digestMark = { sign: '≡', style: ['cyan', 'bold'] } as const;

/** Prints alerts for a person at a terminal; an edit is two lines that say what changed. */
export const channel: ChannelKind<Settings> = {
  settings,
  pace: 0,
  open({ colour, width }, { write }): Channel {
    const columns = () => width ?? Math.max(40, Math.min(100, process.stdout.columns ?? 100));
    const paint: Paint = (style, text) => {
      if (colour === undefined) return styleText(style, text, { stream: process.stdout });
      return colour ? styleText(style, text, { validateStream: false }) : text;
    };
    return {
      async send(message, receipt) {
        write(receipt ? edited(message, paint, columns()) : full(message, paint, columns()));
        return { shown: true };
      },
    };
  },
};

function full(message: Message, paint: Paint, width: number): string {
  const { sign, style } = message.files ? digestMark : marks[message.tone];
  const lines = wrap(`${sign} ${printable(message.title)}`, width).map((line) => paint(style, line));
  if (message.quote) {
    lines.push(...wrap(`“${printable(message.quote.text)}”`, width - 2).map((line) => `  ${line}`));
    lines.push(...wrap(printable(message.quote.by), width - 2).map((line) => paint('dim', `  ${line}`)));
  }
  const column = Math.max(0, ...message.facts.map(({ label }) => label.length)) + 1;
  for (const { label, text } of message.facts) {
    const [first = '', ...rest] = wrap(printable(text), width - column - 3);
    lines.push(
      `  ${paint('dim', label.padEnd(column))} ${first}`,
      ...rest.map((line) => `  ${' '.repeat(column)} ${line}`),
    );
  }
  for (const { label, url } of message.links) lines.push(paint('dim', `  ${label}: ${printable(url)}`));
  for (const file of message.files ?? []) lines.push(paint('dim', `  ${file}`));
  return `${lines.join('\n')}\n\n`;
}

function edited(message: Message, paint: Paint, width: number): string {
  const { sign, style } = marks[message.tone];
  const by = message.quote ? `${printable(message.quote.by).split(' · ')[0]}: ` : '';
  const about = message.quote ? `“${printable(message.quote.text).slice(0, 70)}…”` : '';
  const lines = wrap(`${by}${about}`, width - 4).map((line) => paint('dim', `    ${line}`));
  return `${[paint(style, `${sign} ↻ ${printable(message.title)}`), ...lines].join('\n')}\n\n`;
}

/** One line, without control and direction characters: a stranger's text must not steer the terminal. */
function printable(text: string): string {
  return text.replace(/[\p{Cc}\p{Zl}\p{Zp}\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]+/gu, ' ');
}

function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else line = line ? `${line} ${word}` : word;
  }
  return line ? [...lines, line] : lines;
}
