import { ownForm } from '../forms.ts';
import { foldLetter } from '../letters.ts';
import { Flag, scan, tokenKinds } from '../normalise.ts';
import { gramsOfWildcard } from './pattern.ts';

/** One place of a phrase: the forms of a token, or a wildcard pattern. */
export interface Piece {
  readonly text: string;
  readonly wildcard: boolean;
  /** The next piece follows after a hyphen. */
  readonly hyphen: boolean;
}

export const hasWildcard = (text: string): boolean => text.includes('*') || text.includes('?');

/** Case, diacritics and hyphens taken out, wildcards kept. */
export function foldPattern(text: string): string {
  let folded = '';
  for (const letter of text.normalize('NFC')) {
    if (letter === '*' || letter === '?' || letter === '_') folded += letter;
    else if (/['’‘ʼ´`]/.test(letter)) folded += "'";
    else if (/[\p{L}\p{N}]/u.test(letter)) folded += foldLetter(letter);
  }
  return folded;
}

/** The pieces of a term or phrase, as the tokeniser would cut them in a post. */
export function piecesOf(text: string): Piece[] {
  return text
    .split(/\s+/)
    .filter(Boolean)
    .flatMap((part): Piece[] => {
      if (hasWildcard(part)) return [{ text: foldPattern(part), wildcard: true, hyphen: false }];
      const words = scan(part);
      return Array.from({ length: words.count }, (_, at) => ({
        text: tokenKinds[words.kind[at]!] === 'handle' ? `@${ownForm(words, at)}` : ownForm(words, at),
        wildcard: false,
        hyphen: (words.flags[at]! & Flag.Hyphen) !== 0,
      }));
    });
}

/** Why a wildcard pattern cannot be looked for; `null` where it can. */
export function tooOpen(text: string): string | null {
  const pattern = foldPattern(text);
  if (!/[^*?]/.test(pattern)) return 'a wildcard alone hits every word';
  if (gramsOfWildcard(pattern).length > 0) return null;
  return 'too few letters beside the wildcard: two at the start or end of the word, or three together inside it';
}
