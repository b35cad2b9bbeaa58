/** How fast both stores save mentions in pages of a hundred, as a share of the bare inserts of the same documents in the same
 *  run.  Usage: node bench/store.ts [mentions, 10000 unless told]; MongoDB takes part where MONGODB_URI is set. */
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { MongoClient } from 'mongodb';
import type { Mention } from '../src/model.ts';
import { mentionDocument } from '../src/store/mongodb-documents.ts';
import { openStore } from '../src/store/open.ts';
import type { Store } from '../src/store/store.ts';

const count = Number(process.argv[2] ?? 10_000);
const page = 100;
const pages = Array.from({ length: count / page }, (_, p) =>
  Array.from({ length: page }, (_, n) => mention(p * page + n)),
);

const folder = await mkdtemp(join(tmpdir(), 'klankbord-bench-'));
try {
  const bare = new DatabaseSync(join(folder, 'bare.db'));
  bare.exec(
    'PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; CREATE TABLE mentions (id TEXT PRIMARY KEY, body TEXT)',
  );
  const insert = bare.prepare('INSERT INTO mentions VALUES (?, ?)');
  const bareSpeed = await speed((mentions) => {
    bare.exec('BEGIN');
    for (const one of mentions) insert.run(one.id, JSON.stringify(one));
    bare.exec('COMMIT');
  });
  bare.close();
  const store = await openStore({ kind: 'sqlite', path: join(folder, 'klankbord.db') });
  report('SQLite', await savingSpeed(store), bareSpeed);
  await store.close();
} finally {
  await rm(folder, { recursive: true });
}

const url = process.env.MONGODB_URI;
if (url) {
  const database = `klankbord-bench-${randomUUID()}`;
  const client = new MongoClient(url, { w: 'majority' });
  try {
    const bare = client.db(database).collection<ReturnType<typeof mentionDocument>>('bare');
    const bareSpeed = await speed((mentions) => bare.insertMany(mentions.map(mentionDocument), { ordered: false }));
    const store = await openStore({ kind: 'mongodb', url, database });
    report('MongoDB', await savingSpeed(store), bareSpeed);
    await store.close();
  } finally {
    await client.db(database).dropDatabase();
    await client.close();
  }
} else {
  console.log('MongoDB: not run, MONGODB_URI is not set');
}

/** Mentions a second, each page with its checkpoint, as the daemon saves them. */
function savingSpeed(store: Store): Promise<number> {
  let n = 0;
  return speed((mentions) => {
    n += 1;
    return store.save({ mentions, checkpoint: { of: 'source:bench', at: { n } } });
  });
}

async function speed(save: (mentions: Mention[]) => unknown): Promise<number> {
  const start = performance.now();
  for (const mentions of pages) await save(mentions);
  return count / ((performance.now() - start) / 1000);
}

function report(name: string, saved: number, bare: number): void {
  const share = Math.round((100 * saved) / bare);
  console.log(
    `${name}: ${Math.round(saved)} mentions a second, ${share} % of the bare insert (${Math.round(bare)} a second)`,
  );
}

function mention(n: number): Mention {
  const id = `x:${n}`;
  const at = new Date(Date.parse('2026-11-01T00:00:00.000Z') + n * 60_000).toISOString();
  const words = Array.from({ length: 9 }, (_, k) => `w${((n * (k + 7)) % 5003).toString(36)}oord`);
  return {
    id,
    post: {
      id,
      source: 'x',
      url: `https://social.example/${n}`,
      author: { handle: `klant${n % 4001}`, name: 'J. de Vries' },
      text: `Al drie weken geen antwoord op mijn vraag ${words.join(' ')}`,
      createdAt: at,
    },
    via: 'bench',
    heardAt: at,
    matches: [{ rule: 'brand', start: 0, end: 2 }],
    language: 'nl',
    classification: {
      sentiment: { label: 'negative', score: -0.7 },
      complaint: { is: true, probability: 0.9, because: [] },
      aboutUs: 1,
      intent: 'complaint',
      severity: 1,
      topics: [{ topic: 'reachability', probability: 0.8 }],
      saysReported: 0.2,
    },
    verdict: null,
    reviewAt: null,
    copyOf: null,
    keys: [`url:social.example/${n}`, `handle:x:klant${n % 4001}`, ...words.map((word) => `term:${word}`)],
  };
}
