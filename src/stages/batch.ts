import type { Page } from '../../connectors/contract.ts';
import type { Heard } from '../matching/match.ts';
import type { Deletion, Mention, Post } from '../model.ts';

/** One page of posts on its way: every stage returns the next form of it. */
export interface Batch {
  /** The configured name of the source. */
  readonly via: string;
  readonly deletions: readonly Deletion[];
  /** How many posts the page had. */
  readonly read: number;
}

export interface Matched extends Batch {
  readonly heard: readonly { readonly post: Post; readonly heard: Heard; readonly before?: Mention }[];
}

export interface Classified extends Batch {
  /** Without a verdict yet. */
  readonly mentions: readonly Mention[];
}

export type PostPage = Omit<Page<Post>, 'checkpoint'>;
