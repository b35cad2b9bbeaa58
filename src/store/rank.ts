import type { Instant } from '../model.ts';

/** One row that a key was found in, and when the post or ticket was created (milliseconds). */
export interface Hit<Row> {
  readonly row: Row;
  readonly at: number;
}

interface Candidate<Row> extends Hit<Row> {
  score: number;
}

/** What the hits of one key tell. */
interface Found<Row> {
  readonly key: string;
  /** The newest of the span, the newest first. */
  readonly hits: readonly Hit<Row>[];
}

interface Span {
  readonly from: Instant;
  readonly to: Instant;
  readonly perKey: number;
}

/** The best rows, best first, in groups of equals: as many groups as reach the limit. A shared key counts for more the fewer
 *  rows of the span have it, and one that is certain (anything but a name or a term) for more than all others together.
 *  Equals stand by nearness to a moment. Does not depend on the order of keys. */
export function best<Row>(
  found: readonly Found<Row>[],
  span: Span,
  { limit, near }: { readonly limit: number; readonly near: Instant },
): Row[][] {
  const candidates = new Map<Row, Candidate<Row>>();
  for (const one of found) {
    const worth = worthOf(one, span);
    for (const { row, at } of one.hits) {
      const known = candidates.get(row);
      if (known) known.score += worth;
      else candidates.set(row, { row, at, score: worth });
    }
  }
  const moment = Date.parse(near);
  const far = ({ at }: Candidate<Row>) => Math.abs(at - moment);
  const sorted = [...candidates.values()].sort((a, b) => b.score - a.score || far(a) - far(b));
  const groups: Row[][] = [];
  let before: Candidate<Row> | undefined;
  for (const [place, one] of sorted.entries()) {
    if (before && before.score === one.score && far(before) === far(one)) groups.at(-1)?.push(one.row);
    else if (place >= limit) break;
    else groups.push([one.row]);
    before = one;
  }
  return groups;
}

/** What those rows hold, best first, equals by id. */
export function inOrder<Row, Item extends { readonly id: string }>(
  groups: readonly (readonly Row[])[],
  items: ReadonlyMap<Row, Item>,
  limit: number,
): Item[] {
  const byId = (a: Item, b: Item) => (a.id < b.id ? -1 : 1);
  return groups.flatMap((rows) => rows.flatMap((row) => items.get(row) ?? []).sort(byId)).slice(0, limit);
}

/** More than all names and terms of a document together. */
const certain = 1_000_000;
/** A key that this many rows of a span have tells one bit. */
const common = 1000;

/** Whole, so that no order of adding up makes a difference. */
function worthOf<Row>({ key, hits }: Found<Row>, span: Span): number {
  if (!key.startsWith('term:') && !key.startsWith('name:')) return certain;
  return Math.round(64 * Math.log2(1 + common / frequency(hits, span)));
}

/** How many rows of the span have a key: as many as were found, or, where the limit cut, as their density tells. */
function frequency<Row>(hits: readonly Hit<Row>[], { from, to, perKey }: Span): number {
  const oldest = hits.at(-1);
  if (oldest === undefined || hits.length < perKey) return Math.max(1, hits.length);
  const [start, end] = [Date.parse(from), Date.parse(to)];
  return (hits.length * (end - start + 1)) / (end - oldest.at + 1);
}
