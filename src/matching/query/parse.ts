import { type Lexeme, lex } from './lex.ts';
import { Mistake } from './mistake.ts';
import { print } from './print.ts';
import { parseTerm } from './term.ts';
import type { Query } from './tree.ts';

const deepest = 40;
/** A NEAR over alternatives is looked at for every pair of them. */
const mostPairs = 2_500;

/** A part with its place. */
interface Part {
  readonly query: Query;
  readonly at: number;
  readonly to: number;
  /** A NEAR that no brackets hold together. */
  readonly loose?: boolean;
}

/** Reads a query; throws a Mistake with position and remedy where it is wrong or can be read in two ways.
 *  With `onlyExcludes` it may consist of NOTs alone, for a part of a rule that has something else to hit. */
export function parse(query: string, allow: { readonly onlyExcludes?: boolean } = {}): Query {
  const parser = new Parser(query);
  const tree = parser.whole();
  if (!allow.onlyExcludes && isExclusion(tree))
    throw new Mistake(query, 0, 'says only what must not be there, and would hit nearly every post: add what must be');
  return tree;
}

/** True for what holds where nothing at all is found. */
export function isExclusion(query: Query): boolean {
  if (query.kind === 'not') return true;
  if (query.kind === 'and') return query.items.every(isExclusion);
  return query.kind === 'or' && query.items.some(isExclusion);
}

class Parser {
  readonly #text: string;
  readonly #parts: readonly Lexeme[];
  #next = 0;

  constructor(text: string) {
    this.#text = text;
    this.#parts = lex(text);
  }

