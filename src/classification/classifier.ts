import type { Classification } from '../model.ts';

/** What is heard: a text in any language, and for whom we listen. */
export interface Utterance {
  readonly text: string;
  /** nl, en, de, fr or other. */
  readonly language: string;
  /** Our names and handles as people write them; empty where nobody in particular listens. */
  readonly brand: readonly string[];
  /** 1 to 5, of a review. */
  readonly rating?: number;
}

export interface Classifier {
  /** One classification for each post, in order. */
  classify(posts: readonly Utterance[]): Promise<Classification[]>;
  /** Posts that still wait are rejected. */
  close(): Promise<void>;
}
