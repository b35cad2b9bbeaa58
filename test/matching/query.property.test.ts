import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compile } from '../../src/matching/match.ts';
import { isExclusion, parse } from '../../src/matching/query/parse.ts';
import { print } from '../../src/matching/query/print.ts';
import type { Query } from '../../src/matching/query/tree.ts';
import type { Rule } from '../../src/matching/rule.ts';
import type { Company, Post } from '../../src/model.ts';
import { bruteHits, type Facts, type Known } from './brute.ts';

const company: Company = {
  name: 'Kabelaar',
  names: [],
  handles: ['kabelaar'],
  locale: 'nl',
  timeZone: 'Europe/Amsterdam',
  references: [],
};

const vocabulary = [
  'factuur',
  'eindfactuur',
  'Factuur',
  'niet',
  'kapot',
  'kapto',
  'klacht',
  'Klachten',
  'wacht',
  'uur',
  'bol',
];
const token = fc.record({
  text: fc.constantFrom(...vocabulary),
  kind: fc.constantFrom('word', 'word', 'word', 'word', 'hashtag', 'handle'),
  ends: fc.boolean(),
});
/** The text, and its tokens as they were put in. */
const text = fc.array(token, { maxLength: 14 }).map((tokens) => {
  let written = 'Het is voor ons allemaal een raadsel waarom jullie dit zo doen:';
  let sentence = 0;
  const known: Known[] = written
    .slice(0, -1)
    .split(' ')
    .map((word) => ({ text: word, kind: 'word', sentence: 0 }));
  for (const { text, kind, ends } of tokens) {
    written += ` ${kind === 'hashtag' ? '#' : kind === 'handle' ? '@' : ''}${text}`;
    // `#Klachten` has no inner capital and `uur` is no abbreviation: each is one form.
    known.push({ text, kind: kind as Known['kind'], sentence });
    if (ends) {
      written += '!';
      sentence += 1;
    }
  }
  return { written, known };
});
const facts: fc.Arbitrary<Facts> = fc.record({
  source: fc.constantFrom('x', 'trustpilot'),
  rating: fc.option(fc.integer({ min: 1, max: 5 }), { nil: undefined }),
  reply: fc.boolean(),
});

const word = (text: string): Query => ({ kind: 'word', mode: 'plain', text });
const leaf: fc.Arbitrary<Query> = fc.oneof(
  fc.constantFrom(...vocabulary).map(word),
  fc.constantFrom('fact*', '*uur', '*act*', 'kl?cht*', 'ka?o?', 'bo?').map(word),
  fc.constantFrom('klacht', 'klachten', 'wacht').map((text): Query => ({ kind: 'word', mode: 'stem', text })),
  fc.constantFrom('kapot', 'klacht', 'facturu').map((text): Query => ({ kind: 'word', mode: 'fuzzy', text, edits: 1 })),
  fc.constantFrom('eindfactuur', 'indfacturu').map((text): Query => ({ kind: 'word', mode: 'fuzzy', text, edits: 2 })),
  fc.constantFrom('klacht', 'fact*', 'bol').map((text): Query => ({ kind: 'word', mode: 'hashtag', text })),
  fc.constantFrom('bol', 'kapot').map((text): Query => ({ kind: 'word', mode: 'handle', text })),
  fc.constantFrom('Factuur', 'factuur', 'Klachten').map((text): Query => ({ kind: 'word', mode: 'exact', text })),
  fc
    .array(fc.constantFrom(...vocabulary), { minLength: 2, maxLength: 3 })
    .map((words): Query => ({ kind: 'phrase', text: words.join(' '), exact: false })),
);
const placed: fc.Arbitrary<Query> = fc.letrec<{ node: Query }>((tie) => ({
  node: fc.oneof(
    { maxDepth: 2, depthSize: 'small' },
    leaf,
    fc.array(tie('node'), { minLength: 2, maxLength: 3 }).map((items): Query => ({ kind: 'or', items })),
    fc
      .record({ within: fc.integer({ min: 0, max: 4 }), ordered: fc.boolean(), left: tie('node'), right: tie('node') })
      .map((near): Query => ({ kind: 'near', ...near })),
  ),
})).node;
const sentence: fc.Arbitrary<Query> = fc
  .tuple(placed, fc.array(fc.tuple(placed, fc.boolean()), { minLength: 1, maxLength: 2 }))
  .map(
    ([first, rest]): Query => ({
      kind: 'sentence',
      items: [first, ...rest.map(([item, not]): Query => (not ? { kind: 'not', item } : item))],
    }),
  );
