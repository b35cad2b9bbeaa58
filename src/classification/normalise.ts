/** Text as the models read it; `models/train/text.py` does the same for training, token for token. */

/** A longer text is read from both ends. */
const longest = 6000;
const head = 4000;

/** The beginning and the end of a text that is too long to be read whole. */
export function clip(text: string): string {
  return text.length <= longest ? text : `${text.slice(0, head)}\n${text.slice(head - longest)}`;
}

/** Nothing in here is replaced, nor another in form NFKC: usual letters, digits, signs and pictures. */
const isPlain = /^[\x20-\x5f\x61-\x7e\xa1-\xa7\xa9\xac\xae\xb0\xb1\xb6\xb7\xbf-\xff€\u{1f300}-\u{1faff}]*$/u;
const invisible = /\p{Cf}|\uFE0E|\uFE0F|\uFFFD/gu;
const blank = /[\p{Cc}\p{Zs}\p{Zl}\p{Zp}]/gu;
const singleQuotes = /[‘’‚‛′`´ʼ＇]/g;
const doubleQuotes = /[“”„‟«»″＂]/g;
const dashes = /[‐‑‒–—―−]/g;

/** Without invisible characters, with plain quotes, dashes and spaces, in form NFKC. */
export function straighten(text: string): string {
  if (isPlain.test(text)) return text;
  return text
    .toWellFormed()
    .replace(invisible, '')
    .replace(blank, ' ')
    .replace(singleQuotes, "'")
    .replace(doubleQuotes, '"')
    .replace(dashes, '-')
    .normalize('NFKC');
}

const word = String.raw`[\p{L}\p{N}_]`;
const handle = `(?<!${word})@${word}+(?:[@.-]${word}+)*`;
const mostBrands = 1000;
const masks = new Map<string, RegExp>();

/** Finds our own names and handles (group 1) and all other handles (group 2). */
function maskOf(brand: readonly string[]): RegExp {
  const key = brand.join('\n');
  const known = masks.get(key);
  if (known) return known;
  const names = brand.map((name) =>
    straighten(name)
      .trim()
      .replace(/^[@#]+/, '')
      .toLowerCase(),
  );
  const own = [...new Set(names)]
    .filter((name) => [...name].length >= 2)
    .sort((a, b) => [...b].length - [...a].length || (a < b ? -1 : 1))
    .map((name) => name.replace(/[\\^$.*+?()[\]{}|/]/g, String.raw`\$&`))
    .join('|');
  const mine = own === '' ? '(?!)' : `(?<![\\p{L}\\p{N}_@#])[#@]?(?:${own})s?(?!${word})`;
  const mask = new RegExp(`(${mine})|(${handle})`, 'giu');
  if (masks.size >= mostBrands) masks.clear();
  masks.set(key, mask);
  return mask;
}

const links = /(?:https?:\/\/|www\.|pic\.twitter\.com\/)[^ ]+/giu;
const runs = /(.)\1{3,}/gsu;

/** Links, our own names and other handles masked; entities, runs of one character and spaces made plain. */
export function normalise(text: string, brand: readonly string[]): string {
  let plain = straighten(clip(text));
  if (plain.includes('&')) {
    plain = plain
      .replaceAll('&lt;', '<')
      .replaceAll('&gt;', '>')
      .replaceAll('&quot;', '"')
      .replaceAll('&#39;', "'")
      .replaceAll('&amp;', '&');
  }
  return plain
    .replace(links, ' http ')
    .replace(maskOf(brand), (_, own: string | undefined) => (own === undefined ? ' @user ' : ' @brand '))
    .replace(runs, '$1$1$1')
    .replace(/ {2,}/g, ' ')
    .trim();
}
