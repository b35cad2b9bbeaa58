import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import type { Classifier, Utterance } from '../classification/classifier.ts';
import { openClassifier } from '../classification/open.ts';
import { compile, type Heard, type Matcher } from '../matching/match.ts';
import type { Rule } from '../matching/rule.ts';
import type { Classification, Match, Post } from '../model.ts';
import { readRules } from '../rules.ts';
import type { Io, Verb } from './verb.ts';

export const verb: Verb = {
  summary: 'label JSON lines: language, sentiment, complaint, intent, severity, topics, rules',
  help: `
klankbord annotate [--fast] [--rules DIR] < in.jsonl > out.jsonl

Each line in:   {"text", "id"?, "source"?, "rating"? (1-5), "brand"? (names and handles of the company)}
Each line out, in the same order:
  {"id", "language", "sentiment": {"label", "score"}, "complaint": {"is", "probability", "because"}, "intent",
   "severity", "topics": [{"topic", "probability"}], "matches": [{"rule", "start", "end"}]}
Without an id a line is known by its number, as a string. A line that is no post gives {"id": null, "error"} at its
place, and exit status 1 at the end. Needs no klankbord.yaml: the rules are the default pack unless --rules names
others.
  --fast   rules and the linear model only, without the transformer`,
  async run(args, io) {
    const { values } = parseArgs({
      args: [...args],
      options: { fast: { type: 'boolean', default: false }, rules: { type: 'string' } },
    });
    const { rules, problems } = await readRules(values.rules ?? new URL('../../rules', import.meta.url).pathname);
    if (problems.length > 0) {
      io.stderr.write(`${problems.join('\n')}\n`);
      return 1;
    }
    const classifier = await openClassifier({ fast: values.fast });
    try {
      return await annotate(io, classifier, matchers(rules), values.fast ? 256 : 32);
    } finally {
      await classifier.close();
    }
  },
};

const longestLine = 1_000_000;
const line = z.object({
  id: z.union([z.string().max(1000), z.number()]).nullish(),
  text: z.string(),
  source: z.string().max(100).nullish(),
  rating: z.number().min(1).max(5).nullish(),
  brand: z.array(z.string().max(200)).max(100).nullish(),
});
type Line = z.infer<typeof line>;

/** A line as read: a post with what the rules hear in it, or what is wrong with it. */
type Taken =
  | {
      readonly id: string | number;
      readonly post: Post;
      readonly matcher: Matcher;
      readonly heard: Heard;
      readonly utterance: Utterance;
    }
  | { readonly error: string };

type MatcherOf = (brand: readonly string[]) => Matcher;

/** One portion is read and matched while the one before is heard: memory holds two of them, however many lines come. */
async function annotate(io: Io, classifier: Classifier, matcherOf: MatcherOf, size: number): Promise<number> {
  let failed = false;
  let before: Promise<string> = Promise.resolve('');
  for await (const portion of portions(io.stdin, size)) {
    const taken = portion.map(({ number, text }) => take(number, text, matcherOf));
    failed ||= taken.some((one) => 'error' in one);
    const heard = hear(taken, classifier);
    heard.catch(() => undefined);
    await write(io, await before);
    before = heard;
  }
  await write(io, await before);
  return failed ? 1 : 0;
}

async function write(io: Io, text: string): Promise<void> {
  if (text !== '' && !io.stdout.write(text)) await once(io.stdout, 'drain');
}

function take(number: number, text: string | undefined, matcherOf: MatcherOf): Taken {
  const read = parse(text);
  if (typeof read === 'string') return { error: `line ${number}: ${read}` };
  const brand = read.brand ?? [];
  const matcher = matcherOf(brand);
  const rating = read.rating == null ? {} : { rating: read.rating };
  const post: Post = {
    id: String(read.id ?? number),
    source: read.source ?? 'jsonl',
    url: null,
    author: { handle: '', name: null },
    text: read.text,
    createdAt: '1970-01-01T00:00:00.000Z',
    ...rating,
  };
  const heard = matcher.match(post, { everything: true });
  if (!heard) return { error: `line ${number}: nothing could be matched` };
  const utterance = { text: read.text, language: heard.language, brand, ...rating };
  return { id: read.id ?? String(number), post, matcher, heard, utterance };
}

