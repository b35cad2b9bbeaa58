import { foldLetter } from './letters.ts';
import { Flag, longestForm, type Scan } from './normalise.ts';
import { spell } from './query/pattern.ts';

/** The letters of a token as they are, cut to a bounded length. */
export function ownForm(words: Scan, at: number): string {
  const from = words.from[at]!;
  return spell(words.letters, from, Math.min(words.to[at]!, from + longestForm));
}

/** Every form of a token, its own first: without a genitive `'s`, without elongation (`heeeel` is `heel` and `hel`), the
 *  parts of a hashtag (`#NooitMeerBol`), the first label of a handle (`@bol.bsky.social`). */
export function formsOf(words: Scan, at: number): string[] {
  const flags = words.flags[at]!;
  const forms = [ownForm(words, at)];
  if (flags === 0) return forms;
  if (flags & Flag.Elongated) forms.push(...shortened(words, at));
  if (flags & Flag.Apostrophe) for (const form of [...forms]) if (form.endsWith("'s")) forms.push(form.slice(0, -2));
  if (flags & Flag.Parts) forms.push(...partsOf(words.text.slice(words.start[at]! + 1, words.end[at]!)));
  if (flags & Flag.Other) forms.push(forms[0]!.split(/[.@]/, 1)[0]!);
  return [...new Set(forms)];
}

/** Each run of three or more letters as two and as one; the fourth such run and later ones as one. */
function shortened(words: Scan, at: number): string[] {
  let variants = [''];
  let runs = 0;
  const end = words.to[at]!;
  for (let letter = words.from[at]!; letter < end && variants[0]!.length < longestForm; ) {
    const code = words.letters[letter]!;
    let next = letter + 1;
    while (next < end && words.letters[next] === code) next++;
    const one = String.fromCharCode(code);
    const length = next - letter;
    if (length < 3) variants = variants.map((form) => form + one.repeat(length));
    else if (++runs <= 3) variants = variants.flatMap((form) => [form + one + one, form + one]);
    else variants = variants.map((form) => form + one);
    letter = next;
  }
  return variants.map((form) => form.slice(0, longestForm));
}

/** `NooitMeerBol` and `nooit_meer_bol` are three words, `INGfail` two. */
function partsOf(hashtag: string): string[] {
  const cut = hashtag.slice(0, longestForm);
  const camel = split(cut, (at) => {
    const begins = isUpper(cut.charAt(at)) && (!isUpper(cut.charAt(at - 1)) || isLower(cut.charAt(at + 1)));
    return begins || cut.charAt(at) === '_';
  });
  const acronym = split(cut, (at) => {
    const ends = isLower(cut.charAt(at)) && isUpper(cut.charAt(at - 1)) && isUpper(cut.charAt(at - 2));
    return ends || cut.charAt(at) === '_';
  });
  return [...camel, ...acronym];
}

function split(hashtag: string, before: (at: number) => boolean): string[] {
  const parts: string[] = [];
  let from = 0;
  for (let at = 1; at <= hashtag.length; at++) {
    if (at < hashtag.length && !before(at)) continue;
    const part = foldWord(hashtag.slice(from, at));
    if (part !== '' && at - from < hashtag.length) parts.push(part);
    from = at;
  }
  return parts;
}

const isUpper = (letter: string): boolean => letter !== '' && letter !== letter.toLowerCase();
const isLower = (letter: string): boolean => letter !== '' && letter !== letter.toUpperCase();

function foldWord(part: string): string {
  let form = '';
  for (const letter of part) if (letter !== '_') form += foldLetter(letter);
  return form;
}
