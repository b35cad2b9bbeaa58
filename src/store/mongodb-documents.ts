import type { Receipt } from '../../connectors/contract.ts';
import type { Alert, Instant, Mention, Ticket } from '../model.ts';
import { authorOf } from './about.ts';
import { clean } from './clean.ts';
import type { OutboxRow } from './store.ts';

/** As the model has it, with its id as MongoDB's, and without field names that strangers choose. */
export type Stored<Item> = Omit<Item, 'id'> & { readonly _id: string };

export interface MentionDocument extends Stored<Mention> {
  /** As `Deletion.author` says it. */
  readonly author: string;
}

export interface TicketDocument extends Omit<Stored<Ticket>, 'requester'> {
  readonly requester: Omit<Ticket['requester'], 'handles'> & {
    /** Pairs, because a platform's name may hold what a field's name may not: `.`, `$`. */
    readonly handles: readonly { readonly platform: string; readonly handle: string }[];
  };
}

export interface AlertDocument extends Omit<Stored<Alert>, 'onlyEdit'> {
  readonly onlyEdit: boolean;
  readonly state: OutboxRow['state'];
  /** JSON: only the channel understands it. Absent until something was sent. */
  readonly receipt?: string;
  readonly attempts: number;
  readonly notBefore: Instant | null;
  readonly error: string | null;
}

export function stored<Item extends { readonly id: string }>(item: Item): Stored<Item> {
  const { id, ...rest } = clean(item);
  return { _id: id, ...rest };
}

export function revived<Item>(document: Stored<Item>): Item {
  const { _id, ...rest } = document;
  return { id: _id, ...rest } as Item;
}

export function mentionDocument(mention: Mention): MentionDocument {
  return { ...stored(mention), author: authorOf(mention) };
}

export function mentionOf({ author: _, ...document }: MentionDocument): Mention {
  return revived<Mention>(document);
}

export function ticketDocument(ticket: Ticket): TicketDocument {
  const { requester, ...document } = stored(ticket);
  const handles = Object.entries(requester.handles).map(([platform, handle]) => ({ platform, handle }));
  return { ...document, requester: { ...requester, handles } };
}

export function ticketOf(document: TicketDocument): Ticket {
  const handles = Object.fromEntries(document.requester.handles.map(({ platform, handle }) => [platform, handle]));
  return revived<Ticket>({ ...document, requester: { ...document.requester, handles } });
}

/** A new alert's document: due, and never tried. */
export function alertDocument(alert: Alert): AlertDocument {
  const document = stored(alert);
  const notBefore = alert.holdUntil ?? null;
  return { ...document, onlyEdit: alert.onlyEdit === true, state: 'due', attempts: 0, notBefore, error: null };
}

export function outboxRow({ onlyEdit, receipt, ...document }: AlertDocument): OutboxRow {
  return {
    ...revived<Omit<OutboxRow, 'receipt' | 'onlyEdit'>>(document),
    ...(onlyEdit ? { onlyEdit } : {}),
    receipt: receipt === undefined ? null : (JSON.parse(receipt) as Receipt),
  };
}
