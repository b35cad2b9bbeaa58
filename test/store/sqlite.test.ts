import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Refused, Unavailable } from '../../src/net/errors.ts';
import { openStore, storeSettings } from '../../src/store/open.ts';
import { openSqlite } from '../../src/store/sqlite.ts';
import { explain } from '../../src/store/sqlite-file.ts';
import type { Store } from '../../src/store/store.ts';
import { before, change, told } from './crash-cases.ts';
import { all, mention, minute, noon } from './samples.ts';

let folder: string;
let path: string;
const open = () => openStore({ kind: 'sqlite', path });

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'klankbord-sqlite-'));
  path = join(folder, 'data', 'klankbord.db');
});
afterEach(() => rm(folder, { recursive: true }));

/** Opens, acts and closes. */
async function opened<T>(act: (store: Store) => Promise<T>): Promise<T> {
  const store = await open();
  return act(store).finally(() => store.close());
}

describe('the SQLite file', () => {
  it('can be read by its owner only, with what lies beside it', async () => {
    await opened(async (store) => {
      await store.save({ mentions: [mention('x:1')] });
      for (const name of [path, `${path}-wal`, `${path}-shm`])
        expect((await stat(name)).mode & 0o777, name).toBe(0o600);
      expect((await stat(join(folder, 'data'))).mode & 0o777).toBe(0o700);
    });
  });

  it('holds nothing any more of what was deleted', async () => {
    const secret = 'een-heel-bijzonder-woord';
    await opened((store) => store.save({ mentions: [mention('x:1', { text: secret, keys: [`term:${secret}`] })] }));
    expect(await readFile(path, 'latin1')).toContain(secret);
    await opened((store) => store.save({ deletions: [{ id: 'x:1' }] }));
    expect(await readFile(path, 'latin1')).not.toContain(secret);
  });

  it('refuses a file of another program, of a newer version, and one that is no database', async () => {
    await opened(async () => {});
    const newer = new DatabaseSync(path);
    newer.exec('PRAGMA user_version = 999');
    newer.close();
    await expect(open()).rejects.toThrow(Refused);
    await expect(open()).rejects.toThrow(`store ${path}: made by a newer Klankbord (version 999)`);

    path = join(folder, 'other.db');
    const other = new DatabaseSync(path);
    other.exec('CREATE TABLE invoices (id)');
    other.close();
    await expect(open()).rejects.toThrow('belongs to another program; give another path');

    path = join(folder, 'letter.txt');
    await writeFile(path, 'Geachte heer, mevrouw, '.repeat(100));
    await expect(open()).rejects.toThrow(Refused);
    await expect(open()).rejects.toThrow('file is not a database; this is no SQLite database: give another path');
  });

  it('says of a damaged file what to do', async () => {
    const mentions = Array.from({ length: 300 }, (_, n) => mention(`x:${n}`));
    await opened((store) => store.save({ mentions }));
    await truncate(path, 40_000);
    const reading = async () => {
      const store = await open();
      await all(store.mentionsBetween(noon, minute(1))).finally(() => store.close());
    };
    await expect(reading()).rejects.toThrow(Refused);
    await expect(reading()).rejects.toThrow('the file is damaged: put back a backup');
  });

  it('says of a path that cannot be made what to do', async () => {
    await writeFile(join(folder, 'data'), '');
    await expect(open()).rejects.toThrow('give a path to a file in a folder');
  });

  it('is read, but says why it cannot be written, while another program holds it', async () => {
    const store = await openSqlite({ path, patience: 50 });
    await store.save({ mentions: [mention('x:1')] });
    const other = new DatabaseSync(path);
    other.exec('BEGIN IMMEDIATE');
    expect((await store.known(['x:1'])).size).toBe(1);
    const saving = store.save({ mentions: [mention('x:2')] });
    await expect(saving).rejects.toThrow(Unavailable);
    await expect(saving).rejects.toThrow('another program holds this file');
    other.exec('ROLLBACK');
    other.close();
    await store.save({ mentions: [mention('x:2')] });
    expect((await store.known(['x:2'])).size).toBe(1);
    await store.close();
  });

  it('says of a full disk to make room', () => {
    const full = new DatabaseSync(':memory:');
    full.exec('PRAGMA max_page_count = 2; CREATE TABLE t (a)');
    let failure: unknown;
    try {
      full.exec(`INSERT INTO t VALUES (zeroblob(100000))`);
    } catch (error) {
      failure = explain(error, 'care.db');
    }
    full.close();
    expect(failure).toBeInstanceOf(Unavailable);
    expect(String(failure)).toContain('store care.db: database or disk is full; the disk is full: make room');
  });
});

