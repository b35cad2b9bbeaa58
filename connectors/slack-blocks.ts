import type { KnownBlock, RichTextElement } from '@slack/web-api';
import type { Message } from '../src/model.ts';

/** Strangers' text goes only into plain_text and rich_text, which Slack does not parse: nothing in it can ping, link or
 *  format. Limits are Block Kit's. */
const headerLimit = 150;
const textLimit = 2_900;
const fallbackLimit = 3_000;

const signs: Record<Message['tone'], string> = { urgent: '🔴', warning: '🟠', info: '🔵', good: '🟢' };

export function blocksOf(message: Message): KnownBlock[] {
  const blocks: KnownBlock[] = [
    {
      type: 'header',
      text: {
        type: 'plain_text',
        text: cut(`${signs[message.tone]} ${clean(message.title)}`, headerLimit),
        emoji: true,
      },
    },
  ];
  if (message.quote) {
    blocks.push({
      type: 'rich_text',
      elements: [
        { type: 'rich_text_quote', elements: [text(cut(clean(message.quote.text, true), textLimit))] },
        { type: 'rich_text_section', elements: [text(cut(clean(message.quote.by), 300), { italic: true })] },
      ],
    });
  }
  const facts = message.facts.slice(0, 20).map((fact) => ({
    type: 'rich_text_section' as const,
    elements: [text(`${cut(clean(fact.label), 100)}: `, { bold: true }), text(`${cut(clean(fact.text), textLimit)}\n`)],
  }));
  if (facts.length > 0) blocks.push({ type: 'rich_text', elements: facts });
  const links = message.links.filter(({ url }) => isWebAddress(url)).slice(0, 5);
  if (links.length > 0) {
    const elements = links.flatMap(({ label, url }, index): RichTextElement[] => [
      ...(index > 0 ? [text('   ')] : []),
      { type: 'link', url, text: cut(clean(label), 75) },
    ]);
    blocks.push({ type: 'rich_text', elements: [{ type: 'rich_text_section', elements }] });
  }
  return blocks;
}

/** What a notification shows: escaped, since it is parsed. */
export function fallbackOf(message: Message): string {
  const parts = [message.title, message.quote?.text ?? '', message.facts.at(-1)?.text ?? ''];
  return escapeMrkdwn(
    cut(
      parts
        .filter(Boolean)
        .map((part) => clean(part))
        .join(' · '),
      fallbackLimit / 5,
    ),
  );
}

/** A change, for a channel that cannot edit: what is it about, and what is different now. */
export function followUpOf(message: Message): { text: string; blocks: KnownBlock[] } {
  const about = message.quote ? cut(clean(message.quote.text), 120) : '';
  const { facts } = message;
  const short: Message = {
    ...message,
    title: `↻ ${message.title}`,
    facts: facts.filter((_, index) => index === facts.length - 1),
    ...(message.quote ? { quote: { ...message.quote, text: about } } : {}),
  };
  return { text: fallbackOf(short), blocks: blocksOf(short) };
}

type Style = { bold?: boolean; italic?: boolean };

function text(content: string, style?: Style): RichTextElement {
  // An empty text is invalid.
  const shown = content || ' ';
  return style ? { type: 'text', text: shown, style } : { type: 'text', text: shown };
}

function isWebAddress(url: string): boolean {
  return url.length <= 3_000 && /^https?:\/\//.test(url) && URL.canParse(url);
}

/** Without control and direction characters; on one line unless told. */
function clean(content: string, lines = false): string {
  const shown = content.toWellFormed().replace(/[\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]/g, '');
  return lines ? shown.replace(/[^\P{Cc}\n]+/gu, ' ') : shown.replace(/\p{Cc}+/gu, ' ');
}

function cut(content: string, limit: number): string {
  if (content.length <= limit) return content;
  return `${content.slice(0, limit - 1).replace(/[\uD800-\uDBFF]$/, '')}…`;
}

function escapeMrkdwn(content: string): string {
  return content
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replace(/[*_~`]/g, (sign) => `\u200B${sign}`);
}
