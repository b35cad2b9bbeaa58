import { scan } from '../normalise.ts';
import type { Lexeme } from './lex.ts';
import { Mistake } from './mistake.ts';
import { shortestFuzzy } from './pattern.ts';
import {
  classifiedFields,
  type Field,
  type FieldName,
  fieldNames,
  fieldValues,
  numberFields,
  type Query,
} from './tree.ts';
import { hasWildcard, tooOpen } from './words.ts';

type Term = Extract<Lexeme, { kind: 'term' }>;

/** What one term means, by its marks; throws a Mistake. */
export function parseTerm(query: string, term: Term): Query {
  const { text, quoted, at } = term;
  const field = /^([A-Za-z]{1,30}):/.exec(text)?.[1];
  if (field !== undefined) return parseField(query, term, field);
  if (quoted !== undefined) {
    if (text === '' || text === '=') return phrase(query, at + text.length, quoted, text === '=');
    throw new Mistake(
      query,
      at,
      `“${text}” cannot stand before a quotation mark: a phrase is "…", or ="…" as it is written`,
    );
  }
  const mark = text.charAt(0);
  if (mark === '-' || mark === '+' || mark === '!')
    throw new Mistake(query, at, `“${mark}” is no operator`, [mark === '+' ? text.slice(1) : `NOT ${text.slice(1)}`]);
  if (text === '&' || text === '&&' || text === '|' || text === '||')
    throw new Mistake(query, at, `“${text}” is no operator`, [text.startsWith('&') ? 'AND' : 'OR']);
  if (mark === '=') return marked(query, term, 'exact');
  if (mark === '~') return marked(query, term, 'stem');
  if (mark === '#') return marked(query, term, 'hashtag');
  if (mark === '@') return marked(query, term, 'handle');
  const tilde = text.indexOf('~');
  if (tilde >= 0) return fuzzy(query, term, text.slice(0, tilde), text.slice(tilde + 1));
  if (hasWildcard(text)) refuseOpen(query, at, text);
  else refuseEmpty(query, at, text);
  return { kind: 'word', text, mode: 'plain' };
}

function marked(query: string, term: Term, mode: 'exact' | 'stem' | 'hashtag' | 'handle'): Query {
  const text = term.text.slice(1);
  const at = term.at + 1;
  const whole = mode === 'exact' || mode === 'stem';
  if (whole && hasWildcard(text))
    throw new Mistake(query, at, `${mode === 'exact' ? '=' : '~'} takes a whole word, without wildcards`);
  if (hasWildcard(text)) refuseOpen(query, at, text);
  else refuseEmpty(query, at, text);
  if (mode === 'stem' && wordsIn(text) !== 1)
    throw new Mistake(query, at, 'only a single word has a stem', [
      text
        .split(/[^\p{L}\p{N}]+/u)
        .filter(Boolean)
        .map((word) => `~${word}`)
        .join(' AND '),
    ]);
  if ((mode === 'hashtag' || mode === 'handle') && !/^[\p{L}\p{M}\p{N}_.@*?-]+$/u.test(text))
    throw new Mistake(query, at, `${mode === 'hashtag' ? 'a hashtag' : 'a handle'} has letters, digits and _ only`);
  if (mode === 'hashtag' && /[.@-]/.test(text))
    throw new Mistake(query, at, 'a hashtag ends at a dot, an @ or a hyphen', [`#${text.split(/[.@-]/, 1)[0]}`]);
  return { kind: 'word', text, mode };
}

function fuzzy(query: string, term: Term, word: string, number: string): Query {
  if (number !== '1' && number !== '2')
    throw new Mistake(query, term.at + word.length, '~ after a word needs the number of misspelt letters', [
      `${word}~1`,
      `~${word}`,
    ]);
  const edits = number === '1' ? 1 : 2;
  if (hasWildcard(word) || !/^[\p{L}\p{M}\p{N}]+$/u.test(word) || wordsIn(word) !== 1)
    throw new Mistake(query, term.at, `~${edits} takes a single word, without wildcards, hyphens or marks`);
  const length = word.normalize('NFC').length;
  if (length < shortestFuzzy[edits])
    throw new Mistake(
      query,
      term.at,
      `“${word}” is too short for ~${edits}, which needs ${shortestFuzzy[edits]} letters: too many words are that near`,
      [length >= shortestFuzzy[1] ? `${word}~1` : word],
    );
  return { kind: 'word', text: word, mode: 'fuzzy', edits };
}

