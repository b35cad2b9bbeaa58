import { cueKinds, cuesOf, negationCue } from './cues.ts';
import { Kind, readTokens, type Tokens } from './tokens.ts';

/** Rows of the weight table. */
export const bucketBits = 16;
export const buckets = 1 << bucketBits;

/** The groups of features; the values of one group share one length, so that a long text does not weigh more. */
export const Group = { Words: 0, Pieces: 1, Relations: 2, Cues: 3 } as const;
export const groups = 4;
/** How much a group weighs before the weights are learnt. */
const gains = [1, 1.2, 0.9, 0.35] as const;

/** What each feature of a group of `count` is worth. */
export function worth(group: number, count: number): number {
  const gain = gains[group] ?? 0;
  return group === Group.Cues || count === 0 ? gain : gain / Math.sqrt(count);
}

function mix(hash: number): number {
  let mixed = Math.imul(hash ^ (hash >>> 16), 0x7feb352d);
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x846ca68b);
  return (mixed ^ (mixed >>> 16)) >>> (32 - bucketBits);
}

const salted = (hash: number, salt: number): number => mix(Math.imul(hash, 0x9e3779b1) + Math.imul(salt, 0x85ebca6b));
const joined = (a: number, b: number, salt: number): number =>
  salted(Math.imul(a, 0xc2b2ae35) ^ ((b << 13) | (b >>> 19)), salt);

/** The row of a word as such. */
export const wordRow = (hash: number): number => salted(hash, 1);

const longestPiece = 5;

/** The rows of a word's pieces of 3 to 5 units, its edges marked, into `rows`; a word that is shorter than 2 has none. */
export function pieceRows(text: string, start: number, end: number, rows: number[]): void {
  const from = text.charCodeAt(start) === 35 ? start + 1 : start;
  if (end - from < 2) return;
  const unit = (at: number): number => {
    if (at < from) return 94;
    if (at >= end) return 36;
    const code = text.charCodeAt(at);
    return code >= 48 && code <= 57 ? 48 : code;
  };
  for (let at = from - 1; at < end; at++) {
    let hash = 0x811c9dc5 | 0;
    for (let size = 1; size <= longestPiece && at + size <= end + 1; size++) {
      hash = Math.imul(hash ^ unit(at + size - 1), 0x01000193);
      if (size >= 3) rows.push(salted(hash, 2));
    }
  }
}

/** Takes a feature: its row, and the tokens that it rests on (`to` included). */
export type Take = (row: number, from: number, to: number) => void;

const negatedWords = 4;
const nearBrand = 4;

/** What words say of each other: pairs, negation's scope, the neighbourhood of our name, the last sentence. */
export function relations(tokens: Tokens, take: Take): void {
  const { count, hash, kind, sentence } = tokens;
  const lastSentence = count > 0 ? sentence[count - 1]! : 0;
  let negated = 0;
  let brand = -1000;
  for (let at = 0; at < count; at++) {
    const own = hash[at]!;
    if (at + 1 < count) take(joined(own, hash[at + 1]!, 3), at, at + 1);
    if (at + 2 < count) take(joined(own, hash[at + 2]!, 4), at, at + 2);
    if (lastSentence > 0 && sentence[at] === lastSentence && kind[at] !== Kind.Mark) take(salted(own, 5), at, at);
    if (kind[at] === Kind.Brand) {
      brand = at;
      for (let before = Math.max(0, at - nearBrand); before < at; before++)
        take(salted(hash[before]!, 6), before, before);
    } else if (at - brand <= nearBrand) take(salted(own, 7), at, at);
    if (kind[at] === Kind.Mark) negated = 0;
    else if (negated > 0) {
      negated--;
      take(salted(own, 8), at, at);
    }
    if ((cuesOf(own) & negationCue) !== 0) negated = negatedWords;
  }
}

const lengths = [4, 8, 14, 22, 35, 60, 100];

/** What the text as a whole shows; `cues` are those of all its words. */
export function wholes(tokens: Tokens, cues: number, take: (row: number) => void): void {
  const { count, hash, kind } = tokens;
  let brands = 0;
  let users = 0;
  let marks = 0;
  let emoji = 0;
  for (let at = 0; at < count; at++) {
    if (kind[at] === Kind.Brand) brands++;
    else if (kind[at] === Kind.User) users++;
    else if (kind[at] === Kind.Mark) marks++;
    else if (kind[at] === Kind.Emoji) emoji++;
  }
  take(
    salted(
      lengths.findIndex((length) => count <= length),
      20,
    ),
  );
  take(salted(Math.min(brands, 2) * 4 + (count > 0 && kind[0] === Kind.Brand ? 1 : 0), 21));
  take(salted(Math.min(users, 2), 22));
  take(salted(Math.min(Math.floor((marks * 16) / (count + 1)), 6), 23));
  take(salted(Math.min(emoji, 2), 24));
  if (count > 0) {
    take(salted(hash[count - 1]!, 25));
    take(salted(hash[0]!, 26));
  }
  for (let one = 0; one < cueKinds; one++) {
    if ((cues & (1 << one)) === 0) continue;
    take(salted(one, 27));
    for (let other = one + 1; other < cueKinds; other++) {
      if ((cues & (1 << other)) !== 0) take(salted(one * cueKinds + other, 28));
    }
  }
}

/** The features of one text as training needs them: rows and values, and which tokens they rest on. */
export interface Features {
  readonly rows: readonly number[];
  readonly values: readonly number[];
  readonly from: readonly number[];
  readonly to: readonly number[];
}

/** All features of a normalised text. `scoreText` in `linear.ts` adds up the same ones without listing them. */
export function featuresOf(normalised: string): Features {
  const text = normalised.toLowerCase();
  const tokens = readTokens(text);
  const rows: number[] = [];
  const values: number[] = [];
  const from: number[] = [];
  const to: number[] = [];
  const take: Take = (row, first, last) => {
    rows.push(row);
    from.push(first);
    to.push(last);
  };
  const close = (group: number): void => {
    const value = worth(group, rows.length - values.length);
    while (values.length < rows.length) values.push(value);
  };
  let cues = 0;
  for (let at = 0; at < tokens.count; at++) {
    take(wordRow(tokens.hash[at]!), at, at);
    cues |= cuesOf(tokens.hash[at]!);
  }
  close(Group.Words);
  const pieces: number[] = [];
  for (let at = 0; at < tokens.count; at++) {
    if (tokens.kind[at] !== Kind.Word) continue;
    pieces.length = 0;
    pieceRows(text, tokens.start[at]!, tokens.end[at]!, pieces);
    for (const row of pieces) take(row, at, at);
  }
  close(Group.Pieces);
  relations(tokens, take);
  close(Group.Relations);
  wholes(tokens, cues, (row) => take(row, 0, -1));
  close(Group.Cues);
  return { rows, values, from, to };
}
