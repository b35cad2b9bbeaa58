import { intents, topics } from '../../model.ts';

/** A query as it was written. Printing a tree and parsing what was printed gives the same tree. */
export type Query = And | Or | Not | Near | Sentence | Word | Phrase | Field | Brand;

export interface And {
  readonly kind: 'and';
  readonly items: readonly Query[];
}
export interface Or {
  readonly kind: 'or';
  readonly items: readonly Query[];
}
export interface Not {
  readonly kind: 'not';
  readonly item: Query;
}
/** At most `within` words between the two; `ordered`: the left one first. */
export interface Near {
  readonly kind: 'near';
  readonly within: number;
  readonly ordered: boolean;
  readonly left: Query;
  readonly right: Query;
}
/** All in one sentence, and none of those under `not`. */
export interface Sentence {
  readonly kind: 'sentence';
  readonly items: readonly Query[];
}
export interface Word {
  readonly kind: 'word';
  /** As written, without its mark. */
  readonly text: string;
  /** plain and wildcard hit words and hashtags; exact minds case and diacritics; stem takes the post's language. */
  readonly mode: 'plain' | 'exact' | 'stem' | 'fuzzy' | 'hashtag' | 'handle';
  /** Of a fuzzy word: at most so many letters added, left out, changed or swapped with their neighbour. */
  readonly edits?: 1 | 2;
}
export interface Phrase {
  readonly kind: 'phrase';
  readonly text: string;
  readonly exact: boolean;
}
export interface Field {
  readonly kind: 'field';
  readonly name: FieldName;
  readonly compare: '=' | '<' | '<=' | '>' | '>=';
  readonly value: string;
}
/** Any name or handle of the company. */
export interface Brand {
  readonly kind: 'brand';
}

export const textFields = ['author', 'source', 'lang', 'rating', 'followers', 'site', 'has', 'is'] as const;
export const classifiedFields = ['topic', 'sentiment', 'complaint', 'severity', 'intent'] as const;
export const fieldNames = [...textFields, ...classifiedFields] as const;
export type FieldName = (typeof fieldNames)[number];
export const numberFields: ReadonlySet<string> = new Set(['rating', 'followers', 'sentiment', 'complaint', 'severity']);

/** The values that a field can have, where they are few. */
export const fieldValues: Readonly<Partial<Record<FieldName, readonly string[]>>> = {
  lang: ['nl', 'en', 'de', 'fr', 'other'],
  has: ['link', 'hashtag', 'handle', 'emoji', 'rating'],
  is: ['reply', 'repost', 'review'],
  topic: topics,
  intent: intents,
};
