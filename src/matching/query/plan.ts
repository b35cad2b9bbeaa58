import type { Company } from '../../model.ts';
import { brandSpans } from '../brand.ts';
import { type FieldTest, fieldTest } from './field.ts';
import {
  editsIn,
  exactIn,
  inHandle,
  inHashtag,
  inText,
  type Leaf,
  type Made,
  stemIn,
  unstemmedIn,
  type Where,
  wildcardIn,
  wordIn,
} from './leaf.ts';
import type { Field, Query, Word } from './tree.ts';
import { foldPattern, hasWildcard, type Piece, piecesOf } from './words.ts';

/** A query made ready to run. `of` is what it was made from, for explanations. */
export type Plan =
  | { readonly op: 'and' | 'or'; readonly items: readonly Plan[]; readonly of: Query }
  | { readonly op: 'not'; readonly item: Plan; readonly of: Query }
  | { readonly op: 'field'; readonly test: FieldTest; readonly field: Field; readonly of: Query }
  | { readonly op: 'spans'; readonly spans: Spans; readonly of: Query };

/** What has places in the text. */
export type Spans =
  | { readonly op: 'leaf'; readonly leaf: Leaf }
  | { readonly op: 'any'; readonly items: readonly Spans[] }
  | { readonly op: 'sequence'; readonly items: readonly Spans[] }
  | {
      readonly op: 'near';
      readonly within: number;
      readonly ordered: boolean;
      readonly left: Spans;
      readonly right: Spans;
    }
  | { readonly op: 'sentence'; readonly items: readonly Spans[]; readonly without: readonly Spans[] };

/** Makes leaves, one for each distinct thing to find, however many rules ask for it. */
export interface Leaves {
  leaf(key: string, make: () => Made): Spans;
  /** How many there are, with those that are shared. */
  count(): number;
  readonly known: ReadonlyMap<string, Spans>;
  readonly company: Company | undefined;
}

/** With `shared`, leaves that are made already are taken from there. */
export function leavesOf(shared?: Leaves, company?: Company): Leaves {
  const known = new Map<string, Spans>();
  const count = (): number => (shared?.count() ?? 0) + known.size;
  return {
    known,
    company,
    count,
    leaf(key, make) {
      const kept = shared?.known.get(key) ?? known.get(key);
      if (kept) return kept;
      const made: Spans = { op: 'leaf', leaf: { id: count(), ...make() } };
      known.set(key, made);
      return made;
    },
  };
}

export function namesBrand(query: Query): boolean {
  switch (query.kind) {
    case 'brand':
      return true;
    case 'and':
    case 'or':
    case 'sentence':
      return query.items.some(namesBrand);
    case 'not':
      return namesBrand(query.item);
    case 'near':
      return namesBrand(query.left) || namesBrand(query.right);
    default:
      return false;
  }
}

export function plan(query: Query, leaves: Leaves): Plan {
  switch (query.kind) {
    case 'and':
    case 'or':
      return { op: query.kind, items: query.items.map((item) => plan(item, leaves)), of: query };
    case 'not':
      return { op: 'not', item: plan(query.item, leaves), of: query };
    case 'field':
      return { op: 'field', test: fieldTest(query), field: query, of: query };
    default:
      return { op: 'spans', spans: spansOf(query, leaves), of: query };
  }
}

function spansOf(query: Query, leaves: Leaves): Spans {
  switch (query.kind) {
    case 'word':
      return wordSpans(query, leaves);
    case 'phrase':
      return query.exact ? exactPhrase(query.text, leaves) : phraseSpans(piecesOf(query.text), leaves, inText);
    case 'brand':
      return leaves.company ? brandSpans(leaves.company, leaves) : { op: 'any', items: [] };
    case 'or':
      return { op: 'any', items: query.items.map((item) => spansOf(item, leaves)) };
    case 'near':
      return {
        op: 'near',
        within: query.within,
        ordered: query.ordered,
        left: spansOf(query.left, leaves),
        right: spansOf(query.right, leaves),
      };
    case 'sentence': {
      const without = query.items.flatMap((item) => (item.kind === 'not' ? [spansOf(item.item, leaves)] : []));
      const items = query.items.flatMap((item) => (item.kind === 'not' ? [] : [spansOf(item, leaves)]));
      return { op: 'sentence', items, without };
    }
    default:
      throw new TypeError(`${query.kind} has no place in a text`);
  }
}

