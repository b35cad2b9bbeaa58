import { Mistake } from './mistake.ts';

export type Lexeme =
  | { readonly kind: '(' | ')' | 'AND' | 'OR' | 'NOT' | 'SENTENCE' | 'end'; readonly at: number; readonly to: number }
  | {
      readonly kind: 'NEAR';
      readonly within: number;
      readonly ordered: boolean;
      readonly at: number;
      readonly to: number;
    }
  | {
      readonly kind: 'term';
      /** Everything before a quotation mark: `author:`, `=`, or the whole term. */
      readonly text: string;
      readonly quoted: string | undefined;
      readonly at: number;
      readonly to: number;
    };

export const longestQuery = 50_000;
export const mostTerms = 2_000;
const widest = 100;

/** Cuts a query into its parts; throws a Mistake. */
export function lex(query: string): Lexeme[] {
  if (query.length > longestQuery)
    throw new Mistake(query, longestQuery, `longer than ${longestQuery} characters: split the rule in several`);
  const parts: Lexeme[] = [];
  let terms = 0;
  let at = 0;
  while (at < query.length) {
    const letter = query.charAt(at);
    if (/\s/.test(letter)) {
      at++;
    } else if (letter === '(' || letter === ')') {
      parts.push({ kind: letter, at, to: at + 1 });
      at++;
    } else {
      const part = term(query, at);
      if (part.kind === 'term' && ++terms > mostTerms)
        throw new Mistake(query, at, `more than ${mostTerms} terms: split the rule in several, or use wildcards`);
      parts.push(part);
      at = part.to;
    }
  }
  parts.push({ kind: 'end', at: query.length, to: query.length });
  return parts;
}

function term(query: string, at: number): Lexeme {
  let to = at;
  while (to < query.length && !/[\s()"]/.test(query.charAt(to))) to++;
  const text = query.slice(at, to);
  if (query.charAt(to) === '"') {
    const { quoted, end } = quotation(query, to);
    if (end < query.length && !/[\s()]/.test(query.charAt(end)))
      throw new Mistake(query, end, 'a space is missing after the quotation mark');
    return { kind: 'term', text, quoted, at, to: end };
  }
  const operator = operatorOf(query, text, at, to);
  return operator ?? { kind: 'term', text, quoted: undefined, at, to };
}

function operatorOf(query: string, text: string, at: number, to: number): Lexeme | undefined {
  if (text === 'AND' || text === 'OR' || text === 'NOT') return { kind: text, at, to };
  if (text === 'SENTENCE') {
    if (query.charAt(to) === '(') return { kind: 'SENTENCE', at, to };
    throw new Mistake(query, to, 'SENTENCE needs what must be together, in brackets', ['SENTENCE(wait* weeks)']);
  }
  if (!/^O?NEAR(\/.*)?$/.test(text)) return undefined;
  const ordered = text.startsWith('O');
  const number = text.slice(ordered ? 6 : 5);
  const within = Number(number);
  if (!/^\d{1,3}$/.test(number) || within > widest)
    throw new Mistake(query, at, `${ordered ? 'ONEAR' : 'NEAR'} needs the most words between, 0 to ${widest}`, [
      ordered ? 'ONEAR/3' : 'NEAR/3',
    ]);
  return { kind: 'NEAR', within, ordered, at, to };
}

function quotation(query: string, at: number): { quoted: string; end: number } {
  let quoted = '';
  for (let end = at + 1; end < query.length; end++) {
    const letter = query.charAt(end);
    if (letter === '"') return { quoted, end: end + 1 };
    if (letter === '\\' && end + 1 < query.length) quoted += query.charAt(++end);
    else quoted += letter;
  }
  throw new Mistake(query, at, 'this quotation mark is never closed');
}
