import type { DatabaseSync } from 'node:sqlite';
import type { Receipt } from '../../connectors/contract.ts';
import type { Alert, Instant } from '../model.ts';
import { cleanJson, cleanText } from './clean.ts';
import type { OutboxRow } from './store.ts';

interface Row {
  readonly body: string;
  readonly state: OutboxRow['state'];
  readonly receipt: string | null;
  readonly attempts: number;
  readonly not_before: string | null;
  readonly error: string | null;
}

const fate = 'body, state, receipt, attempts, not_before, error';

/** The alerts and what became of each. */
export function outbox(db: DatabaseSync) {
  const upsert = db.prepare(
    `INSERT INTO alerts (id, channel, cause, fingerprint, created_at, only_edit, body, not_before, state)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, 'due')
     ON CONFLICT (id) DO UPDATE SET channel = excluded.channel, cause = excluded.cause, fingerprint = excluded.fingerprint,
       created_at = excluded.created_at, only_edit = excluded.only_edit, body = excluded.body,
       state = 'due', attempts = 0, not_before = excluded.not_before, error = NULL
     WHERE fingerprint <> excluded.fingerprint`,
  );
  const due = db.prepare(
    `SELECT ${fate} FROM alerts WHERE channel = ? AND state = 'due' AND (not_before IS NULL OR not_before <= ?)
       AND (only_edit = 0 OR receipt IS NOT NULL) ORDER BY created_at, id LIMIT ?`,
  );
  const parked = db.prepare(`SELECT ${fate} FROM alerts WHERE state = 'parked' ORDER BY created_at, id`);
  const one = db.prepare(`SELECT ${fate} FROM alerts WHERE id = ?`);
  const about = db.prepare(
    `SELECT ${fate} FROM alerts WHERE cause IN (SELECT value FROM json_each(?)) ORDER BY created_at, id`,
  );
  const sent = db.prepare(
    `UPDATE alerts SET receipt = ?1, attempts = 0, not_before = NULL, error = NULL,
       state = CASE fingerprint WHEN ?2 THEN 'sent' ELSE state END WHERE id = ?3`,
  );
  const failed = db.prepare(
    `UPDATE alerts SET attempts = attempts + 1, error = ?, not_before = ?, state = ?
     WHERE id = ? AND fingerprint = ? AND state = 'due'`,
  );
  const unpark = db.prepare(
    `UPDATE alerts SET state = 'due', attempts = 0, not_before = NULL WHERE state = 'parked' AND channel = ?`,
  );
  const removeUnsent = db.prepare(
    `DELETE FROM alerts WHERE receipt IS NULL AND only_edit = 0 AND cause IN (SELECT value FROM json_each(?))`,
  );
  const removeAbout = db.prepare('DELETE FROM alerts WHERE cause IN (SELECT value FROM json_each(?))');
  const removeOld = db.prepare(
    `DELETE FROM alerts WHERE created_at < ? AND (state <> 'due' OR (only_edit = 1 AND receipt IS NULL))`,
  );

  return {
    put(alert: Alert): void {
      const { id, channel, message, fingerprint, createdAt, onlyEdit, holdUntil } = alert;
      const onlyEditing = onlyEdit === true ? 1 : 0;
      const [row, where, cause, print] = [id, channel, message.cause, fingerprint].map(cleanText);
      upsert.run(row!, where!, cause!, print!, createdAt, onlyEditing, cleanJson(alert), holdUntil ?? null);
    },
    due: (channel: string, at: Instant, limit: number) => rows(due.all(cleanText(channel), at, limit)),
    parked: () => rows(parked.all()),
    get: (id: string): OutboxRow | undefined => rows([one.get(cleanText(id))])[0],
    about: (causes: readonly string[]) => rows(about.all(cleanJson(causes))),
    markSent(id: string, fingerprint: string, receipt: Receipt): void {
      sent.run(cleanJson(receipt), cleanText(fingerprint), cleanText(id));
    },
    markFailed(id: string, fingerprint: string, error: string, notBefore: Instant | null, isParked: boolean): void {
      failed.run(cleanText(error), notBefore, isParked ? 'parked' : 'due', cleanText(id), cleanText(fingerprint));
    },
    unpark: (channel: string) => Number(unpark.run(cleanText(channel)).changes),
    removeUnsent: (causes: readonly string[]) => removeUnsent.run(cleanJson(causes)),
    removeAbout: (causes: readonly string[]) => removeAbout.run(cleanJson(causes)),
    removeOld: (before: Instant) => removeOld.run(before),
  };
}

function rows(found: readonly unknown[]): OutboxRow[] {
  return (found as readonly (Row | undefined)[])
    .filter((row) => row !== undefined)
    .map((row) => ({
      ...(JSON.parse(row.body) as Alert),
      state: row.state,
      receipt: row.receipt === null ? null : (JSON.parse(row.receipt) as Receipt),
      attempts: row.attempts,
      notBefore: row.not_before,
      error: row.error,
    }));
}