  whole(): Query {
    if (this.#peek().kind === 'end') throw new Mistake(this.#text, 0, 'the query is empty');
    const part = this.#level(0);
    const rest = this.#peek();
    if (rest.kind !== 'end') throw new Mistake(this.#text, rest.at, 'this bracket closes nothing');
    return part.query;
  }

  /** Everything up to a closing bracket or the end: one kind of operator, or a mistake. */
  #level(depth: number): Part {
    if (depth > deepest) throw this.#mistake(this.#peek(), `brackets nested more than ${deepest} deep`);
    const items = [this.#near(depth)];
    let operator: 'AND' | 'OR' | undefined;
    for (;;) {
      const next = this.#peek();
      if (next.kind === 'end' || next.kind === ')') break;
      const meant = next.kind === 'NOT' ? 'AND' : next.kind;
      if (meant !== 'AND' && meant !== 'OR') throw this.#sideBySide(items, next);
      if (operator && operator !== meant) throw this.#mixed(items, operator, meant, next, depth);
      operator = meant;
      if (next.kind !== 'NOT') this.#next++;
      const item = this.#near(depth);
      if (operator === 'OR')
        for (const branch of items.length === 1 ? [...items, item] : [item]) this.#refuseExclusion(branch);
      items.push(item);
    }
    const [first] = items;
    if (operator === undefined || !first) return first!;
    const query: Query = { kind: operator === 'AND' ? 'and' : 'or', items: items.map((item) => item.query) };
    const part = { query, at: first.at, to: items.at(-1)!.to };
    if (operator === 'OR') this.#refuseLooseNear(items);
    return part;
  }

  /** A unit, or two with a NEAR between them. */
  #near(depth: number): Part {
    const not = this.#peek();
    if (not.kind === 'NOT') {
      this.#next++;
      const next = this.#peek();
      if (next.kind === 'NOT') throw this.#mistake(next, 'two NOTs cancel each other out: leave both out');
      if (next.kind === 'end' || next.kind === ')' || next.kind === 'AND' || next.kind === 'OR')
        throw this.#mistake(not, 'this NOT excludes nothing', ['NOT word']);
      const item = this.#near(depth);
      if (isExclusion(item.query)) throw this.#mistake(next, 'two NOTs cancel each other out: leave both out');
      return { query: { kind: 'not', item: item.query }, at: not.at, to: item.to };
    }
    const left = this.#unit(depth);
    const near = this.#peek();
    if (near.kind !== 'NEAR') return left;
    this.#next++;
    const right = this.#unit(depth);
    this.#refuseOperand(left);
    this.#refuseOperand(right);
    const query: Query = {
      kind: 'near',
      within: near.within,
      ordered: near.ordered,
      left: left.query,
      right: right.query,
    };
    const pairs = alternatives(query);
    if (pairs > mostPairs)
      throw this.#mistake(
        near,
        `${pairs} combinations of words to be near each other, at most ${mostPairs}: name fewer, or use wildcards`,
      );
    const again = this.#peek();
    if (again.kind === 'NEAR') {
      this.#next++;
      const third = this.#unit(depth);
      const [a, b, c] = [left, right, third].map((part) => this.#source(part));
      throw this.#mistake(again, 'two NEARs without brackets', [
        `(${a} ${this.#word(near)} ${b}) ${this.#word(again)} ${c}`,
        `${a} ${this.#word(near)} (${b} ${this.#word(again)} ${c})`,
      ]);
    }
    return { query, at: left.at, to: right.to, loose: true };
  }

  /** A term, a group in brackets or a SENTENCE. */
  #unit(depth: number): Part {
    const part = this.#take();
    if (part.kind === 'term') return { query: parseTerm(this.#text, part), at: part.at, to: part.to };
    if (part.kind === 'SENTENCE') return this.#sentence(part.at, depth);
    if (part.kind !== '(') {
      const what =
        part.kind === 'end' ? 'something is missing at the end' : `something is missing before ${this.#word(part)}`;
      throw this.#mistake(part, what);
    }
    if (this.#peek().kind === ')') throw this.#mistake(part, 'nothing stands between these brackets');
    const inner = this.#level(depth + 1);
    const close = this.#close(part);
    return { query: inner.query, at: part.at, to: close };
  }

  #sentence(at: number, depth: number): Part {
    const open = this.#take();
    const items: Query[] = [];
    if (depth > deepest) throw this.#mistake(open, `brackets nested more than ${deepest} deep`);
    while (this.#peek().kind !== ')' && this.#peek().kind !== 'end') {
      const next = this.#peek();
      if (next.kind === 'AND' || next.kind === 'OR' || next.kind === 'NEAR')
        throw this.#mistake(
          next,
          `${this.#word(next)} inside SENTENCE needs brackets of its own; parts side by side must all be there`,
          ['SENTENCE(a b)', 'SENTENCE((a OR b) c)'],
        );
      const not = next.kind === 'NOT';
      if (not) this.#next++;
      const item = this.#unit(depth + 1);
      this.#refuseOperand(item);
      items.push(not ? { kind: 'not', item: item.query } : item.query);
    }
    const to = this.#close(open);
    if (items.length < 2 || items.every(isExclusion))
      throw new Mistake(this.#text, at, 'SENTENCE needs two or more parts, one of which must be there', [
        'SENTENCE(wait* weeks)',
      ]);
    return { query: { kind: 'sentence', items }, at, to };
  }

  #close(open: Lexeme): number {
    const close = this.#peek();
    if (close.kind !== ')') throw this.#mistake(open, 'this bracket is never closed');
    this.#next++;
    return close.to;
  }

  /** What can have a place in the text: words, phrases, alternatives of them, and NEARs. */
  #refuseOperand(part: Part): void {
    const wrong = notPlaced(part.query);
    if (wrong)
      throw new Mistake(
        this.#text,
        part.at,
        `${wrong} has no place in the text; NEAR and SENTENCE take words, phrases and (a OR b)`,
      );
  }

  #refuseExclusion(part: Part): void {
    if (!isExclusion(part.query)) return;
    throw new Mistake(this.#text, part.at, 'a NOT as one of several alternatives hits nearly every post', [
      `${this.#source(part)} AND …`,
    ]);
  }

  /** `a OR b NEAR/3 c` */
  #refuseLooseNear(items: readonly Part[]): void {
    const index = items.findIndex((item) => item.loose);
    const loose = items[index];
    if (loose?.query.kind !== 'near') return;
    const { ordered, within, left, right } = loose.query;
    const before = items.slice(0, index).map((item) => item.query);
    const after = items.slice(index + 1).map((item) => item.query);
    const other: Query = {
      kind: 'near',
      ordered,
      within,
      left: before.length > 0 ? { kind: 'or', items: [...before, left] } : left,
      right: before.length > 0 ? right : { kind: 'or', items: [right, ...after] },
    };
    const rest = before.length > 0 && after.length > 0 ? ` OR ${after.map(print).join(' OR ')}` : '';
    const bracketed = items.map((item) => (item === loose ? `(${this.#source(item)})` : this.#source(item)));
    const second = rest === '' ? print(other) : `(${print(other)})${rest}`;
    throw new Mistake(this.#text, loose.at, 'OR and NEAR without brackets', [bracketed.join(' OR '), second]);
  }

  #sideBySide(items: readonly Part[], next: Lexeme): Mistake {
    const before = items.at(-1)!;
    const left = this.#source(before);
    const word = this.#word(next);
    if (/^(and|or|not|en|of|niet|o?near\/\d+)$/i.test(word)) {
      const meant = { en: 'AND', of: 'OR', niet: 'NOT' }[word.toLowerCase()] ?? word.toUpperCase();
      return this.#mistake(next, `“${word}” is a word here; operators are AND, OR and NOT in capitals`, [
        `${left} ${meant} …`,
        `"${left} ${word} …"`,
      ]);
    }
    return this.#mistake(next, 'two terms side by side', [
      `${left} AND ${word}`,
      `"${left} ${word}"`.replaceAll('""', ''),
    ]);
  }

  /** Reads the rest of the level, so that both readings can be shown whole. */
  #mixed(items: readonly Part[], first: 'AND' | 'OR', second: 'AND' | 'OR', at: Lexeme, depth: number): Mistake {
    const words = items.map((item) => this.#source(item));
    if (at.kind !== 'NOT') this.#next++;
    const last = this.#source(this.#near(depth));
    const head = words.slice(0, -1).join(` ${first} `);
    return this.#mistake(at, 'AND and OR without brackets', [
      `(${words.join(` ${first} `)}) ${second} ${last}`,
      `${head} ${first} (${words.at(-1)} ${second} ${last})`,
    ]);
  }

  #source(part: Part): string {
    return this.#text.slice(part.at, part.to);
  }

  #word(part: Lexeme): string {
    return this.#text.slice(part.at, part.to);
  }

  #mistake(part: Lexeme, what: string, readings: readonly string[] = []): Mistake {
    return new Mistake(this.#text, part.at, what, readings);
  }

  #peek(): Lexeme {
    return this.#parts[Math.min(this.#next, this.#parts.length - 1)]!;
  }

  #take(): Lexeme {
    const part = this.#peek();
    this.#next++;
    return part;
  }
}

function notPlaced(query: Query): string | undefined {
  switch (query.kind) {
    case 'word':
    case 'phrase':
    case 'brand':
      return undefined;
    case 'near':
      return notPlaced(query.left) ?? notPlaced(query.right);
    case 'or':
      return query.items.map(notPlaced).find((wrong) => wrong !== undefined);
    case 'field':
      return `the field ${query.name}:`;
    case 'and':
      return 'an AND';
    case 'not':
      return 'a NOT';
    case 'sentence':
      return 'a SENTENCE';
  }
}

function alternatives(query: Query): number {
  if (query.kind === 'or') return query.items.reduce((sum, item) => sum + alternatives(item), 0);
  if (query.kind === 'near') return alternatives(query.left) * alternatives(query.right);
  return 1;
}
