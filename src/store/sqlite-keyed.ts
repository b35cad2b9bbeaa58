import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite';
import type { Instant } from '../model.ts';
import { cleanJson, cleanText } from './clean.ts';
import { best, type Hit, inOrder } from './rank.ts';
import type { Search } from './store.ts';

/** What the two tables of documents with keys have in common. */
interface Keyed {
  readonly id: string;
  readonly keys: readonly string[];
}

interface Shape<Item> {
  readonly table: string;
  readonly keyTable: string;
  readonly createdAt: (item: Item) => Instant;
  /** Columns of this table alone, in the order of `more`. */
  readonly columns: readonly string[];
  readonly more: (item: Item) => readonly SQLInputValue[];
}

interface Row {
  readonly n: number;
  readonly at: number;
  readonly body: string;
}

export interface KeyedTable<Item> {
  put(items: readonly Item[]): void;
  remove(ids: readonly string[]): number;
  get(ids: readonly string[]): ReadonlyMap<string, Item>;
  find(search: Search): readonly Item[];
  /** The ids of at most `limit` items created before this. */
  olderThan(before: Instant, limit: number): readonly string[];
}

/** Documents with an index from key to the newest first. The index is covering (key, time, row) and has no index back from
 *  row to keys: the document itself tells which keys it has. */
export function keyedTable<Item extends Keyed>(db: DatabaseSync, shape: Shape<Item>): KeyedTable<Item> {
  const { table, keyTable } = shape;
  const columns = ['id', 'at', 'body', ...shape.columns];
  const rowOf = db.prepare(`SELECT n, at, body FROM ${table} WHERE id = ?`);
  const upsert = db.prepare(
    `INSERT INTO ${table} (${columns}) VALUES (${columns.map(() => '?')})
     ON CONFLICT (id) DO UPDATE SET ${columns.map((name) => `${name} = excluded.${name}`)} RETURNING n`,
  );
  const removeRow = db.prepare(`DELETE FROM ${table} WHERE n = ?`);
  const addKey = db.prepare(`INSERT OR IGNORE INTO ${keyTable} (key, at, n) VALUES (?, ?, ?)`);
  const removeKey = db.prepare(`DELETE FROM ${keyTable} WHERE key = ? AND at = ? AND n = ?`);
  const bodies = arrays(db, `SELECT body FROM ${table} WHERE id IN (SELECT value FROM json_each(?))`);
  const rowsByNumber = arrays(
    db,
    `SELECT n, body FROM ${table} WHERE n IN (SELECT value FROM json_each(?)) ORDER BY at, id`,
  );
  // One statement for all keys of a search, with a text for each key: most of the cost would be in crossing over for each.
  const newest = arrays(
    db,
    `SELECT value, (SELECT group_concat(n || ',' || at) FROM (
       SELECT n, at FROM ${keyTable} WHERE key = value AND at BETWEEN ?2 AND ?3 ORDER BY at DESC LIMIT ?4
     )) FROM json_each(?1)`,
  );
  const ofMoment = arrays(
    db,
    `SELECT n FROM ${keyTable} JOIN ${table} USING (n) WHERE key = ? AND ${keyTable}.at = ? ORDER BY id LIMIT ?`,
  );
  const older = arrays(db, `SELECT id FROM ${table} WHERE at < ? ORDER BY at LIMIT ?`);

  const parse = (rows: readonly unknown[]) => rows.map((row) => JSON.parse((row as [string])[0]) as Item);
  const dropKeys = (row: Row) => {
    for (const key of (JSON.parse(row.body) as Item).keys) removeKey.run(key, row.at, row.n);
  };

  /** The newest of each key. */
  const hitsOf = ({ keys, from, to, perKey }: Search): { key: string; hits: Hit<number>[] }[] => {
    const asked = JSON.stringify([...new Set(keys.map(cleanText))]);
    const rows = newest.all(asked, Date.parse(from), Date.parse(to), perKey + 1);
    return (rows as unknown as [key: string, pairs: string | null][]).flatMap(([key, pairs]) =>
      pairs === null ? [] : [{ key, hits: atMost(perKey, key, hitsIn(pairs)) }],
    );
  };
  /** Only where the limit cuts between rows of one moment their ids are looked up. */
  const atMost = (perKey: number, key: string, hits: Hit<number>[]): Hit<number>[] => {
    const more = hits[perKey];
    if (more === undefined) return hits;
    const newer = hits.filter(({ at }) => at > more.at);
    if (newer.length === perKey) return newer;
    const same = ofMoment.all(key, more.at, perKey - newer.length) as unknown as [n: number][];
    return [...newer, ...same.map(([row]) => ({ row, at: more.at }))];
  };
  /** The oldest first. */
  const read = (numbers: readonly number[]): ReadonlyMap<number, Item> => {
    const rows = numbers.length === 0 ? [] : rowsByNumber.all(JSON.stringify(numbers));
    return new Map((rows as unknown as [number, string][]).map(([n, body]) => [n, JSON.parse(body) as Item]));
  };

  return {
    put(items) {
      const entries: [key: string, at: number, n: number][] = [];
      // The last of each id: what an earlier one would add, it would have to take away again.
      for (const item of new Map(items.map((item) => [item.id, item])).values()) {
        const id = cleanText(item.id);
        const body = cleanJson(item);
        const before = rowOf.get(id) as Row | undefined;
        if (before?.body === body) continue;
        if (before !== undefined) dropKeys(before);
        const at = Date.parse(shape.createdAt(item));
        const { n } = upsert.get(id, at, body, ...shape.more(item)) as { n: number };
        for (const key of item.keys) entries.push([cleanText(key), at, n]);
      }
      // In the order of the index, so that a page of it is touched once for a save and not once for a key.
      entries.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
      for (const [key, at, n] of entries) addKey.run(key, at, n);
    },
    remove(ids) {
      let count = 0;
      for (const id of ids) {
        const row = rowOf.get(cleanText(id)) as Row | undefined;
        if (row === undefined) continue;
        dropKeys(row);
        removeRow.run(row.n);
        count += 1;
      }
      return count;
    },
    get(ids) {
      const items = parse(bodies.all(cleanJson(ids)));
      return new Map(items.map((item) => [item.id, item]));
    },
    find(search) {
      const found = hitsOf(search);
      const { best: wanted } = search;
      if (wanted === undefined) return [...read(found.flatMap(({ hits }) => hits.map(({ row }) => row))).values()];
      const groups = best(found, search, wanted);
      return inOrder(groups, read(groups.flat()), wanted.limit);
    },
    olderThan(before, limit) {
      return older.all(Date.parse(before), limit).map((row) => (row as unknown as [string])[0]);
    },
  };
}

function arrays(db: DatabaseSync, sql: string): StatementSync {
  const statement = db.prepare(sql);
  statement.setReturnArrays(true);
  return statement;
}

/** The newest first, from `row,time,row,time…`. */
function hitsIn(pairs: string): Hit<number>[] {
  const numbers = JSON.parse(`[${pairs}]`) as number[];
  const hits: Hit<number>[] = [];
  for (let n = 0; n < numbers.length; n += 2) hits.push({ row: numbers[n]!, at: numbers[n + 1]! });
  return hits.sort((a, b) => b.at - a.at);
}