/** The line's post, or what is wrong. */
function parse(text: string | undefined): Line | string {
  if (text === undefined) return `is longer than ${longestLine} characters`;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return 'is no JSON';
  }
  const read = line.safeParse(value);
  if (read.success) return read.data;
  const issue = read.error.issues[0];
  return `${issue?.path.map(String).join('.') || 'the line'}: ${issue?.message ?? 'is no post'}`;
}

async function hear(taken: readonly Taken[], classifier: Classifier): Promise<string> {
  const posts = taken.flatMap((one) => ('error' in one ? [] : [one.utterance]));
  const classifications = await classifier.classify(posts);
  let next = 0;
  let out = '';
  for (const one of taken) {
    if ('error' in one) out += `${JSON.stringify({ id: null, error: one.error })}\n`;
    else {
      const classification = classifications[next++];
      if (!classification) throw new Error('the classification gave fewer answers than posts');
      const { matches, severity } = one.matcher.settle(one.heard, one.post, classification);
      out += `${JSON.stringify(annotation(one.id, one.heard.language, { ...classification, severity }, matches))}\n`;
    }
  }
  return out;
}

const rounded = (value: number): number => Math.round(value * 10_000) / 10_000;

function annotation(
  id: string | number,
  language: string,
  { sentiment, complaint, intent, severity, topics }: Classification,
  matches: readonly Match[],
): object {
  return {
    id,
    language,
    sentiment: { label: sentiment.label, score: rounded(sentiment.score) },
    complaint: {
      is: complaint.is,
      probability: rounded(complaint.probability),
      because: complaint.is ? complaint.because.map(({ text }) => text) : [],
    },
    intent,
    severity,
    topics: topics.map(({ topic, probability }) => ({ topic, probability: rounded(probability) })),
    matches,
  };
}

const mostMatchers = 200;

/** The rules compiled for a company, remembered for the companies met last. */
function matchers(rules: readonly Rule[]): MatcherOf {
  const known = new Map<string, Matcher>();
  return (brand) => {
    const key = brand.join('\n');
    const before = known.get(key);
    if (before) return before;
    const [name = '', ...names] = brand;
    const matcher = compile(rules, {
      name,
      names,
      handles: [],
      locale: 'nl',
      timeZone: 'Europe/Amsterdam',
      references: [],
    });
    if (known.size >= mostMatchers) known.clear();
    known.set(key, matcher);
    return matcher;
  };
}

interface NumberedLine {
  readonly number: number;
  /** Undefined where the line is too long. */
  readonly text: string | undefined;
}

/** The lines of a stream, numbered from 1, in portions; blank ones are left out. */
async function* portions(stdin: Readable, size: number): AsyncGenerator<NumberedLine[]> {
  let portion: NumberedLine[] = [];
  let number = 0;
  let rest = '';
  let tooLong = false;
  const push = (text: string): void => {
    number++;
    if (tooLong || text.length > longestLine) portion.push({ number, text: undefined });
    else if (text.trim() !== '') portion.push({ number, text: number === 1 ? text.replace(/^\uFEFF/, '') : text });
    tooLong = false;
  };
  stdin.setEncoding('utf8');
  for await (const chunk of stdin as AsyncIterable<string>) {
    const parts = chunk.split('\n');
    parts[0] = rest + parts[0];
    rest = parts.pop() ?? '';
    for (const part of parts) {
      push(part);
      if (portion.length >= size) {
        yield portion;
        portion = [];
      }
    }
    if (rest.length > longestLine) {
      tooLong = true;
      rest = '';
    }
  }
  if (rest !== '' || tooLong) push(rest);
  if (portion.length > 0) yield portion;
}
