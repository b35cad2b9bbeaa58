/** Posts a second through the whole way (match, skip known, classify, judge, alert, save), as a ratio to a bare insert of
 *  the same posts into the same kind of store, and the memory after a million posts of which one in a hundred matches.
 *  `node bench/pipeline.ts [posts] [--fast]`; with MONGODB_URI set, MongoDB too. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { lastValueFrom } from 'rxjs';
import { openClassifier } from '../src/classification/open.ts';
import { takeTurns } from '../src/flow/turn.ts';
import { compile } from '../src/matching/match.ts';
import type { Company, Post } from '../src/model.ts';
import { hearPosts, type Parts } from '../src/pipeline.ts';
import { readRules } from '../src/rules.ts';
import { openStore, type StoreSettings } from '../src/store/open.ts';

const total = Number(process.argv.find((word) => /^\d+$/.test(word)) ?? 1_000_000);
const fast = process.argv.includes('--fast');
const pageSize = 500;
const company: Company = {
  name: 'Voorbeeldia',
  names: [],
  handles: ['voorbeeldia'],
  locale: 'nl',
  timeZone: 'Europe/Amsterdam',
  references: [],
};

const words =
  'de het een ik je niet dat is op van met voor naar trein fiets koffie regen vandaag morgen werk school eten voetbal film boek weer mooi laat vroeg stad huis tuin hond kat muziek winkel straat avond week maand jaar leuk goed snel lang'.split(
    ' ',
  );
const grievances = [
  'neemt niet op, al een uur in de wacht',
  'rekent twee keer af en geeft geen antwoord',
  'bezorgt weer niet, dag vrij genomen voor niets',
];

/** The same posts for everybody who is measured; one in a hundred names the company. */
function pageAt(page: number): Post[] {
  return Array.from({ length: Math.min(pageSize, total - page * pageSize) }, (_, index): Post => {
    const number = page * pageSize + index;
    let text = '';
    for (let word = 0; word < 16; word++) text += `${words[(number * 7 + word * word * 3 + word) % words.length]} `;
    if (number % 100 === 0) text += `@voorbeeldia ${grievances[(number / 100) % grievances.length]} ${number}`;
    return {
      id: `x:${number}`,
      source: 'x',
      url: `https://x.example/${number}`,
      author: { handle: `user${number % 5_000}`, name: null },
      text,
      createdAt: new Date(1_790_000_000_000 + number * 1_000).toISOString(),
    };
  });
}

async function partsFor(settings: StoreSettings): Promise<{ parts: Parts; close(): Promise<void> }> {
  const store = await openStore(settings);
  const classifier = await openClassifier({ fast });
  const { rules } = await readRules(new URL('../rules', import.meta.url).pathname);
  const now = () => 1_790_000_000_000 + total * 1_000;
  const secret = await store.secret();
  const day = 86_400_000;
  const parts: Parts = {
    hearing: { matcher: compile(rules, company), classifier, company, complaint: 0.5, now },
    store,
    policy: {
      company,
      routes: [{ channels: ['care'], verdicts: ['unknown', 'unreported'], severity: 0 }],
      within: 365 * day,
      patience: 0,
    },
    channels: ['care'],
    context: async () => ({
      company,
      secret,
      now: now(),
      watermark: null,
      grace: 600_000,
      windowBefore: 30 * day,
      windowAfter: 3 * day,
    }),
    secret,
    now,
    report: () => undefined,
    turn: takeTurns(),
  };
  return {
    parts,
    close: async () => {
      await classifier.close();
      await store.close();
    },
  };
}

/** Posts a second by the clock, and what one costs all threads of this process, in microseconds. */
interface Pace {
  readonly rate: number;
  readonly cost: number;
}

function startClock(): () => Pace {
  const began = performance.now();
  const used = process.cpuUsage();
  return () => {
    const { user, system } = process.cpuUsage(used);
    return { rate: total / ((performance.now() - began) / 1_000), cost: (user + system) / total };
  };
}

async function throughPipeline(settings: StoreSettings): Promise<Pace> {
  const { parts, close } = await partsFor(settings);
  const stop = startClock();
  for (let page = 0; page * pageSize < total; page++) {
    await lastValueFrom(
      hearPosts({ items: pageAt(page) }, 'bench', { of: 'source:bench', at: { at: { page } } }, parts),
    );
  }
  const pace = stop();
  await close();
  return pace;
}

function bareSqlite(path: string): Pace {
  const db = new DatabaseSync(path);
  db.exec('PRAGMA journal_mode = WAL; CREATE TABLE posts (id TEXT PRIMARY KEY, body TEXT)');
  const insert = db.prepare('INSERT INTO posts VALUES (?, ?)');
  const stop = startClock();
  for (let page = 0; page * pageSize < total; page++) {
    db.exec('BEGIN');
    for (const post of pageAt(page)) insert.run(post.id, JSON.stringify(post));
    db.exec('COMMIT');
  }
  const pace = stop();
  db.close();
  return pace;
}

async function bareMongo(url: string, name: string): Promise<Pace> {
  // Loaded here alone: the memory measured is that of a daemon on SQLite, which never loads it.
  const { MongoClient } = await import('mongodb');
  const client = new MongoClient(url);
  const posts = client.db(name).collection<{ _id: string } & Post>('posts');
  const stop = startClock();
  for (let page = 0; page * pageSize < total; page++) {
    await posts.insertMany(pageAt(page).map((post) => ({ _id: post.id, ...post })));
  }
  const pace = stop();
  await client.db(name).dropDatabase();
  await client.close();
  return pace;
}

function tell(store: string, pipeline: Pace, bare: Pace): void {
  const each = ({ rate, cost }: Pace): string =>
    `${Math.round(rate).toLocaleString('en')} posts/s (${cost.toFixed(1)} µs of processor each)`;
  const ratio = `ratio ${(pipeline.rate / bare.rate).toFixed(2)} by the clock, ${(bare.cost / pipeline.cost).toFixed(2)} by the processor`;
  console.log(`${store}: ${each(pipeline)} through the pipeline, ${each(bare)} bare insert: ${ratio}`);
}

const folder = mkdtempSync(join(tmpdir(), 'klankbord-bench-'));
try {
  const pipeline = await throughPipeline({ kind: 'sqlite', path: join(folder, 'pipeline.db') });
  const { rss } = process.memoryUsage();
  tell('SQLite', pipeline, bareSqlite(join(folder, 'bare.db')));
  console.log(
    `memory after ${total.toLocaleString('en')} posts, one in a hundred matching: ${Math.round(rss / 1_048_576)} MB`,
  );
  const url = process.env.MONGODB_URI;
  if (url) {
    const name = `bench_${process.pid}`;
    tell(
      'MongoDB',
      await throughPipeline({ kind: 'mongodb', url, database: name }),
      await bareMongo(url, `${name}_bare`),
    );
  } else console.log('MongoDB: not run; set MONGODB_URI');
} finally {
  rmSync(folder, { recursive: true, force: true });
}
