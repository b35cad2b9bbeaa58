import { shorten } from '../alerts/compose.ts';
import type { Author } from '../model.ts';

/** A quote that says what happened and not to whom: without handles but our own, the author's name, links, e-mail
 *  addresses, and numbers that could be a postcode, an order or a telephone. */
export function pseudonymous(text: string, author: Author, ours: readonly string[] = []): string {
  const names = [author.handle, ...(author.name?.split(/\s+/) ?? [])].filter((name) => name.length >= 3);
  const words = text
    .slice(0, 2_000)
    .split(/\s+/)
    .map((word) => mask(word, names, ours))
    .filter(Boolean);
  return shorten(words.join(' '), 280);
}

function mask(word: string, names: readonly string[], ours: readonly string[]): string {
  const bare = word.replace(/^[\p{P}\p{S}]+|[\p{P}\p{S}]+$/gu, '').toLowerCase();
  if (/^(https?:|www\.)/i.test(word) || word.includes('://')) return '[link]';
  if (word.includes('@') && word.indexOf('@') > 0 && bare.includes('.')) return '[e-mail]';
  if (word.startsWith('@')) return ours.some((handle) => bare === handle.toLowerCase()) ? word : '@…';
  if (names.some((name) => bare === name.toLowerCase())) return '…';
  return isNumber(word) ? word.replace(/[\d-]+/g, '…') : word;
}

/** Five digits or more, or four in a row that are no year; a time of day or a price is none. */
function isNumber(word: string): boolean {
  let digits = 0;
  for (const letter of word) if (letter >= '0' && letter <= '9') digits += 1;
  return digits >= 5 || (/\d{4}/.test(word) && !/(^|\D)(19|20)\d\d(\D|$)/.test(word));
}
