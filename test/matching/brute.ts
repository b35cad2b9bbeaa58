import dutch from 'natural/lib/natural/stemmers/porter_stemmer_nl.js';
import type { Query } from '../../src/matching/query/tree.ts';

/** One token of a generated text, known without any tokeniser. */
export interface Known {
  /** As it stands in the text, without `#` or `@`. */
  readonly text: string;
  readonly kind: 'word' | 'hashtag' | 'handle';
  readonly sentence: number;
}
interface Hull {
  readonly from: number;
  readonly to: number;
}
export interface Facts {
  readonly source: string;
  readonly rating: number | undefined;
  readonly reply: boolean;
}

/** Says whether a query hits, by trying everything: no index, no sharing, no cleverness. */
export function bruteHits(query: Query, tokens: readonly Known[], facts: Facts): boolean {
  switch (query.kind) {
    case 'and':
      return query.items.every((item) => bruteHits(item, tokens, facts));
    case 'or':
      return query.items.some((item) => bruteHits(item, tokens, facts));
    case 'not':
      return !bruteHits(query.item, tokens, facts);
    case 'field':
      if (query.name === 'source') return facts.source === query.value;
      if (query.name === 'rating') return facts.rating !== undefined && facts.rating <= Number(query.value);
      return facts.reply;
    case 'sentence':
      return tokens.some(({ sentence }) =>
        query.items.every((item) => {
          const wanted = item.kind !== 'not';
          const inside = hulls(item.kind === 'not' ? item.item : item, tokens).some(
            ({ from, to }) => tokens[from]!.sentence === sentence && tokens[to]!.sentence === sentence,
          );
          return inside === wanted;
        }),
      );
    default:
      return hulls(query, tokens).length > 0;
  }
}

/** Every stretch of tokens that fits, without those that hold a shorter one. */
function hulls(query: Query, tokens: readonly Known[]): Hull[] {
  const all: Hull[] = [];
  switch (query.kind) {
    case 'word':
      tokens.forEach((token, at) => {
        if (fits(query.mode, query.text, query.edits ?? 0, token)) all.push({ from: at, to: at });
      });
      break;
    case 'phrase': {
      const words = query.text.split(' ');
      tokens.forEach((_, at) => {
        const here = words.every((word, next) => {
          const token = tokens[at + next];
          return token !== undefined && fits(query.exact ? 'exact' : 'plain', word, 0, token);
        });
        if (here) all.push({ from: at, to: at + words.length - 1 });
      });
      break;
    }
    case 'or':
      all.push(...query.items.flatMap((item) => hulls(item, tokens)));
      break;
    case 'near':
      for (const a of hulls(query.left, tokens))
        for (const b of hulls(query.right, tokens)) {
          if (b.from > a.to && b.from - a.to - 1 <= query.within) all.push({ from: a.from, to: b.to });
          if (!query.ordered && a.from > b.to && a.from - b.to - 1 <= query.within)
            all.push({ from: b.from, to: a.to });
        }
      break;
    default:
      throw new Error(`no place: ${query.kind}`);
  }
  return all.filter(
    (one) =>
      !all.some((other) => other.from >= one.from && other.to <= one.to && other.to - other.from < one.to - one.from),
  );
}

function fits(mode: string, text: string, edits: number, token: Known): boolean {
  const form = token.text.toLowerCase();
  const word = text.toLowerCase();
  if (mode === 'handle') return token.kind === 'handle' && form === word;
  if (mode === 'hashtag') return token.kind === 'hashtag' && likeWildcard(word, form);
  if (token.kind === 'handle') return false;
  if (mode === 'exact') return token.text === text;
  if (mode === 'stem') return dutch.stem(form) === dutch.stem(word);
  if (mode === 'fuzzy') return distance(word, form) <= edits;
  return likeWildcard(word, form);
}

function likeWildcard(pattern: string, form: string): boolean {
  const [first, ...rest] = pattern;
  if (first === undefined) return form === '';
  if (first === '*')
    return Array.from({ length: form.length + 1 }, (_, at) => at).some((at) =>
      likeWildcard(rest.join(''), form.slice(at)),
    );
  return form !== '' && (first === '?' || first === form[0]) && likeWildcard(rest.join(''), form.slice(1));
}

/** Edits with swaps of neighbours, from the definition. */
function distance(a: string, b: string): number {
  if (a === '' || b === '') return a.length + b.length;
  if (a[0] === b[0]) return distance(a.slice(1), b.slice(1));
  if (Math.abs(a.length - b.length) > 2) return 3;
  const known = cache.get(`${a} ${b}`);
  if (known !== undefined) return known;
  const options = [distance(a.slice(1), b), distance(a, b.slice(1)), distance(a.slice(1), b.slice(1))];
  if (a.length > 1 && b.length > 1 && a[0] === b[1] && a[1] === b[0]) options.push(distance(a.slice(2), b.slice(2)));
  const least = 1 + Math.min(...options);
  cache.set(`${a} ${b}`, least);
  return least;
}
const cache = new Map<string, number>();
