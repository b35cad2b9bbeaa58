import type { Classification } from '../../model.ts';
import { tokenKinds } from '../normalise.ts';
import { fitsWildcard } from './pattern.ts';
import type { Reading } from './reading.ts';
import type { Field } from './tree.ts';
import { hasWildcard } from './words.ts';

/** `undefined` where it cannot be known before the classification. */
export type FieldTest = (reading: Reading) => boolean | undefined;

export function fieldTest(field: Field): FieldTest {
  const { name } = field;
  const value = field.value.toLowerCase();
  switch (name) {
    case 'author':
      return ({ post: { author } }) =>
        fits(value.replace(/^@/, ''), author.handle) || (author.name !== null && fits(value, author.name));
    case 'source':
      return ({ post }) => fits(value, post.source);
    case 'site':
      return ({ post }) => onSite(value, post.url);
    case 'lang':
      return (reading) => reading.language() === value;
    case 'rating':
      return ({ post }) => compares(field, post.rating);
    case 'followers':
      return ({ post }) => compares(field, post.author.followers);
    case 'has':
      return (reading) => (value === 'rating' ? reading.post.rating !== undefined : hasToken(reading, value));
    case 'is':
      return ({ post }) =>
        value === 'reply'
          ? post.replyTo !== undefined
          : value === 'repost'
            ? post.repostOf !== undefined
            : post.rating !== undefined;
    case 'topic':
      return classified((known) =>
        known.topics.some(({ topic, probability }) => topic === value && probability >= 0.5),
      );
    case 'intent':
      return classified((known) => known.intent === value);
    case 'sentiment':
      return classified((known) => compares(field, known.sentiment.score));
    case 'complaint':
      return classified((known) => compares(field, known.complaint.probability));
    case 'severity':
      return classified((known) => compares(field, known.severity));
  }
}

const classified =
  (test: (known: Classification) => boolean): FieldTest =>
  ({ classification }) =>
    classification ? test(classification) : undefined;

function compares(field: Field, actual: number | undefined): boolean {
  if (actual === undefined) return false;
  const wanted = Number(field.value);
  switch (field.compare) {
    case '=':
      return actual === wanted;
    case '<':
      return actual < wanted;
    case '<=':
      return actual <= wanted;
    case '>':
      return actual > wanted;
    case '>=':
      return actual >= wanted;
  }
}

function fits(pattern: string, value: string): boolean {
  const lower = value.toLowerCase().slice(0, 200);
  if (!hasWildcard(pattern)) return lower === pattern;
  const letters = Uint16Array.from({ length: lower.length }, (_, at) => lower.charCodeAt(at));
  return fitsWildcard(pattern, letters, 0, letters.length);
}

function onSite(site: string, url: string | null): boolean {
  if (url === null || !URL.canParse(url)) return false;
  const host = new URL(url).hostname.toLowerCase();
  return fits(site, host) || host.endsWith(`.${site.replace(/^\*\./, '')}`);
}

function hasToken(reading: Reading, kind: string): boolean {
  const index = (tokenKinds as readonly string[]).indexOf(kind);
  return reading.words.kind.subarray(0, reading.words.count).includes(index);
}
