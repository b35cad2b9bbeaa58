import type { Severity, Topic } from '../model.ts';

/** A rule as an operator wrote it: one `query`, or lists of terms (each a query of its own) of which any, all or none
 *  must be there; with `brand`, also a name or handle of the company. */
export interface Rule {
  readonly name: string;
  /** A mention rule makes a post be kept; a topic rule only says what a kept post is about. */
  readonly role: 'mention' | 'topic';
  readonly topic?: Topic | undefined;
  readonly brand?: boolean | undefined;
  readonly query?: string | undefined;
  readonly any?: readonly string[] | undefined;
  readonly all?: readonly string[] | undefined;
  readonly none?: readonly string[] | undefined;
  readonly languages?: readonly string[] | undefined;
  /** The sentiment score must be at most this: −1…1. */
  readonly sentiment?: number | undefined;
  /** Given to a complaint that this rule hits. */
  readonly severity?: Severity | undefined;
  readonly examples: { readonly hit: readonly string[]; readonly miss: readonly string[] };
  readonly place: Place;
}

/** Where a rule stands; line and column count from 1. */
export interface Place {
  readonly file: string;
  readonly line: number;
  readonly col: number;
}
