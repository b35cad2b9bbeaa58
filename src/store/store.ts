import type { Checkpoint, Receipt } from '../../connectors/contract.ts';
import type { Alert, Deletion, Instant, Mention, Settlement, Ticket } from '../model.ts';

/** What one page (or one review of verdicts, or one digest) changes. Saving it twice is saving it once. */
export interface Changes {
  /** Written first: a complaint whose alert is lost would be known and silent for ever. */
  readonly alerts?: readonly Alert[];
  readonly tickets?: readonly Ticket[];
  readonly mentions?: readonly Mention[];
  /** Removes the mentions with their keys, their answers, and their alerts that were never sent. What was sent stays, and
   *  is edited by an alert in `alerts` that has `onlyEdit` and no quote: see `Store.alertsAbout`. */
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
export interface Answer extends Settlement {
  /** Made from the mention, the person and the moment: the same answer twice is one. */
  readonly id: string;
  readonly mention: string;
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
  /** At most this many for each key, the newest first, of one moment by id: a key that is everywhere finds little, and costs
   *  little. */
  readonly perKey: number;
  /** Of those, only so many are read: those that share most keys other than `name:` and `term:`, then most and rarest of
   *  these, then the nearest to this moment, then by id. */
  readonly best?: { readonly limit: number; readonly near: Instant };
}

/** Keeps mentions, tickets, alerts and checkpoints. Every method may throw Unavailable, and Refused where waiting does not
 *  help (a damaged file, a wrong password); nothing is then half done that a second call would not complete.
 *  NUL and lone surrogates in any text come back as U+FFFD, so offsets stay true. */
export interface Store {
  checkpoint(of: string): Promise<Checkpoint | undefined>;
  /** The kept mentions among these ids. */
  known(ids: readonly string[]): Promise<ReadonlyMap<string, Mention>>;
  save(changes: Changes): Promise<void>;

  tickets(ids: readonly string[]): Promise<ReadonlyMap<string, Ticket>>;
  /** Kept tickets that share at least one key, each once; the best first where only the best are asked for, and otherwise
   *  the oldest. What is found does not depend on the order in which it was saved. */
  findTickets(search: Search): Promise<readonly Ticket[]>;
  findMentions(search: Search): Promise<readonly Mention[]>;
  /** Mentions whose `reviewAt` is not after this moment, oldest first. */
  reviewDue(at: Instant, limit: number): Promise<readonly Mention[]>;
  /** By `post.createdAt`, from inclusive to exclusive, oldest first, read in portions. */
  mentionsBetween(from: Instant, to: Instant): AsyncIterable<Mention>;

  /** Alerts of a channel that are due now, oldest first; an `onlyEdit` only once there is a receipt. */
  outboxDue(channel: string, at: Instant, limit: number): Promise<readonly OutboxRow[]>;
  outboxParked(): Promise<readonly OutboxRow[]>;
  alert(id: string): Promise<OutboxRow | undefined>;
  /** The alerts about the posts that these deletions concern, so that the caller can save what replaces them. */
  alertsAbout(deletions: readonly Deletion[]): Promise<readonly OutboxRow[]>;
  /** Stores the receipt; the row stays due where the alert has changed in the meantime. */
  markSent(id: string, fingerprint: string, receipt: Receipt): Promise<void>;
  /** Changes nothing where the alert has changed in the meantime: the new one deserves its own attempt. */
  markFailed(
    id: string,
    fingerprint: string,
    failure: { readonly error: string; readonly notBefore: Instant | null; readonly parked: boolean },
  ): Promise<void>;
  /** Makes the parked alerts of a channel due again, and says how many: for after a person has mended the channel. */
  unpark(channel: string): Promise<number>;

  digest(week: string): Promise<DigestRecord | undefined>;
  saveHealth(health: Health): Promise<void>;
  health(): Promise<readonly Health[]>;

  saveAnswer(answer: Answer): Promise<void>;
  answers(): AsyncIterable<Answer>;
  saveLink(link: PersonLink): Promise<void>;
  /** Links of one identity that nobody has taken back. */
  links(identity: string): Promise<readonly PersonLink[]>;

  /** Removes mentions and tickets created before this, with their keys, alerts and answers, and says how many; also the
   *  other alerts that are as old and no longer due. */
  forgetBefore(before: Instant): Promise<number>;
  /** A secret that is made once and kept with the data: the key of the hashes. */
  secret(): Promise<Uint8Array>;
  close(): Promise<void>;
}
