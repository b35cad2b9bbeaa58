import { chmodSync, closeSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { Refused, Unavailable } from '../net/errors.ts';

/** One step for each version that the file can have; a step that is out in the world is never changed, only followed. */
const migrations: readonly string[] = [
  `CREATE TABLE mentions (
     n INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, at INTEGER NOT NULL, body TEXT NOT NULL,
     author TEXT NOT NULL, review_at TEXT
   ) STRICT;
   CREATE INDEX mentions_at ON mentions (at);
   CREATE INDEX mentions_author ON mentions (author);
   CREATE INDEX mentions_review ON mentions (review_at) WHERE review_at IS NOT NULL;
   CREATE TABLE mention_keys (
     key TEXT NOT NULL, at INTEGER NOT NULL, n INTEGER NOT NULL, PRIMARY KEY (key, at, n)
   ) STRICT, WITHOUT ROWID;

   CREATE TABLE tickets (
     n INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, at INTEGER NOT NULL, body TEXT NOT NULL
   ) STRICT;
   CREATE INDEX tickets_at ON tickets (at);
   CREATE TABLE ticket_keys (
     key TEXT NOT NULL, at INTEGER NOT NULL, n INTEGER NOT NULL, PRIMARY KEY (key, at, n)
   ) STRICT, WITHOUT ROWID;

   CREATE TABLE alerts (
     id TEXT PRIMARY KEY, channel TEXT NOT NULL, cause TEXT NOT NULL, fingerprint TEXT NOT NULL, created_at TEXT NOT NULL,
     only_edit INTEGER NOT NULL, body TEXT NOT NULL, state TEXT NOT NULL, receipt TEXT, attempts INTEGER NOT NULL DEFAULT 0,
     not_before TEXT, error TEXT
   ) STRICT;
   CREATE INDEX alerts_due ON alerts (channel, created_at) WHERE state = 'due';
   CREATE INDEX alerts_parked ON alerts (channel) WHERE state = 'parked';
   CREATE INDEX alerts_cause ON alerts (cause);
   CREATE INDEX alerts_created ON alerts (created_at);

   CREATE TABLE answers (id TEXT PRIMARY KEY, mention TEXT NOT NULL, at TEXT NOT NULL, body TEXT NOT NULL) STRICT;
   CREATE INDEX answers_mention ON answers (mention);
   CREATE INDEX answers_at ON answers (at, id);
   CREATE TABLE links (id TEXT PRIMARY KEY, a TEXT NOT NULL, b TEXT NOT NULL, body TEXT NOT NULL) STRICT;
   CREATE INDEX links_a ON links (a);
   CREATE INDEX links_b ON links (b);
   CREATE TABLE checkpoints (of TEXT PRIMARY KEY, body TEXT NOT NULL) STRICT;
   CREATE TABLE digests (week TEXT PRIMARY KEY, body TEXT NOT NULL) STRICT;
   CREATE TABLE health (part TEXT PRIMARY KEY, body TEXT NOT NULL) STRICT;
   CREATE TABLE secrets (name TEXT PRIMARY KEY, value BLOB NOT NULL) STRICT;`,
];

/** Opens (or makes, readable by its owner only) the database file at the newest version.
 *  Throws Refused for a file that is not ours, damaged or newer than this program, and Unavailable where disk or lock fail. */
export function openFile(path: string, patience: number): DatabaseSync {
  let db: DatabaseSync | undefined;
  try {
    if (path !== ':memory:') makePrivate(path);
    db = new DatabaseSync(path, { timeout: patience });
    // FULL, because a webhook is answered and an alert marked as sent on the strength of a commit: no source repeats those.
    // It costs one fsync for a page, not for a post.
    db.exec(
      'PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA cache_size = -16000; PRAGMA secure_delete = ON; PRAGMA wal_autocheckpoint = 4000',
    );
    migrate(db, path);
    return db;
  } catch (error) {
    db?.close();
    throw explain(error, path);
  }
}

/** All or nothing. */
export function transaction(db: DatabaseSync, act: () => void): void {
  db.exec('BEGIN IMMEDIATE');
  try {
    act();
    db.exec('COMMIT');
  } catch (error) {
    if (db.isTransaction) db.exec('ROLLBACK');
    throw error;
  }
}

/** What went wrong, and what a person can do about it; anything that is not SQLite's or the disk's is given back as it is. */
export function explain(error: unknown, path: string): unknown {
  if (!(error instanceof Error)) return error;
  const because = (kind: typeof Refused, remedy: string) =>
    new kind(`store ${path}: ${error.message}; ${remedy}`, { cause: error });
  if ('errcode' in error && typeof error.errcode === 'number') {
    const [kind, remedy] = remedies[error.errcode & 0xff] ?? [Unavailable, 'trying again may help'];
    return because(kind, remedy);
  }
  const code = 'code' in error ? error.code : undefined;
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS') {
    return because(Unavailable, 'let the user that runs Klankbord write to this folder');
  }
  if (code === 'ENOSPC' || code === 'EDQUOT') return because(Unavailable, 'make room on this disk');
  if (code === 'ENOTDIR' || code === 'EEXIST' || code === 'EISDIR') {
    return because(Refused, 'give a path to a file in a folder');
  }
  return error;
}

/** By SQLite's primary result code: https://sqlite.org/rescode.html */
const remedies: Readonly<Record<number, readonly [typeof Refused, string]>> = {
  5: [Unavailable, 'another program holds this file: stop it, or give each its own'],
  6: [Unavailable, 'another program holds this file: stop it, or give each its own'],
  8: [Unavailable, 'let the user that runs Klankbord write to this file'],
  10: [Unavailable, 'the disk reports an error: check it'],
  11: [Refused, 'the file is damaged: put back a backup, or move it away to start anew'],
  13: [Unavailable, 'the disk is full: make room'],
  14: [Unavailable, 'check that the folder exists and may be written to'],
  26: [Refused, 'this is no SQLite database: give another path'],
};

function makePrivate(path: string): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  closeSync(openSync(path, 'a', 0o600));
  chmodSync(path, 0o600);
}

function migrate(db: DatabaseSync, path: string): void {
  transaction(db, () => {
    const version = Number(db.prepare('PRAGMA user_version').get()?.user_version);
    if (version > migrations.length) {
      throw new Refused(
        `store ${path}: made by a newer Klankbord (version ${version}); run that one, or give another path`,
      );
    }
    if (version === 0 && db.prepare('SELECT 1 FROM sqlite_schema').get() !== undefined) {
      throw new Refused(`store ${path}: this database belongs to another program; give another path`);
    }
    for (const step of migrations.slice(version)) db.exec(step);
    db.exec(`PRAGMA user_version = ${migrations.length}`);
  });
}
