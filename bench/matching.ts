/** What matching costs a post (CPU time), and how that compares, in one run, with what else could be done with it:
 *  natural's Dutch sentiment, parsing and printing the post's own JSON, liqe, and a loop of regular expressions. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { parse as parseLiqe, test as testLiqe } from 'liqe';
import { languageOf } from '../src/matching/language.ts';
import { compile } from '../src/matching/match.ts';
import type { Rule } from '../src/matching/rule.ts';
import type { Company, Post } from '../src/model.ts';

const require = createRequire(import.meta.url);
const SentimentAnalyzer = require('natural/lib/natural/sentiment/SentimentAnalyzer.js');
const AggressiveTokenizerNl = require('natural/lib/natural/tokenizers/aggressive_tokenizer_nl.js');
const PorterStemmerNl = require('natural/lib/natural/stemmers/porter_stemmer_nl.js');

const company: Company = {
  name: 'Vlietwater',
  names: ['Vlietwater Groep'],
  handles: ['vlietwater'],
  locale: 'nl',
  timeZone: 'Europe/Amsterdam',
  references: [],
};

/** The demo's posts, 4,000 of them by turns, of which one in a hundred names the company. */
const lines = readFileSync(new URL('../demo/posts.jsonl', import.meta.url), 'utf8')
  .split('\n')
  .filter((line) => line.includes('"author"') && line.includes('"text"'));
const posts: Post[] = Array.from({ length: 4_000 }, (_, index) => {
  const post = JSON.parse(lines[index % lines.length]!) as Post;
  return {
    ...post,
    id: `${post.id}-${index}`,
    text: index % 100 === 0 ? `${post.text} @vlietwater` : `${post.text} ${index}`,
  };
});
const json = posts.map((post) => JSON.stringify(post));

/** Names that nobody has, each another: syllables by chance, the same at every run. */
function nameOf(index: number): string {
  let state = Math.imul(index + 1, 0x9e3779b1) >>> 0;
  const next = (letters: string): string => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return letters.charAt(Math.floor((state / 0x100000000) * letters.length));
  };
  let name = '';
  for (let syllable = 0; syllable < 3; syllable++) name += next('bdfghjklmnprstvwz') + next('aeiou') + next('klmnrst');
  return name;
}

/** Rules of every kind, as companies and their topics would have them; each asks for something of its own. */
function rulesOf(count: number): Rule[] {
  const kinds = [
    (name: string): string => `${name} OR #${name} OR @${name}`,
    (name: string): string => `${name} AND (factuur OR rekening OR bestelling)`,
    (name: string): string => `${name}* NEAR/5 (wachten OR storing OR kapot)`,
    (name: string): string => `"${name} klantenservice" OR "service van ${name}"`,
    (name: string): string => `*${name}factuur* AND NOT vacature*`,
    (name: string): string => `${name}${name}~1`,
    (name: string): string => `SENTENCE(niet ${name}) OR (nooit ONEAR/3 ${name})`,
    (name: string): string => `(${name} OR ${name}shop) AND rating:<=2`,
  ];
  return Array.from(
    { length: count },
    (_, index): Rule => ({
      name: `rule ${index}`,
      role: 'mention',
      ...(index === 0 ? { brand: true } : { query: kinds[index % kinds.length]!(nameOf(index)) }),
      examples: { hit: [], miss: [] },
      place: { file: 'bench', line: 1, col: 1 },
    }),
  );
}

const sink = { count: 0 };
/** Microseconds of CPU for a post: the least of several rounds, of which the first warms up. */
const costs = new Map<string, number>();
function measure(name: string, run: () => void, number: number): void {
  const before = process.cpuUsage();
  run();
  const { user, system } = process.cpuUsage(before);
  costs.set(name, Math.min(costs.get(name) ?? Number.POSITIVE_INFINITY, (user + system) / number));
}

const matcher = (count: number): (() => void) => {
  const made = compile(rulesOf(count), company);
  return () => {
    for (const post of posts) {
      if (made.match(post)) sink.count++;
      if (languageOf(post.text) === 'nl') sink.count++;
    }
  };
};
const hundred = matcher(100);
const thousand = matcher(1_000);
const tenThousand = matcher(10_000);
const alone = compile(rulesOf(1_000), company);
const tokenizer = new AggressiveTokenizerNl();
const analyzer = new SentimentAnalyzer('Dutch', PorterStemmerNl, 'pattern');
const few = posts.slice(0, 40);
const names = Array.from({ length: 1_000 }, (_, index) => nameOf(index));
const regexes = names.map((name) => new RegExp(`\\b${name}\\b`, 'i'));
const liqes = names.map((name) => parseLiqe(`text:${name} OR text:${name}shop`));

for (let round = 0; round < 6; round++) {
  measure(
    'parse and print JSON',
    () => {
      for (const line of json) sink.count += JSON.stringify(JSON.parse(line)).length;
    },
    json.length,
  );
  measure('matching, 100 rules', hundred, posts.length);
  measure('matching, 1,000 rules', thousand, posts.length);
  measure('matching, 10,000 rules', tenThousand, posts.length);
  measure(
    'language alone',
    () => {
      for (const post of posts) sink.count += languageOf(post.text).length;
    },
    posts.length,
  );
  measure(
    '1,000 rules alone',
    () => {
      for (const post of posts) if (alone.match(post)) sink.count++;
    },
    posts.length,
  );
  measure(
    'natural sentiment',
    () => {
      for (const { text } of posts.slice(0, 400))
        sink.count += analyzer.getSentiment(tokenizer.tokenize(text)) > 0 ? 1 : 0;
    },
    400,
  );
  measure(
    '1,000 regular expressions',
    () => {
      for (const { text } of few) for (const regex of regexes) if (regex.test(text)) sink.count++;
    },
    few.length,
  );
  if (round < 2)
    measure(
      '1,000 liqe queries',
      () => {
        for (const { text } of few) for (const query of liqes) if (testLiqe(query, { text })) sink.count++;
      },
      few.length,
    );
}

for (const [name, cost] of costs) console.log(`${name.padEnd(28)} ${cost.toFixed(2).padStart(10)} µs a post`);
const cost = (name: string): number => costs.get(name)!;
const ratio = (what: string, value: number, aim: string): void =>
  console.log(`${what.padEnd(62)} ${value.toFixed(2).padStart(8)}  (${aim})`);
ratio(
  'natural’s sentiment ÷ matching with 1,000 rules',
  cost('natural sentiment') / cost('matching, 1,000 rules'),
  'aim ≥ 10',
);
ratio(
  'matching with 1,000 rules ÷ parsing and printing the JSON',
  cost('matching, 1,000 rules') / cost('parse and print JSON'),
  'aim ≤ 5',
);
ratio(
  'matching with 10,000 rules ÷ with 100',
  cost('matching, 10,000 rules') / cost('matching, 100 rules'),
  'aim ≤ 1.5',
);
ratio(
  '1,000 regular expressions ÷ 1,000 rules',
  cost('1,000 regular expressions') / cost('1,000 rules alone'),
  'rules alone',
);
ratio('1,000 liqe queries ÷ 1,000 rules', cost('1,000 liqe queries') / cost('1,000 rules alone'), 'rules alone');
console.log(
  `${posts.length} posts of ${Math.round(posts.reduce((sum, { text }) => sum + text.length, 0) / posts.length)} characters; ${sink.count} hits counted`,
);