const field: fc.Arbitrary<Query> = fc.constantFrom<Query[]>(
  { kind: 'field', name: 'source', compare: '=', value: 'x' },
  { kind: 'field', name: 'rating', compare: '<=', value: '2' },
  { kind: 'field', name: 'is', compare: '=', value: 'reply' },
);
/** Any query that says something that must be there. */
const query: fc.Arbitrary<Query> = fc
  .letrec<{ node: Query }>((tie) => ({
    node: fc.oneof(
      { maxDepth: 3, depthSize: 'small' },
      { weight: 4, arbitrary: placed },
      { weight: 1, arbitrary: sentence },
      { weight: 1, arbitrary: field },
      fc.array(tie('node'), { minLength: 2, maxLength: 3 }).map((items): Query => ({ kind: 'or', items })),
      fc.tuple(tie('node'), fc.array(fc.tuple(tie('node'), fc.boolean()), { minLength: 1, maxLength: 2 })).map(
        ([first, rest]): Query => ({
          kind: 'and',
          items: [first, ...rest.map(([item, not]): Query => (not ? { kind: 'not', item } : item))],
        }),
      ),
    ),
  }))
  .node.filter((tree) => !isExclusion(tree));

function postOf(text: string, { source, rating, reply }: Facts): Post {
  return {
    id: 'test:1',
    source,
    url: null,
    author: { handle: 'jan', name: null },
    text,
    createdAt: '2026-01-01T00:00:00.000Z',
    ...(rating === undefined ? {} : { rating }),
    ...(reply ? { replyTo: 'test:0' } : {}),
  };
}
const ruleOf = (query: string, index: number): Rule => ({
  name: `rule ${index}`,
  role: 'mention',
  query,
  examples: { hit: [], miss: [] },
  place: { file: 'test.yaml', line: 1, col: 1 },
});

describe('the matcher', () => {
  it('hears with its index exactly what trying every rule on every token hears (10,000 cases)', () => {
    const several = <T>(one: fc.Arbitrary<T>, count: number): fc.Arbitrary<T[]> =>
      fc.array(one, { minLength: count, maxLength: count });
    fc.assert(
      fc.property(several(query, 8), several(text, 5), facts, (queries, texts, about) => {
        const matcher = compile(queries.map(print).map(ruleOf), company);
        for (const { written, known } of texts) {
          const matches = matcher.match(postOf(written, about))?.matches ?? [];
          const hit = new Set(matches.map(({ rule }) => rule));
          const heard = queries.filter((_, index) => hit.has(`rule ${index}`)).map(print);
          expect(heard).toEqual(queries.filter((one) => bruteHits(one, known, about)).map(print));
          expect(matches.every(({ start, end }) => start >= 0 && end > start && end <= written.length)).toBe(true);
        }
      }),
      { numRuns: 260 },
    );
  }, 180_000);
});

