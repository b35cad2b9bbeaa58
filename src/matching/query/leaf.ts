import type { Form } from '../forms.ts';
import type { TokenKind } from '../normalise.ts';
import { fitsWildcard, withinEdits } from './pattern.ts';
import { type Reading, type Stretch, sorted } from './reading.ts';
import { stem } from './stem.ts';

/** One thing to find in a text. */
export interface Leaf {
  readonly id: number;
  readonly find: (reading: Reading) => readonly Stretch[];
  /** Every text in which it is found has at least one of these words or letter triples. */
  readonly words: readonly string[];
  readonly triples: readonly string[];
}

export type Where = ReadonlySet<TokenKind>;
/** A plain word hits words and hashtags, never handles or links. */
export const inText: Where = new Set(['word', 'hashtag', 'emoji']);
export const inHashtag: Where = new Set(['hashtag']);
export const inHandle: Where = new Set(['handle']);
export const inLink: Where = new Set(['link']);
export const inName: Where = new Set(['word', 'hashtag', 'handle']);

export const wordIn =
  (form: string, where: Where) =>
  (reading: Reading): readonly Stretch[] =>
    (reading.byForm.get(form) ?? []).filter((found) => where.has(found.kind));

/** Forms that pass, each distinct one tested once. */
function passing(reading: Reading, where: Where, passes: (form: string) => boolean): readonly Stretch[] {
  const found: Form[] = [];
  for (const [form, places] of reading.byForm) {
    if (!passes(form)) continue;
    for (const place of places) if (where.has(place.kind)) found.push(place);
  }
  return sorted(found);
}

export const wildcardIn =
  (pattern: string, where: Where) =>
  (reading: Reading): readonly Stretch[] =>
    passing(reading, where, (form) => fitsWildcard(pattern, form));

/** With `sameStart`, the first letter must be right. */
export const editsIn =
  (word: string, edits: number, where: Where, sameStart = false) =>
  (reading: Reading): readonly Stretch[] =>
    passing(reading, where, (form) => (!sameStart || form[0] === word[0]) && withinEdits(word, form, edits));

/** The stem in Dutch or English by the post's language; the word itself in others. */
export const stemIn =
  (word: string) =>
  (reading: Reading): readonly Stretch[] => {
    const language = reading.language();
    const wanted = stem(word, language);
    const start = word.slice(0, 2);
    return passing(reading, inText, (form) => form.startsWith(start) && stem(form, language) === wanted);
  };

/** As written, in case and diacritics; a genitive `'s` after it may follow. */
export const exactIn =
  (folded: string, written: string) =>
  (reading: Reading): readonly Stretch[] =>
    (reading.byForm.get(folded) ?? []).filter(({ from, to, kind }) => {
      if (!inText.has(kind)) return false;
      const { words } = reading;
      const text = words.text.slice(words.start[from]! + (kind === 'hashtag' ? 1 : 0), words.end[to]!).normalize('NFC');
      return text === written || (text.startsWith(written) && /^['’]s$/i.test(text.slice(written.length)));
    });

/** A host, with or without something before it. */
export const hostIn =
  (host: string) =>
  (reading: Reading): readonly Stretch[] =>
    passing(reading, inLink, (form) => form === host || form.endsWith(`.${host}`));
