/** Patterns over folded words: wildcards and edit distance, with the few letters in a row that a word must have to fit. */

/** Marks where a word begins and ends in its letter rows. */
export const wordStart = '\u0001';
export const wordEnd = '\u0002';

export function spell(letters: Uint16Array, from: number, to: number): string {
  let form = '';
  for (let at = from; at < to; at++) form += String.fromCharCode(letters[at]!);
  return form;
}

/** `*` any letters or none, `?` one letter; time at most the product of both lengths. */
export function fitsWildcard(pattern: string, letters: Uint16Array, from: number, to: number): boolean {
  let p = 0;
  let w = from;
  let star = -1;
  let retry = from;
  while (w < to) {
    const code = p < pattern.length ? pattern.charCodeAt(p) : -1;
    if (code === 42) {
      star = p++;
      retry = w;
    } else if (code === 63 || code === letters[w]) {
      p++;
      w++;
    } else if (star >= 0) {
      p = star + 1;
      w = ++retry;
    } else return false;
  }
  while (pattern.charCodeAt(p) === 42) p++;
  return p === pattern.length;
}

/** Rows of four letters, or of three where there is no longer one, of which every word that fits has all; empty where a
 *  pattern is too open to have one. */
export function gramsOfWildcard(pattern: string): string[] {
  const runs = `${wordStart}${pattern}${wordEnd}`.split(/[*?]/);
  return gramsIn(runs.some((run) => run.length >= 4) ? runs.filter((run) => run.length >= 4) : runs);
}

function gramsIn(runs: readonly string[]): string[] {
  return runs.flatMap((run) => {
    const length = Math.min(4, run.length);
    return length < 3 ? [] : Array.from({ length: run.length - length + 1 }, (_, at) => run.slice(at, at + length));
  });
}

/** True within so many edits: a letter added, left out, changed, or swapped with its neighbour (optimal string alignment). */
export function withinEdits(a: string, b: string, edits: number): boolean {
  if (a === b) return true;
  if (Math.abs(a.length - b.length) > edits) return false;
  let before: number[] = [];
  let row = Array.from({ length: b.length + 1 }, (_, at) => at);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    let least = i;
    for (let j = 1; j <= b.length; j++) {
      const same = a.charCodeAt(i - 1) === b.charCodeAt(j - 1);
      let cost = Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + (same ? 0 : 1));
      if (i > 1 && j > 1 && a.charCodeAt(i - 1) === b.charCodeAt(j - 2) && a.charCodeAt(i - 2) === b.charCodeAt(j - 1))
        cost = Math.min(cost, before[j - 2]! + 1);
      next.push(cost);
      if (cost < least) least = cost;
    }
    if (least > edits) return false;
    before = row;
    row = next;
  }
  return row[b.length]! <= edits;
}

/** Lists of rows of letters: every word within so many edits has all rows of at least one list. Of `edits + 1` pieces one
 *  stays whole, and where a swap spans two pieces, one of the pieces with the swap made. */
export function gramsOfEdits(word: string, edits: number): string[][] {
  const padded = `${wordStart}${word}${wordEnd}`;
  const bounds = Array.from({ length: edits + 2 }, (_, at) => Math.round((at * padded.length) / (edits + 1)));
  const pieces = (text: string): string[] => bounds.slice(1).map((to, at) => text.slice(bounds[at], to));
  const found = new Set(pieces(padded));
  for (const bound of bounds.slice(1, -1)) {
    const swapped = `${padded.slice(0, bound - 1)}${padded[bound]}${padded[bound - 1]}${padded.slice(bound + 1)}`;
    for (const piece of pieces(swapped)) found.add(piece);
  }
  return [...found].map((piece) => gramsIn([piece]));
}

/** The fewest letters that so many edits may be made in. */
export const shortestFuzzy: Readonly<Record<1 | 2, number>> = { 1: 4, 2: 8 };