const letters = fc.string({ unit: fc.constantFrom(...'abcdefghijklmnopqrstuvwxyzéüĳß'), minLength: 1, maxLength: 12 });
const anyText = fc.array(letters, { minLength: 1, maxLength: 4 }).map((words) => words.join(' '));
const anyLeaf: fc.Arbitrary<Query> = fc.oneof(
  letters.map(word),
  letters.map((text) => word(`*${text}abc?`)),
  letters.map((text): Query => ({ kind: 'word', mode: 'stem', text })),
  letters.map((text): Query => ({ kind: 'word', mode: 'exact', text: text.toUpperCase() })),
  letters.map((text): Query => ({ kind: 'word', mode: 'hashtag', text: `${text}_1` })),
  letters.map((text): Query => ({ kind: 'word', mode: 'handle', text: `${text}.be` })),
  letters.map((text): Query => ({ kind: 'word', mode: 'fuzzy', text: `abcdefgh${text}`, edits: 2 })),
  fc
    .tuple(anyText, fc.constantFrom('', '"', '\\', ' \\" ', ' ( AND ) ', ' x:y '), fc.boolean())
    .map(([text, odd, exact]): Query => ({ kind: 'phrase', text: `${text}${odd}`, exact })),
  fc.constant<Query>({ kind: 'brand' }),
);
const anyField: fc.Arbitrary<Query> = fc.oneof(
  anyText.map((value): Query => ({ kind: 'field', name: 'author', compare: '=', value })),
  fc
    .tuple(fc.constantFrom('<', '<=', '>', '>=', '=' as const), fc.integer({ min: -5, max: 5 }))
    .map(([compare, value]): Query => ({ kind: 'field', name: 'sentiment', compare, value: String(value) }) as Query),
);
const anyQuery: fc.Arbitrary<Query> = fc.letrec<{ node: Query; placed: Query }>((tie) => ({
  placed: fc.oneof(
    { maxDepth: 2, depthSize: 'small' },
    anyLeaf,
    fc
      .record({
        within: fc.integer({ min: 0, max: 100 }),
        ordered: fc.boolean(),
        left: tie('placed'),
        right: tie('placed'),
      })
      .map((near): Query => ({ kind: 'near', ...near })),
  ),
  node: fc.oneof(
    { maxDepth: 4, depthSize: 'small' },
    tie('placed'),
    anyField,
    fc.array(tie('placed'), { minLength: 2, maxLength: 3 }).map((items): Query => ({ kind: 'sentence', items })),
    fc.array(tie('node'), { minLength: 2, maxLength: 4 }).map((items): Query => ({ kind: 'or', items })),
    fc.tuple(tie('node'), tie('node'), fc.boolean()).map(
      ([first, second, not]): Query => ({
        kind: 'and',
        items: [first, not ? { kind: 'not', item: second } : second],
      }),
    ),
  ),
})).node;

describe('a query', () => {
  it('that is printed and parsed is the same query (1,500 cases)', () => {
    fc.assert(
      fc.property(anyQuery, (tree) => {
        expect(parse(print(tree))).toEqual(tree);
      }),
      { numRuns: 1_500 },
    );
  }, 180_000);

  it('that is parsed from any text is a tree or a Mistake at a place inside it, never another error (1,500 cases)', () => {
    const piece = fc.constantFrom(
      'AND',
      'OR',
      'NOT',
      'NEAR/2',
      'ONEAR/x',
      'SENTENCE(',
      '(',
      ')',
      '"',
      'a1',
      'b*',
      '*',
      '~c',
      'd~1',
      '#e',
      '@f',
      'lang:nl',
      'x:y',
      '=',
      '\\',
      '😡',
      '\u0301',
      ' ',
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.array(piece, { maxLength: 12 }).map((pieces) => pieces.join(' ')),
          fc.string({ maxLength: 30 }),
        ),
        (source) => {
          try {
            const tree = parse(source, { onlyExcludes: true });
            expect(parse(print(tree), { onlyExcludes: true })).toEqual(tree);
          } catch (mistake) {
            expect(mistake).toMatchObject({ name: 'Mistake' });
            const { at } = mistake as { at: number };
            expect(at).toBeGreaterThanOrEqual(0);
            expect(at).toBeLessThanOrEqual(source.length);
          }
        },
      ),
      { numRuns: 1_500 },
    );
  }, 180_000);
});
