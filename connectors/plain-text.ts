import type { Instant } from '../src/model.ts';

export const mostText = 100_000;
const mostMarkup = 400_000;
/** How far a `>` is looked for with regard to quotes; a longer tag ends at the first one. */
const quotedReach = 500;
const cutMark = ' […]';

/** Text of strangers as it is kept: well-formed Unicode without control characters, lines ended by `\n`, cut with a
 *  mark at 100,000 UTF-16 units. Marks of writing direction stay: they belong to Arabic and Hebrew. */
export function plainText(text: string): string {
  const clean = text
    .slice(0, mostText * 2)
    .toWellFormed()
    .replace(/\r\n?/g, '\n')
    .replace(/[^\P{Cc}\n\t]/gu, '')
    .trim();
  return clean.length <= mostText ? clean : clean.slice(0, mostText - cutMark.length).toWellFormed() + cutMark;
}

/** A name or handle: one line of at most `limit` characters; `null` where nothing is left. */
export function plainName(text: string | null | undefined, limit = 200): string | null {
  const name = plainText((text ?? '').slice(0, limit * 4))
    .replace(/\s+/g, ' ')
    .slice(0, limit)
    .toWellFormed();
  return name === '' ? null : name;
}

/** A handle as the model has it, without the leading `@`. */
export function plainHandle(text: string): string {
  return plainName(text.replace(/^\s*@/, '')) ?? 'unknown';
}

/** An http or https address, or `null`: a stranger's `javascript:` never gets into a message. */
export function plainUrl(text: string | null | undefined): string | null {
  if (text === null || text === undefined || text.length > 4_000 || !URL.canParse(text)) return null;
  return /^https?:\/\//i.test(text) ? text : null;
}

/** The moment that a text or a number of seconds or milliseconds means, or undefined. A time without zone is UTC. */
export function instantOf(when: string | number | null | undefined): Instant | undefined {
  if (when === null || when === undefined || when === '') return undefined;
  const ms = typeof when === 'number' ? (Math.abs(when) < 1e11 ? when * 1000 : when) : millis(when.trim().slice(0, 60));
  const date = new Date(ms);
  const year = date.getUTCFullYear();
  return year >= 1990 && year <= 2100 ? date.toISOString() : undefined;
}

/** Zones that mail and feeds use and that the language does not know. */
const zones: Readonly<Record<string, string>> = {
  CET: '+0100',
  CEST: '+0200',
  MET: '+0100',
  MEST: '+0200',
  WET: '+0000',
  WEST: '+0100',
  BST: '+0100',
};

/** ISO 8601, or the day, month and year of mail (RFC 822): the language itself takes nearly anything for a date. */
const dateLike = /^(?:\d{4}-\d\d(?:-\d\d)?|(?:[a-z]{3,9},? {1,3})?\d{1,2}[ -][a-z]{3,9}[ -]\d{2,4})\b/i;

function millis(text: string): number {
  if (!dateLike.test(text)) return Number.NaN;
  if (/^\d{4}-\d\d-\d\dT[\d:.]+$/.test(text)) return Date.parse(`${text}Z`);
  const plain = Date.parse(text);
  const zone = /\s([A-Za-z]{2,5})$/.exec(text);
  if (!Number.isNaN(plain) && (zone !== null || /(?:Z|[+-]\d\d:?\d\d)$/.test(text) || /^[\d-]+$/.test(text)))
    return plain;
  const bare = zone === null ? text : text.slice(0, zone.index);
  return Date.parse(`${bare} ${zones[zone?.[1]?.toUpperCase() ?? ''] ?? '+0000'}`);
}

