import type { Form } from '../forms.ts';
import type { Language } from '../language.ts';
import type { TokenKind } from '../normalise.ts';
import { fitsWildcard, gramsOfEdits, gramsOfWildcard, withinEdits, wordStart } from './pattern.ts';
import { type Reading, type Stretch, sorted } from './reading.ts';
import { stem } from './stem.ts';

/** One thing to find in a text. */
export interface Leaf {
  readonly id: number;
  readonly find: (reading: Reading) => readonly Stretch[];
  /** Every text in which it is found has one of these words, or a form that passes and has all rows of letters of one of
   *  these lists. */
  readonly words: readonly string[];
  readonly grams: readonly (readonly string[])[];
  readonly passes?: (form: string) => boolean;
  /** No form with fewer letters passes; the more, the rarer. */
  readonly letters: number;
}
type Made = Omit<Leaf, 'id'>;

export type Where = ReadonlySet<TokenKind>;
/** A plain word hits words and hashtags, never handles or links. */
export const inText: Where = new Set(['word', 'hashtag', 'emoji']);
export const inHashtag: Where = new Set(['hashtag']);
export const inHandle: Where = new Set(['handle']);
export const inLink: Where = new Set(['link']);
export const inName: Where = new Set(['word', 'hashtag', 'handle']);

export const wordIn = (form: string, where: Where): Made => ({
  letters: form.length,
  words: [form],
  grams: [],
  find: (reading) => (reading.byForm.get(form) ?? []).filter((found) => where.has(found.kind)),
});

/** Forms that pass, each distinct one tested once. */
function passing(reading: Reading, where: Where, passes: (form: string) => boolean): readonly Stretch[] {
  const found: Form[] = [];
  for (const [form, places] of reading.byForm) {
    if (!passes(form)) continue;
    for (const place of places) if (where.has(place.kind)) found.push(place);
  }
  return sorted(found);
}

const formsIn = (where: Where, letters: number, grams: Leaf['grams'], passes: (form: string) => boolean): Made => ({
  letters,
  words: [],
  grams,
  passes,
  find: (reading) => passing(reading, where, passes),
});

export const wildcardIn = (pattern: string, where: Where): Made =>
  formsIn(where, pattern.replaceAll(/[*?]/g, '').length, [gramsOfWildcard(pattern)], (form) =>
    fitsWildcard(pattern, form),
  );

/** With `sameStart`, the first letter must be right. */
export const editsIn = (word: string, edits: number, where: Where, sameStart = false): Made =>
  formsIn(
    where,
    word.length - edits,
    gramsOfEdits(word, edits),
    (form) => (!sameStart || form[0] === word[0]) && withinEdits(word, form, edits),
  );

/** The stem in Dutch or English by the post's language; the word itself in others. */
export function stemIn(word: string): Made {
  const start = word.slice(0, 2);
  const same = (form: string, language: Language): boolean =>
    form.startsWith(start) && stem(form, language) === stem(word, language);
  return {
    letters: Math.min(2, word.length),
    ...(word.length < 2 ? { words: [word], grams: [] } : { words: [], grams: [[`${wordStart}${start}`]] }),
    passes: (form) => form === word || same(form, 'nl') || same(form, 'en'),
    find: (reading) => passing(reading, inText, (form) => same(form, reading.language())),
  };
}

/** As written, in case and diacritics; a genitive `'s` after it may follow. */
export const exactIn = (folded: string, written: string): Made => ({
  letters: folded.length,
  words: [folded],
  grams: [],
  find: (reading) =>
    (reading.byForm.get(folded) ?? []).filter(({ from, to, kind }) => {
      if (!inText.has(kind)) return false;
      const { words } = reading;
      const text = words.text.slice(words.start[from]! + (kind === 'hashtag' ? 1 : 0), words.end[to]!).normalize('NFC');
      return text === written || (text.startsWith(written) && /^['’]s$/i.test(text.slice(written.length)));
    }),
});

/** A host, with or without something before it. */
export const hostIn = (host: string): Made =>
  formsIn(inLink, host.length, [gramsOfWildcard(`*${host}`)], (form) => form === host || form.endsWith(`.${host}`));