describe('the SQLite store that is stopped', () => {
  it('has all of a save or nothing, whichever write fails, and then comes to the same', async () => {
    const wanted = await opened(async (store) => {
      await before(store);
      await store.save(change);
      return told(store);
    });

    path = join(folder, 'stopped.db');
    await opened(before);
    const fence = stopWrites();
    const store = await open();
    const untouched = await told(store);
    let survive = 0;
    for (; ; survive += 1) {
      fence.prepare('UPDATE fence SET left = ?').run(survive);
      const failure = await store.save(change).catch((error: unknown) => error);
      if (failure === undefined) break;
      expect(String(failure)).toContain('stopped');
      expect(await told(store), `stopped at write ${survive}`).toEqual(untouched);
    }
    expect(survive).toBeGreaterThan(15);
    expect(await told(store)).toEqual(wanted);
    await store.close();
    fence.close();
  });

  it('has every page that it said to have, whole, after its process was killed', async () => {
    let said = 0;
    for (let kill = 0; kill < 3; kill += 1) {
      const child = spawn(process.execPath, [join(import.meta.dirname, 'write-for-ever.ts'), path], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      const enough = said + 10;
      child.stdout.on('data', (data) => {
        said = Math.max(said, ...String(data).trim().split('\n').map(Number));
        if (said >= enough) child.kill('SIGKILL');
      });
      await once(child, 'close');
      await opened(async (store) => {
        const n = Number((await store.checkpoint('source:timeline'))?.n);
        expect(n).toBeGreaterThanOrEqual(said);
        expect(await all(store.mentionsBetween(noon, minute(1)))).toHaveLength(2 * n);
        expect(await store.outboxDue('care', noon, 10_000)).toHaveLength(2 * n);
        const found = await store.findMentions({ keys: ['term:all'], from: noon, to: noon, perKey: 10_000 });
        expect(found).toHaveLength(2 * n);
        said = n;
      });
    }
    const file = new DatabaseSync(path);
    expect(file.prepare('PRAGMA integrity_check').get()).toEqual({ integrity_check: 'ok' });
    file.close();
  }, 30_000);
});

describe('the section store', () => {
  it('takes a file or an address, and nothing besides', () => {
    expect(storeSettings.parse({ kind: 'sqlite' })).toEqual({ kind: 'sqlite', path: '.klankbord/klankbord.db' });
    expect(storeSettings.safeParse({ kind: 'mongodb', url: 'mongodb://db/care' }).success).toBe(true);
    for (const wrong of [{ kind: 'mongodb', url: 'http://db' }, { kind: 'sqlite', file: 'a' }, { kind: 'mysql' }]) {
      expect(storeSettings.safeParse(wrong).success, JSON.stringify(wrong)).toBe(false);
    }
  });
});

/** Makes every write fail once as many have passed as the table `fence` says. */
function stopWrites(): DatabaseSync {
  const db = new DatabaseSync(path);
  db.exec('PRAGMA synchronous = OFF; BEGIN; CREATE TABLE fence (left INTEGER); INSERT INTO fence VALUES (0)');
  for (const table of [
    'alerts',
    'tickets',
    'ticket_keys',
    'mentions',
    'mention_keys',
    'answers',
    'digests',
    'checkpoints',
  ]) {
    for (const act of ['INSERT', 'UPDATE', 'DELETE']) {
      db.exec(`CREATE TRIGGER stop_${act}_${table} BEFORE ${act} ON ${table} BEGIN
        UPDATE fence SET left = left - 1;
        SELECT RAISE(ABORT, 'stopped') WHERE (SELECT left FROM fence) < 0; END`);
    }
  }
  db.exec('COMMIT');
  return db;
}