const lineEnds = new Set(['br', 'p', 'div', 'li', 'tr', 'blockquote', 'pre', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6']);
const unseen = new Set(['script', 'style', 'template', 'noscript']);

/** What a reader would see of HTML, as plain text. One pass; broken markup comes out as it stands. */
export function textOfHtml(markup: string): string {
  const html = markup.slice(0, mostMarkup);
  const lastEnd = html.lastIndexOf('>');
  let text = '';
  let at = 0;
  for (;;) {
    const open = html.indexOf('<', at);
    if (open < 0 || (open > lastEnd && !html.startsWith('<!--', open))) break;
    text += decodeEntities(html.slice(at, open));
    const tag = readTag(html, open);
    if (tag === undefined) {
      text += '<';
      at = open + 1;
      continue;
    }
    at = unseen.has(tag.name) ? afterElement(html, tag.name, tag.end) : tag.end;
    if (lineEnds.has(tag.name) && (tag.closing || tag.name === 'br')) text += '\n';
  }
  text += decodeEntities(html.slice(at));
  return plainText(
    text
      .replace(/[^\S\n]+/g, ' ')
      .replace(/ ?\n ?/g, '\n')
      .replace(/\n{3,}/g, '\n\n'),
  );
}

interface Tag {
  readonly name: string;
  readonly closing: boolean;
  readonly end: number;
}

function readTag(html: string, open: number): Tag | undefined {
  if (html.startsWith('<!--', open)) {
    const close = html.indexOf('-->', open + 4);
    return { name: '', closing: false, end: close < 0 ? html.length : close + 3 };
  }
  const head = /^<(\/?)([a-z][a-z0-9]{0,20})|^<[!?]/i.exec(html.slice(open, open + 24));
  if (head === null) return undefined;
  const end = tagEnd(html, open + head[0].length);
  return end === undefined ? undefined : { name: (head[2] ?? '').toLowerCase(), closing: head[1] === '/', end };
}

/** Behind the `>` that ends a tag; one inside quotes does not, unless the quote is never closed. */
function tagEnd(html: string, from: number): number | undefined {
  const first = html.indexOf('>', from);
  if (first < 0) return undefined;
  let quote = 0;
  for (let i = from; i < html.length && i < from + quotedReach; i++) {
    const code = html.charCodeAt(i);
    if (quote !== 0) quote = code === quote ? 0 : quote;
    else if (code === 62) return i + 1;
    else if (code === 34 || code === 39) quote = code;
  }
  return first + 1;
}

function afterElement(html: string, name: string, from: number): number {
  const close = html.slice(from).search(new RegExp(`</${name}`, 'i'));
  if (close < 0) return html.length;
  return tagEnd(html, from + close) ?? html.length;
}

/** Latin-1 from U+00A0, in order: the names that HTML 4 gave them. */
const latin =
  'nbsp iexcl cent pound curren yen brvbar sect uml copy ordf laquo not shy reg macr deg plusmn sup2 sup3 acute micro para middot cedil sup1 ordm raquo frac14 frac12 frac34 iquest Agrave Aacute Acirc Atilde Auml Aring AElig Ccedil Egrave Eacute Ecirc Euml Igrave Iacute Icirc Iuml ETH Ntilde Ograve Oacute Ocirc Otilde Ouml times Oslash Ugrave Uacute Ucirc Uuml Yacute THORN szlig agrave aacute acirc atilde auml aring aelig ccedil egrave eacute ecirc euml igrave iacute icirc iuml eth ntilde ograve oacute ocirc otilde ouml divide oslash ugrave uacute ucirc uuml yacute thorn yuml'.split(
    ' ',
  );
const entities = new Map<string, string>([
  ...latin.map((name, i): [string, string] => [name, String.fromCharCode(0xa0 + i)]),
  ...Object.entries({ amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", euro: '€', hellip: '…', trade: '™' }),
  ...Object.entries({ ndash: '–', mdash: '—', lsquo: '‘', rsquo: '’', sbquo: '‚', ldquo: '“', rdquo: '”', bdquo: '„' }),
  ...Object.entries({
    bull: '•',
    lsaquo: '‹',
    rsaquo: '›',
    ensp: ' ',
    emsp: ' ',
    thinsp: ' ',
    zwj: '\u200d',
    zwnj: '\u200c',
  }),
  ...Object.entries({ oelig: 'œ', OElig: 'Œ', scaron: 'š', Scaron: 'Š', Yuml: 'Ÿ', larr: '←', rarr: '→', hearts: '♥' }),
]);

/** Decodes each reference once, so that what is written as `&amp;lt;` stays the text `&lt;`. */
export function decodeEntities(text: string): string {
  return text.replace(/&(#\d{1,8}|#x[0-9a-f]{1,6}|[a-z][a-z0-9]{1,9});/gi, (whole, name: string) => {
    if (!name.startsWith('#')) return entities.get(name) ?? whole;
    const code = /^#x/i.test(name) ? Number.parseInt(name.slice(2), 16) : Number(name.slice(1));
    return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : '';
  });
}
