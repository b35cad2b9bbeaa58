import english from 'natural/lib/natural/stemmers/porter_stemmer.js';
import dutch from 'natural/lib/natural/stemmers/porter_stemmer_nl.js';
import type { Language } from '../language.ts';

const most = 20_000;
const known = { nl: new Map<string, string>(), en: new Map<string, string>() };

/** The Porter stem of a folded word in Dutch or English; the word itself in any other language. Its first two letters
 *  are always those of the word. */
export function stem(word: string, language: Language): string {
  if (language !== 'nl' && language !== 'en') return word;
  const cache = known[language];
  const kept = cache.get(word);
  if (kept !== undefined) return kept;
  const made = (language === 'nl' ? dutch : english).stem(word);
  const safe = made.slice(0, 2) === word.slice(0, 2) ? made : word;
  if (cache.size >= most) cache.clear();
  cache.set(word, safe);
  return safe;
}