function phrase(query: string, at: number, text: string, exact: boolean): Query {
  refuseEmpty(query, at, text.replaceAll(/[*?]/g, ''));
  for (const found of text.matchAll(/\S+/g)) {
    const part = found[0];
    if (!hasWildcard(part)) continue;
    const place = at + 1 + found.index;
    if (exact) throw new Mistake(query, place, '=" takes whole words, without wildcards');
    if (part === '*' || part === '?')
      throw new Mistake(query, place, 'a wildcard alone hits every word', ['left ONEAR/1 right']);
    if (/^[^*?]+\?$/.test(part))
      throw new Mistake(query, place, 'a wildcard or a question mark', [
        `"… ${part.slice(0, -1)}"`,
        `"… ${part.slice(0, -1)}*"`,
      ]);
    refuseOpen(query, place, part);
  }
  return { kind: 'phrase', text, exact };
}

function refuseOpen(query: string, at: number, text: string): void {
  const why = tooOpen(text);
  if (why) throw new Mistake(query, at, `“${text}”: ${why}`);
}

function refuseEmpty(query: string, at: number, text: string): void {
  if (wordsIn(text) === 0) throw new Mistake(query, at, `“${text}” has no letter, digit or emoji to look for`);
}

const wordsIn = (text: string): number => scan(text).count;

function parseField(query: string, term: Term, name: string): Query {
  const lower = name.toLowerCase();
  const value = term.text.slice(name.length + 1);
  if (lower === 'brand') {
    if (value || term.quoted !== undefined)
      throw new Mistake(query, term.at, 'brand: takes no value; the names are those of the company', ['brand:']);
    return { kind: 'brand' };
  }
  if (!isField(lower)) {
    const whole = `${name} ${value}${term.quoted ?? ''}`.trim();
    throw new Mistake(query, term.at, `there is no field ${name}:`, [
      `${nearestField(lower)}:${value || '…'}`,
      `"${whole}"`,
    ]);
  }
  const at = term.at + name.length + 1;
  const sign = /^(<=|>=|<|>|=)?/.exec(value)?.[1] ?? '';
  const rest = term.quoted ?? value.slice(sign.length);
  if (term.quoted !== undefined && value.length > sign.length)
    throw new Mistake(query, at, 'a value is either quoted or not', [`${lower}:"${value}${term.quoted}"`]);
  if (rest.trim() === '') throw new Mistake(query, at, `${lower}: needs a value`, [exampleOf(lower)]);
  if (!numberFields.has(lower) && sign !== '')
    throw new Mistake(query, at, `${lower}: is no number`, [`${lower}:${rest}`]);
  const field: Field = {
    kind: 'field',
    name: lower,
    compare: sign === '' ? '=' : (sign as Field['compare']),
    value: rest,
  };
  checkValue(query, at, field);
  return field;
}

function checkValue(query: string, at: number, field: Field): void {
  const { name, value } = field;
  if (numberFields.has(name)) {
    if (!/^-?\d{1,9}(\.\d{1,6})?$/.test(value))
      throw new Mistake(query, at, `${name}: needs a number`, [exampleOf(name)]);
    return;
  }
  const known = fieldValues[name];
  if (known && !known.includes(value.toLowerCase()))
    throw new Mistake(query, at, `${name}: is one of ${known.join(', ')}`, [`${name}:${known[0]}`]);
  if ((name === 'author' || name === 'site' || name === 'source') && !/[^*?\s]/.test(value))
    throw new Mistake(query, at, 'a wildcard alone hits every post');
}

const isField = (name: string): name is FieldName => (fieldNames as readonly string[]).includes(name);

function exampleOf(name: FieldName): string {
  const examples: Partial<Record<FieldName, string>> = {
    rating: 'rating:<=2',
    followers: 'followers:>1000',
    sentiment: 'sentiment:<-0.3',
    complaint: 'complaint:>0.7',
    severity: 'severity:>=2',
    author: 'author:jan*',
    source: 'source:trustpilot',
    site: 'site:nu.nl',
    topic: 'topic:billing',
    intent: 'intent:question',
  };
  return examples[name] ?? `${name}:${fieldValues[name]?.[0]}`;
}

function nearestField(name: string): string {
  const shared = (other: string): number =>
    [...name].filter((letter) => other.includes(letter)).length / Math.max(name.length, other.length);
  return [...fieldNames].sort((a, b) => shared(b) - shared(a))[0]!;
}

/** True where a query cannot be decided before the post is classified. */
export const isClassified = (name: FieldName): boolean => (classifiedFields as readonly string[]).includes(name);
