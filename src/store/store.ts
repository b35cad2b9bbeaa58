import type { Checkpoint, Receipt } from '../../connectors/contract.ts';
import type { Alert, Deletion, Instant, Mention, Ticket } from '../model.ts';

/** What one page (or one review of verdicts, or one digest) changes. Saving it twice is saving it once. */
export interface Changes {
  /** Written first: a complaint whose alert is lost would be known and silent for ever. */
  readonly alerts?: readonly Alert[];
  readonly tickets?: readonly Ticket[];
  readonly mentions?: readonly Mention[];
  readonly deletions?: readonly Deletion[];
  readonly digest?: DigestRecord;
  /** Written last. `of` is `source:<name>` or `helpdesk:<name>`. */
  readonly checkpoint?: { readonly of: string; readonly at: Checkpoint };
}

export interface DigestRecord {
  /** ISO week, as 2026-W47. */
  readonly week: string;
  readonly createdAt: Instant;
}

/** An alert with its fate. */
export interface OutboxRow extends Alert {
  readonly state: 'due' | 'sent' | 'parked';
  /** Of the last successful send: an edit goes there. */
  readonly receipt: Receipt | null;
  readonly attempts: number;
  readonly notBefore: Instant | null;
  readonly error: string | null;
}

/** How one part is doing, as `status` shows it. */
export interface Health {
  /** `source:<name>`, `helpdesk:<name>`, `channel:<name>`. */
  readonly part: string;
  readonly state: 'green' | 'amber' | 'red';
  readonly lastSuccess: Instant | null;
  /** Of a helpdesk: everything changed before this has been read. */
  readonly watermark: Instant | null;
  /** The newest item seen. */
  readonly newest: Instant | null;
  /** In a row. */
  readonly failures: number;
  readonly skipped: number;
  readonly reason: string | null;
  readonly updatedAt: Instant;
}

/** A person's answer to an alert, kept to measure and to learn from. */
export interface Answer {
  readonly id: string;
  readonly mention: string;
  readonly answer: 'already-reported' | 'not-a-complaint' | 'other-person' | 'not-reported';
  readonly ticket: string | null;
  readonly by: string;
  readonly at: Instant;
}

/** Two identities that are one person, with the reason; taken back by `until`. */
export interface PersonLink {
  readonly id: string;
  /** `handle:x:jdevries84`, `email:<hash>`, `ref:<number>`. */
  readonly a: string;
  readonly b: string;
  readonly because: string;
  readonly by: string;
  readonly at: Instant;
  readonly until: Instant | null;
}

export interface Search {
  readonly keys: readonly string[];
  /** On the post's or ticket's `createdAt`, inclusive. */
  readonly from: Instant;
  readonly to: Instant;
  /** At most this many for each key, the newest first: a key that is everywhere finds little, and costs little. */
  readonly perKey: number;
}

/** Keeps mentions, tickets, alerts and checkpoints. Every method may throw Unavailable; nothing is then half done that
 *  a second call would not complete. */
export interface Store {
  checkpoint(of: string): Promise<Checkpoint | undefined>;
  /** The kept mentions among these ids. */
  known(ids: readonly string[]): Promise<ReadonlyMap<string, Mention>>;
  save(changes: Changes): Promise<void>;

  tickets(ids: readonly string[]): Promise<ReadonlyMap<string, Ticket>>;
  /** Kept tickets that share at least one key, each once. */
  findTickets(search: Search): Promise<readonly Ticket[]>;
  findMentions(search: Search): Promise<readonly Mention[]>;
  /** Mentions whose `reviewAt` is not after this moment, oldest first. */
  reviewDue(at: Instant, limit: number): Promise<readonly Mention[]>;
  /** By `post.createdAt`, from inclusive to exclusive, oldest first, read in portions. */
  mentionsBetween(from: Instant, to: Instant): AsyncIterable<Mention>;

  /** Alerts of a channel that are due now, oldest first; edits after first sends of the same cause. */
  outboxDue(channel: string, at: Instant, limit: number): Promise<readonly OutboxRow[]>;
  outboxParked(): Promise<readonly OutboxRow[]>;
  alert(id: string): Promise<OutboxRow | undefined>;
  /** Stores the receipt; the row stays due where the alert has changed in the meantime. */
  markSent(id: string, fingerprint: string, receipt: Receipt): Promise<void>;
  markFailed(id: string, failure: { error: string; notBefore: Instant | null; parked: boolean }): Promise<void>;

  digest(week: string): Promise<DigestRecord | undefined>;
  saveHealth(health: Health): Promise<void>;
  health(): Promise<readonly Health[]>;

  saveAnswer(answer: Answer): Promise<void>;
  answers(): AsyncIterable<Answer>;
  saveLink(link: PersonLink): Promise<void>;
  /** Links in force of one identity. */
  links(identity: string): Promise<readonly PersonLink[]>;

  /** Removes mentions and tickets (with their alerts and keys) created before this, and says how many. */
  forgetBefore(before: Instant): Promise<number>;
  /** A secret that is made once and kept with the data: the key of the hashes. */
  secret(): Promise<Uint8Array>;
  close(): Promise<void>;
}
