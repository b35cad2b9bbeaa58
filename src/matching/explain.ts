import type { Company, Post } from '../model.ts';
import { finderOf } from './finder.ts';
import { formsOf } from './forms.ts';
import { plansOf } from './match.ts';
import { scan, type TokenKind, tokenKinds } from './normalise.ts';
import { evaluate, find, type Truth } from './query/evaluate.ts';
import { leavesIn, type Plan, type Spans } from './query/plan.ts';
import { print } from './query/print.ts';
import { type Reading, read } from './query/reading.ts';
import { shortest } from './query/stretches.ts';
import type { Field } from './query/tree.ts';
import type { Rule } from './rule.ts';
import { sightingsOf } from './sightings.ts';

/** A part of a rule against one post. */
export interface Part {
  /** As a query. */
  readonly part: string;
  /** `undefined`: it waits for the classification. */
  readonly hit: Truth;
  readonly places: readonly { readonly start: number; readonly end: number; readonly text: string }[];
  /** Why it is so, where the places do not say it. */
  readonly why?: string;
  readonly parts: readonly Part[];
  /** How the parts belong together. */
  readonly joined?: 'and' | 'or' | 'not';
}

export interface Explanation {
  readonly language: string;
  readonly tokens: readonly {
    readonly text: string;
    readonly kind: TokenKind;
    readonly forms: readonly string[];
    readonly start: number;
    readonly end: number;
    readonly sentence: number;
  }[];
  readonly rules: readonly { readonly rule: Rule; readonly part: Part }[];
}

/** How a text is read, and of every rule which part hits it, where, and why not. */
export function explain(post: Post, rules: readonly Rule[], company: Company): Explanation {
  const plans = plansOf(rules, company);
  const words = scan(post.text);
  const leaves = new Set(plans.flatMap(({ plan }) => [...leavesIn(plan)]));
  const sightings = sightingsOf(leaves);
  finderOf(leaves).find(words, sightings);
  const reading = read(post, words, sightings);
  const tokens = Array.from({ length: words.count }, (_, at) => ({
    text: words.text.slice(words.start[at], words.end[at]),
    kind: tokenKinds[words.kind[at]!]!,
    forms: formsOf(words, at),
    start: words.start[at]!,
    end: words.end[at]!,
    sentence: words.sentence[at]!,
  }));
  return {
    language: reading.language(),
    tokens,
    rules: plans.map(({ rule, plan }) => ({ rule, part: explainPart(plan, reading) })),
  };
}

function explainPart(plan: Plan, reading: Reading): Part {
  const part = print(plan.of);
  const hit = evaluate(plan, reading);
  switch (plan.op) {
    case 'and':
    case 'or':
      return { part, hit, places: [], parts: plan.items.map((item) => explainPart(item, reading)), joined: plan.op };
    case 'not':
      return { part, hit, places: [], parts: [explainPart(plan.item, reading)], joined: 'not' };
    case 'field':
      return { part, hit, places: [], why: actualOf(plan.field, reading), parts: [] };
    case 'spans': {
      const { start, end, text } = reading.words;
      const places = find(plan.spans, reading).map(({ from, to }) => ({
        start: start[from]!,
        end: end[to]!,
        text: text.slice(start[from], end[to]),
      }));
      const why = places.length > 0 ? undefined : missing(plan.spans, reading);
      return { part, hit, places, parts: [], ...(why === undefined ? {} : { why }) };
    }
  }
}

/** Why something with a place in the text has none here. */
function missing(spans: Spans, reading: Reading): string | undefined {
  switch (spans.op) {
    case 'near': {
      const left = shortest(find(spans.left, reading));
      const right = shortest(find(spans.right, reading));
      if (left.length === 0) return right.length === 0 ? 'neither is there' : 'the left part is not there';
      if (right.length === 0) return 'the right part is not there';
      const distances = left.flatMap((a) =>
        right.flatMap((b) =>
          b.from > a.to ? [b.from - a.to - 1] : !spans.ordered && a.from > b.to ? [a.from - b.to - 1] : [],
        ),
      );
      if (distances.length === 0) return 'both are there, but not in this order';
      return `both are there, with ${Math.min(...distances)} words between`;
    }
    case 'sequence': {
      const absent = spans.items.findIndex((item) => find(item, reading).length === 0);
      return absent < 0 ? 'its words are there, but not side by side' : `its word ${absent + 1} is not there`;
    }
    case 'sentence': {
      const absent = spans.items.findIndex((item) => find(item, reading).length === 0);
      return absent < 0
        ? 'its parts are there, but no sentence has all and none of the excluded'
        : `its part ${absent + 1} is not there`;
    }
    default:
      return undefined;
  }
}

function actualOf(field: Field, reading: Reading): string {
  const { post } = reading;
  switch (field.name) {
    case 'author':
      return `the author is @${post.author.handle}${post.author.name === null ? '' : ` (${post.author.name})`}`;
    case 'source':
      return `the source is ${post.source}`;
    case 'site':
      return post.url === null ? 'the post has no link' : `the post is at ${post.url}`;
    case 'lang':
      return `the language is ${reading.language()}`;
    case 'rating':
      return post.rating === undefined ? 'the post has no rating' : `the rating is ${post.rating}`;
    case 'followers':
      return post.author.followers === undefined
        ? 'the followers are not known'
        : `the author has ${post.author.followers}`;
    case 'has':
    case 'is':
      return 'by the post itself';
    default:
      return 'decided after the classification';
  }
}
