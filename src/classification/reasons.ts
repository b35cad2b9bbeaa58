import type { Span } from '../model.ts';
import { Group, relations, wordRow, worth } from './features.ts';
import { outputs } from './heads.ts';
import type { Linear } from './linear.ts';
import { clip, straighten } from './normalise.ts';
import { Kind, readTokens, type Tokens } from './tokens.ts';

const most = 3;
const longestPhrase = 8;
/** A phrase counts from this share of the strongest one on. */
const share = 0.35;
/** One word alone must say more. */
const shareAlone = 0.6;

/** Words that say nothing alone; they may stand inside a phrase, and not at its edges. */
const stopWords = new Set(
  (
    'de het een en of van ik je jij jullie u we wij hij zij ze ons onze mijn me mij hem haar hun dat die dit deze is was ' +
    'ben bent zijn waren heb hebt heeft had hebben te in op aan met voor bij uit naar om door over tot er ook maar als ' +
    'dan want nu wel al nog zo zich worden wordt werd kan kun zal zou moet the a an and or of to in on at for with by ' +
    'from as is was are were be been am i you we they he she it my your our their this that these those so but if then ' +
    'do does did have has had will would can could just me them us @brand @user http'
  ).split(' '),
);

/** Words that say nothing alone, and much before or after others. */
const particles = new Set(
  (
    'niet geen nooit niks niets nergens niemand zonder hoor weer alweer steeds sinds elke iedere krijg krijgen gaat ' +
    'gewoon echt heel even anders dus twee drie vier vijf zes zeven acht negen tien half tweede derde vierde vijfde keer ' +
    'two three four five six seven eight nine ten second third times not no never nothing nobody without since every again still get got really very'
  ).split(' '),
);

/** What each token of a text in lower case adds to one output's logit. */
function contributions(text: string, tokens: Tokens, linear: Linear, output: number): Float64Array {
  const { count } = tokens;
  const weight = (row: number): number => linear.table[row * outputs + output]!;
  const [words, pieces, related] = [new Float64Array(count), new Float64Array(count), new Float64Array(count)];
  const sums = linear.pieces;
  let pieceCount = 0;
  let relationCount = 0;
  for (let at = 0; at < count; at++) {
    words[at] = weight(wordRow(tokens.hash[at]!));
    if (tokens.kind[at] !== Kind.Word) continue;
    const place = sums.placeOf(text, tokens.start[at]!, tokens.end[at]!, tokens.hash[at]!);
    pieceCount += sums.values[place]!;
    pieces[at] = sums.values[place + 1 + output]!;
  }
  relations(tokens, (row, from, to) => {
    relationCount++;
    // A pair over one word in between rests on its two ends.
    const part = weight(row) / (from === to ? 1 : 2);
    related[from]! += part;
    if (to !== from) related[to]! += part;
  });
  const [word, piece, relation] = [
    worth(Group.Words, count),
    worth(Group.Pieces, pieceCount),
    worth(Group.Relations, relationCount),
  ];
  const scale = linear.scales[output]!;
  return words.map((sum, at) => scale * (sum * word + pieces[at]! * piece + related[at]! * relation));
}

/** The parts of the original text that speak most for `output`, as a person would underline them, in the text's order. */
export function reasons(original: string, normalised: string, linear: Linear, output: number): Span[] {
  const text = normalised.toLowerCase();
  const tokens = readTokens(text);
  const scores = contributions(text, tokens, linear, output);
  const words = Array.from({ length: tokens.count }, (_, at) => ({
    text: text.slice(tokens.start[at], tokens.end[at]),
    sentence: tokens.sentence[at]!,
    score: scores[at] ?? 0,
  }));
  const places = align(
    original,
    words.map((word) => word.text),
  );
  const strong = Math.max(0, ...words.map(({ score }) => score)) * 0.3;
  const phrases: { from: number; to: number; score: number }[] = [];
  for (let at = 0; at < words.length; at++) {
    if (!places[at] || words[at]!.score < strong || strong === 0) continue;
    let to = at;
    let score = words[at]!.score;
    for (let next = at + 1; next < words.length && next - at < longestPhrase; next++) {
      const word = words[next]!;
      if (!places[next] || word.sentence !== words[at]!.sentence) break;
      if (word.score >= strong) {
        to = next;
        score += word.score;
      } else if (next - to >= 2) break;
    }
    phrases.push({ from: at, to, score });
    at = to;
  }
  const wanted = phrases
    .map((phrase) => trimmed(phrase, words))
    .filter(({ from, to }) => words.slice(from, to + 1).some(({ text }) => isTelling(text)));
  const best = Math.max(0, ...wanted.map(({ score }) => score));
  return wanted
    .filter(({ from, to, score }) => score >= best * (from === to ? shareAlone : share))
    .sort((a, b) => b.score - a.score)
    .slice(0, most)
    .sort((a, b) => a.from - b.from)
    .flatMap(({ from, to }) => {
      const [first, last] = [places[from], places[to]];
      return first && last ? [spanOf(original, first.start, last.end)] : [];
    });
}

interface Word {
  readonly text: string;
  readonly sentence: number;
}

const isNumber = (word: string): boolean => /^\p{N}+$/u.test(word);

/** A phrase without small words at its edges (nor "of 11"), and with a negation or number right before it. */
function trimmed<Phrase extends { from: number; to: number }>(phrase: Phrase, words: readonly Word[]): Phrase {
  let { from, to } = phrase;
  const isSmall = (at: number): boolean => stopWords.has(words[at]!.text);
  while (to > from && (isSmall(to) || (isNumber(words[to]!.text) && isSmall(to - 1)))) to--;
  while (from < to && isSmall(from)) from++;
  const before = words[from - 1];
  const belongs = before && before.sentence === words[from]!.sentence;
  if (belongs && (particles.has(before.text) || isNumber(before.text))) from--;
  return { ...phrase, from, to };
}

const isTelling = (word: string): boolean =>
  !stopWords.has(word) && !particles.has(word) && /[\p{L}\p{Extended_Pictographic}]/u.test(word);

function spanOf(text: string, start: number, end: number): Span {
  return { start, end, text: text.slice(start, end) };
}

interface Place {
  readonly start: number;
  readonly end: number;
}

/** Where each token stands in the original; undefined for what is not there as such (masks, marks). */
function align(original: string, tokens: readonly string[]): (Place | undefined)[] {
  const head = clip(original) === original ? original : original.slice(0, 4000);
  const pieces = [
    ...head.matchAll(/[#@]?[\p{L}\p{N}\p{M}_]+(?:['’-][\p{L}\p{N}\p{M}_]+)*|\p{Extended_Pictographic}/gu),
  ].map((found) => ({ start: found.index, end: found.index + found[0].length, key: keyOf(found[0]) }));
  let next = 0;
  return tokens.map((token) => {
    if (token.startsWith('@')) return undefined;
    for (let at = next; at < Math.min(pieces.length, next + 12); at++) {
      if (pieces[at]!.key !== token) continue;
      next = at + 1;
      return pieces[at];
    }
    return undefined;
  });
}

const keyOf = (word: string): string =>
  straighten(word)
    .replace(/(.)\1{3,}/gsu, '$1$1$1')
    .toLowerCase();
