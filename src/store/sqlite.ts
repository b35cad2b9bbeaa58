import { randomBytes } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import { setImmediate } from 'node:timers/promises';
import type { Checkpoint } from '../../connectors/contract.ts';
import type { Deletion, Instant, Mention, Ticket } from '../model.ts';
import { authorOf, causeOf, split } from './about.ts';
import { cleanJson, cleanText } from './clean.ts';
import { explain, openFile, transaction } from './sqlite-file.ts';
import { keyedTable } from './sqlite-keyed.ts';
import { outbox } from './sqlite-outbox.ts';
import type { Answer, DigestRecord, Health, PersonLink, Store } from './store.ts';

const portion = 200;

/** The embedded store: one file, one transaction for each save. `:memory:` keeps nothing. */
export async function openSqlite(settings: {
  readonly path: string;
  /** How long to wait, in milliseconds, for another program that writes; it holds up everything here. */
  readonly patience?: number;
}): Promise<Store> {
  const db = openFile(settings.path, settings.patience ?? 5000);
  try {
    return sqliteStore(db, settings.path);
  } catch (error) {
    db.close();
    throw explain(error, settings.path);
  }
}

function sqliteStore(db: DatabaseSync, path: string): Store {
  const attempt = async <T>(act: () => T): Promise<T> => {
    try {
      return act();
    } catch (error) {
      throw explain(error, path);
    }
  };
  const mentions = keyedTable<Mention>(db, {
    table: 'mentions',
    keyTable: 'mention_keys',
    createdAt: (mention) => mention.post.createdAt,
    columns: ['author', 'review_at'],
    more: (mention) => [authorOf(mention), mention.reviewAt],
  });
  const tickets = keyedTable<Ticket>(db, {
    table: 'tickets',
    keyTable: 'ticket_keys',
    createdAt: (ticket) => ticket.createdAt,
    columns: [],
    more: () => [],
  });
  const alerts = outbox(db);
  const checkpoints = named<Checkpoint>(db, 'checkpoints', 'of');
  const digests = named<DigestRecord>(db, 'digests', 'week');
  const healths = named<Health>(db, 'health', 'part');

  const byAuthor = db.prepare('SELECT id FROM mentions WHERE author IN (SELECT value FROM json_each(?))');
  const reviewDue = db.prepare('SELECT body FROM mentions WHERE review_at <= ? ORDER BY review_at, n LIMIT ?');
  const between = db.prepare(
    'SELECT at, n, body FROM mentions WHERE at >= ? AND at < ? AND (at, n) > (?, ?) ORDER BY at, n LIMIT ?',
  );
  const putAnswer = db.prepare('INSERT OR REPLACE INTO answers (id, mention, at, body) VALUES (?, ?, ?, ?)');
  const answersAfter = db.prepare('SELECT at, id, body FROM answers WHERE (at, id) > (?, ?) ORDER BY at, id LIMIT ?');
  const removeAnswers = db.prepare('DELETE FROM answers WHERE mention IN (SELECT value FROM json_each(?))');
  const putLink = db.prepare('INSERT OR REPLACE INTO links (id, a, b, body) VALUES (?, ?, ?, ?)');
  const linksOf = db.prepare(
    `SELECT body FROM links WHERE (a = ?1 OR b = ?1) AND body ->> '$.until' IS NULL ORDER BY body ->> '$.at', id`,
  );
  const makeSecret = db.prepare(`INSERT OR IGNORE INTO secrets (name, value) VALUES ('hashes', ?)`);
  const readSecret = db.prepare(`SELECT value FROM secrets WHERE name = 'hashes'`);

  const deletedIds = (deletions: readonly Deletion[]): string[] => {
    const { ids, authors } = split(deletions);
    const theirs = authors.length === 0 ? [] : (byAuthor.all(cleanJson(authors)) as unknown as { id: string }[]);
    return [...ids, ...theirs.map((row) => row.id)];
  };
  const remove = (deletions: readonly Deletion[]) => {
    const ids = deletedIds(deletions);
    alerts.removeUnsent(ids.map(causeOf));
    removeAnswers.run(cleanJson(ids));
    mentions.remove(ids);
  };

  return {
    checkpoint: (of) => attempt(() => checkpoints.get(of)),
    known: (ids) => attempt(() => mentions.get(ids)),
    save: (changes) =>
      attempt(() =>
        transaction(db, () => {
          for (const alert of changes.alerts ?? []) alerts.put(alert);
          tickets.put(changes.tickets ?? []);
          mentions.put(changes.mentions ?? []);
          if (changes.deletions?.length) remove(changes.deletions);
          if (changes.digest) digests.put(changes.digest.week, changes.digest);
          if (changes.checkpoint) checkpoints.put(changes.checkpoint.of, changes.checkpoint.at);
        }),
      ),

    tickets: (ids) => attempt(() => tickets.get(ids)),
    findTickets: (search) => attempt(() => tickets.find(search)),
    findMentions: (search) => attempt(() => mentions.find(search)),
    reviewDue: (at, limit) => attempt(() => bodies<Mention>(reviewDue.all(at, limit))),
    async *mentionsBetween(from, to) {
      const end = Date.parse(to);
      let after = { at: Date.parse(from), n: -1 };
      for (;;) {
        const { at, n } = after;
        const rows = await attempt(() => between.all(at, end, at, n, portion) as unknown as (typeof after & Body)[]);
        for (const row of rows) yield JSON.parse(row.body) as Mention;
        if (rows.length < portion) return;
        after = rows.at(-1)!;
      }
    },

    outboxDue: (channel, at, limit) => attempt(() => alerts.due(channel, at, limit)),
    outboxParked: () => attempt(() => alerts.parked()),
    alert: (id) => attempt(() => alerts.get(id)),
    alertsAbout: (deletions) => attempt(() => alerts.about(deletedIds(deletions).map(causeOf))),
    markSent: (id, fingerprint, receipt) => attempt(() => alerts.markSent(id, fingerprint, receipt)),
    markFailed: (id, fingerprint, { error, notBefore, parked }) =>
      attempt(() => alerts.markFailed(id, fingerprint, error, notBefore, parked)),
    unpark: (channel) => attempt(() => alerts.unpark(channel)),

    digest: (week) => attempt(() => digests.get(week)),
    saveHealth: (health) => attempt(() => healths.put(health.part, health)),
    health: () => attempt(() => healths.all()),

    saveAnswer: (answer) =>
      attempt(() => {
        putAnswer.run(cleanText(answer.id), cleanText(answer.mention), answer.at, cleanJson(answer));
      }),
    async *answers() {
      let after = { at: '', id: '' };
      for (;;) {
        const { at, id } = after;
        const rows = await attempt(() => answersAfter.all(at, id, portion) as unknown as (typeof after & Body)[]);
        for (const row of rows) yield JSON.parse(row.body) as Answer;
        if (rows.length < portion) return;
        after = rows.at(-1)!;
      }
    },
    saveLink: (link) =>
      attempt(() => {
        putLink.run(cleanText(link.id), cleanText(link.a), cleanText(link.b), cleanJson(link));
      }),
    links: (identity) => attempt(() => bodies<PersonLink>(linksOf.all(cleanText(identity)))),

    async forgetBefore(before: Instant) {
      let count = 0;
      for (;;) {
        const old = await attempt(() => mentions.olderThan(before, portion));
        const stale = await attempt(() => tickets.olderThan(before, portion));
        if (old.length + stale.length === 0) break;
        await attempt(() =>
          transaction(db, () => {
            alerts.removeAbout(old.map(causeOf));
            removeAnswers.run(cleanJson(old));
            count += mentions.remove(old) + tickets.remove(stale);
          }),
        );
        await setImmediate();
      }
      await attempt(() => alerts.removeOld(before));
      return count;
    },
    secret: () =>
      attempt(() => {
        makeSecret.run(randomBytes(32));
        return (readSecret.get() as { value: Uint8Array }).value;
      }),
    close: () => attempt(() => (db.isOpen ? db.close() : undefined)),
  };
}

interface Body {
  readonly body: string;
}

function bodies<T>(rows: readonly unknown[]): T[] {
  return (rows as readonly Body[]).map((row) => JSON.parse(row.body) as T);
}

/** A table of JSON by one name. */
function named<T>(db: DatabaseSync, table: string, name: string) {
  const put = db.prepare(`INSERT OR REPLACE INTO ${table} (${name}, body) VALUES (?, ?)`);
  const get = db.prepare(`SELECT body FROM ${table} WHERE ${name} = ?`);
  const all = db.prepare(`SELECT body FROM ${table} ORDER BY ${name}`);
  return {
    put(key: string, value: T): void {
      put.run(cleanText(key), cleanJson(value));
    },
    get: (key: string): T | undefined => bodies<T>([get.get(cleanText(key))].filter((row) => row !== undefined))[0],
    all: (): T[] => bodies<T>(all.all()),
  };
}