function wordSpans(word: Word, leaves: Leaves): Spans {
  switch (word.mode) {
    case 'plain':
      return hasWildcard(word.text)
        ? wildcard(leaves, foldPattern(word.text), inText)
        : phraseSpans(piecesOf(word.text), leaves, inText);
    case 'exact':
      return exactPhrase(word.text, leaves);
    case 'stem': {
      const [piece] = piecesOf(word.text);
      const form = piece?.text ?? '';
      return form.length < 2 ? exactWord(leaves, form, inText) : stemSpans(form, leaves);
    }
    case 'fuzzy':
      return fuzzy(leaves, piecesOf(word.text)[0]?.text ?? '', word.edits ?? 1, inText);
    case 'hashtag':
    case 'handle': {
      const where = word.mode === 'hashtag' ? inHashtag : inHandle;
      const folded = foldMarked(word.text, word.mode);
      return hasWildcard(folded) ? wildcard(leaves, folded, where) : exactWord(leaves, folded, where);
    }
  }
}

function stemSpans(form: string, leaves: Leaves): Spans {
  const items = [
    leaves.leaf(`~nl ${form}`, () => stemIn(form, 'nl')),
    leaves.leaf(`~en ${form}`, () => stemIn(form, 'en')),
    leaves.leaf(`~ ${form}`, () => unstemmedIn(form)),
  ];
  return { op: 'any', items };
}

/** A hashtag's underscores do not count; a handle keeps its dots, hyphens and underscores. */
function foldMarked(text: string, mode: 'hashtag' | 'handle'): string {
  const folded = [...text.normalize('NFC')]
    .map((letter) => (/[.@-]/.test(letter) ? letter : foldPattern(letter)))
    .join('');
  return mode === 'hashtag' ? folded.replaceAll('_', '') : folded;
}

export function exactWord(leaves: Leaves, form: string, where: Where): Spans {
  return leaves.leaf(`${where} ${form}`, () => wordIn(form, where));
}

export function wildcard(leaves: Leaves, pattern: string, where: Where): Spans {
  return leaves.leaf(`*${where} ${pattern}`, () => wildcardIn(pattern, where));
}

export function fuzzy(leaves: Leaves, form: string, edits: 1 | 2, where: Where, sameStart = false): Spans {
  return leaves.leaf(`~${edits}${sameStart}${where} ${form}`, () => editsIn(form, edits, where, sameStart));
}

/** A sequence of pieces; what is written with hyphens or an apostrophe is also found written together. */
export function phraseSpans(pieces: readonly Piece[], leaves: Leaves, where: Where): Spans {
  const items: Spans[] = [];
  for (let at = 0; at < pieces.length; at++) {
    let end = at;
    while (pieces[end]!.hyphen && end + 1 < pieces.length && end - at < 3) end++;
    const apart = pieces.slice(at, end + 1).map((piece) => pieceSpans(piece, leaves, where));
    const joined = pieces
      .slice(at, end + 1)
      .map((piece) => piece.text)
      .join('');
    items.push(
      apart.length === 1
        ? apart[0]!
        : { op: 'any', items: [{ op: 'sequence', items: apart }, exactWord(leaves, joined, where)] },
    );
    at = end;
  }
  return items.length === 1 ? items[0]! : { op: 'sequence', items };
}

function pieceSpans(piece: Piece, leaves: Leaves, where: Where): Spans {
  const { text } = piece;
  if (piece.wildcard) return wildcard(leaves, text, where);
  if (text.startsWith('@')) return exactWord(leaves, text.slice(1), inHandle);
  const own = exactWord(leaves, text, where);
  return text.includes("'") ? { op: 'any', items: [own, exactWord(leaves, text.replaceAll("'", ''), where)] } : own;
}

function exactPhrase(text: string, leaves: Leaves): Spans {
  const items = text
    .split(/[\s-]+/)
    .filter(Boolean)
    .flatMap((part) => {
      const pieces = piecesOf(part);
      const [only] = pieces;
      if (pieces.length !== 1 || !only) return pieces.map((piece) => pieceSpans(piece, leaves, inText));
      const written = /[\p{L}\p{M}\p{N}'’]+/u.exec(part.normalize('NFC'))?.[0] ?? part;
      return [leaves.leaf(`=${written}`, () => exactIn(only.text, written))];
    });
  return items.length === 1 ? items[0]! : { op: 'sequence', items };
}

/** Everything that a plan looks for, each once. */
export function leavesIn(plan: Plan): Set<Leaf> {
  const found = new Set<Leaf>();
  const inSpans = (spans: Spans): void => {
    switch (spans.op) {
      case 'leaf':
        found.add(spans.leaf);
        return;
      case 'near':
        inSpans(spans.left);
        inSpans(spans.right);
        return;
      case 'sentence':
        spans.without.forEach(inSpans);
        spans.items.forEach(inSpans);
        return;
      default:
        spans.items.forEach(inSpans);
    }
  };
  const inPlan = (part: Plan): void => {
    if (part.op === 'spans') inSpans(part.spans);
    else if (part.op === 'not') inPlan(part.item);
    else if (part.op !== 'field') part.items.forEach(inPlan);
  };
  inPlan(plan);
  return found;
}
