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
  if (stretches.length < 2) return stretches;
  const inOrder = [...stretches].sort((a, b) => a.from - b.from || a.to - b.to);
  return inOrder.filter((one, at) => at === 0 || one.from !== inOrder[at - 1]!.from || one.to !== inOrder[at - 1]!.to);
}
