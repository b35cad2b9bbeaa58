import type { Classification, Post } from '../../model.ts';
import { type Language, languageOf } from '../language.ts';
import type { Scan } from '../normalise.ts';
import type { Sightings } from '../sightings.ts';

/** A stretch of tokens, both ends included. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
}

/** One post as the rules look at it. */
export interface Reading {
  readonly post: Post;
  readonly words: Scan;
  readonly sightings: Sightings;
  readonly classification: Classification | undefined;
  language(): Language;
}

export function read(post: Post, words: Scan, sightings: Sightings, classification?: Classification): Reading {
  let language: Language | undefined;
  return {
    post,
    words,
    sightings,
    classification,
    language: () => (language ??= languageOf(post.text, post.language)),
  };
}

/** By where they begin, then by where they end; each once. */
export function sorted(stretches: readonly Stretch[]): readonly Stretch[] {
  const inOrder = [...stretches].sort(byPlace);
  return inOrder.filter((one, at) => at === 0 || byPlace(one, inOrder[at - 1]!) !== 0);
}

/** Of two lists that are sorted. */
export function merged(left: readonly Stretch[], right: readonly Stretch[]): readonly Stretch[] {
  if (left.length === 0) return right;
  if (right.length === 0) return left;
  const all: Stretch[] = [];
  let l = 0;
  let r = 0;
  while (l < left.length && r < right.length) {
    const order = byPlace(left[l]!, right[r]!);
    all.push(order <= 0 ? left[l]! : right[r]!);
    if (order <= 0) l++;
    if (order >= 0) r++;
  }
  while (l < left.length) all.push(left[l++]!);
  while (r < right.length) all.push(right[r++]!);
  return all;
}

const byPlace = (a: Stretch, b: Stretch): number => a.from - b.from || a.to - b.to;
