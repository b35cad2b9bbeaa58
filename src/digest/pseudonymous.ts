import { shorten } from '../alerts/compose.ts';
import type { Author } from '../model.ts';

/** A quote that says what happened and not to whom: without handles, the author's name, links, e-mail addresses and
 *  numbers of four digits or more. */
export function pseudonymous(text: string, author: Author): string {
  const names = [author.handle, ...(author.name?.split(/\s+/) ?? [])].filter((name) => name.length >= 3);
  const words = text
    .slice(0, 2_000)
    .split(/\s+/)
    .map((word) => mask(word, names))
    .filter(Boolean);
  return shorten(words.join(' '), 280);
}

function mask(word: string, names: readonly string[]): string {
  const bare = word.replace(/^[\p{P}\p{S}]+|[\p{P}\p{S}]+$/gu, '').toLowerCase();
  if (/^(https?:|www\.)/i.test(word) || word.includes('://')) return '[link]';
  if (word.includes('@') && word.indexOf('@') > 0 && bare.includes('.')) return '[e-mail]';
  if (word.startsWith('@')) return '@…';
  if (names.some((name) => bare === name.toLowerCase())) return '…';
  return digits(word) >= 4 ? word.replace(/[\d-]+/g, '…') : word;
}

function digits(word: string): number {
  let count = 0;
  for (const letter of word) if (letter >= '0' && letter <= '9') count += 1;
  return count;
}
