/** What matching costs a post (CPU time), and how that compares, in one run, with what else could be done with it:
 *  natural's Dutch sentiment, parsing and printing the post's own JSON, liqe, and a loop of regular expressions.
 *
 *  The posts are 4,000 about 53 companies that do not exist (the demo's, and those that the models learnt from). The rules are the default pack for one of those companies, five that ask
 *  for everyday words, and as many more as it takes, each of which asks for a name that nobody has, together with words
 *  that many posts have: those are the rules of other companies. So a few posts in a hundred match, as is printed, whatever
 *  the number of rules; those posts also pass the fourteen topics. The language is told of every post, though the product
 *  asks for it only where a rule hits. */
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { parse as parseLiqe, test as testLiqe } from 'liqe';
import { languageOf } from '../src/matching/language.ts';
import { compile } from '../src/matching/match.ts';
import type { Rule } from '../src/matching/rule.ts';
import type { Company, Post } from '../src/model.ts';
import { readRules } from '../src/rules.ts';

const require = createRequire(import.meta.url);
const SentimentAnalyzer = require('natural/lib/natural/sentiment/SentimentAnalyzer.js');
const AggressiveTokenizerNl = require('natural/lib/natural/tokenizers/aggressive_tokenizer_nl.js');
const PorterStemmerNl = require('natural/lib/natural/stemmers/porter_stemmer_nl.js');

const company: Company = {
  name: 'Klusgaard',
  names: ['Klusgaard Tuin'],
  handles: ['klusgaard', 'klusgaard_be'],
  locale: 'nl',
  timeZone: 'Europe/Amsterdam',
  references: [],
};

const place = (path: string): URL => new URL(path, import.meta.url);
const learnt = readdirSync(place('../models/train/posts')).map((name) => `../models/train/posts/${name}`);
const texts = ['../demo/posts.jsonl', ...learnt]
  .flatMap((path) => readFileSync(place(path), 'utf8').trim().split('\n'))
  .map((line) => (JSON.parse(line) as { text?: string }).text)
  .filter((text) => text !== undefined);
const posts: Post[] = Array.from({ length: 4_000 }, (_, index) => ({
  id: `bluesky:${index}`,
  source: 'bluesky',
  url: `https://bsky.app/profile/jan/post/${index}`,
  author: { handle: `jan${index}.bsky.social`, name: 'Jan' },
  text: texts[index % texts.length]!,
  createdAt: '2026-11-02T07:48:17.000Z',
}));
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

const { rules: pack } = await readRules(place('../rules').pathname);
const everyday = [
  'bouwmarkt* AND (personeel OR kassa)',
  'klantenservice NEAR/6 (bellen OR gebeld OR wachten)',
  '(storing OR storingen) AND NOT (trein* OR bus*)',
  '"nooit meer" AND rating:<=2',
  'SENTENCE(bezorg* kapot)',
];
/** Each asks for something of its own. */
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

function rulesOf(count: number): Rule[] {
  const others = Array.from({ length: count - pack.length - everyday.length }, (_, index) =>
    kinds[index % kinds.length]!(nameOf(index)),
  );
  const written = [...everyday, ...others].map(
    (query, index): Rule => ({
      name: `rule ${index}`,
      role: 'mention',
      query,
      examples: { hit: [], miss: [] },
      place: { file: 'bench', line: 1, col: 1 },
    }),
  );
  return [...pack, ...written];
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

const matching = (count: number): (() => void) => {
  const made = compile(rulesOf(count), company);
  return () => {
    for (const post of posts) {
      if (made.match(post)) sink.count++;
      if (languageOf(post.text) === 'nl') sink.count++;
    }
  };
};
const hundred = matching(100);
const thousand = matching(1_000);
const tenThousand = matching(10_000);
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
const matched = posts.filter((post) => alone.match(post)).length;
console.log(
  `${posts.length} posts of ${Math.round(posts.reduce((sum, { text }) => sum + text.length, 0) / posts.length)} characters, of which ${((100 * matched) / posts.length).toFixed(1)} % match (${sink.count} results)`,
);
