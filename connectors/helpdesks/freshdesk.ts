import { z } from 'zod';
import { type Ticket, type TicketStatus, ticketStatuses } from '../../src/model.ts';
import { type ChangeList, readChanges, windowPosition } from '../change-window.ts';
import type { Connector, ReadRequest } from '../contract.ts';
import { instantOf } from '../plain-text.ts';
import { firstIssue, readTicketLine } from '../ticket-line.ts';

const settings = z
  .strictObject({
    /** As in `https://<domain>.freshdesk.com`. */
    domain: z
      .string()
      .regex(/^[a-z0-9][a-z0-9-]{0,62}$/i, 'a domain, as voorbeeld of voorbeeld.freshdesk.com')
      .optional(),
    /** The whole address instead of a domain. */
    base: z.url({ protocol: /^https?$/ }).optional(),
    /** Of an agent who sees all tickets. */
    apikey: z.string().min(1),
    /** How many days back the first read goes. */
    days: z.int().min(1).max(3_650).default(60),
    /** Keys of ticket fields with an order, invoice or customer number in them, as cf_order. */
    references: z.array(z.string().min(1)).max(20).default([]),
    /** The key of the ticket field with the address of the public post that the ticket was made from. */
    postUrl: z.string().min(1).optional(),
    /** What a status of your own means, by its number: `{ 8: pending }`. */
    statuses: z.record(z.string().regex(/^\d{1,4}$/), z.enum(ticketStatuses)).default({}),
  })
  .refine(({ domain, base }) => (domain === undefined) !== (base === undefined), 'give either domain or base');
export type FreshdeskSettings = z.infer<typeof settings>;
type Request = ReadRequest<FreshdeskSettings>;

/** The list leaves out spam and deleted tickets; each has a list of its own. */
const lists = ['all', 'spam', 'deleted'] as const;
type List = (typeof lists)[number];
const position = z.partialRecord(z.enum(lists), windowPosition);

const pageSize = 100;

/** Tickets by when they changed, then those that are spam or deleted now.
 *  https://developers.freshdesk.com/api/#list_all_tickets */
export const connector: Connector<FreshdeskSettings, Ticket> = {
  settings,
  every: 60_000,
  async *read(request) {
    let at = position.safeParse(request.checkpoint).data ?? {};
    let watermark: string | undefined;
    for (const which of lists) {
      for await (const page of readChanges(request, listOf(which, request), at[which])) {
        at = { ...at, [which]: page.at };
        const items = page.values.map((raw) => ticketOf(raw, which, request)).filter((one) => one !== undefined);
        const told = page.watermark;
        if (told !== undefined && (watermark === undefined || told < watermark)) watermark = told;
        const ended = which === 'deleted' && told !== undefined && watermark !== undefined;
        yield { items, checkpoint: at, ...(ended ? { watermark: watermark! } : {}) };
      }
      if (request.signal.aborted) return;
    }
  },
};

function baseOf({ domain, base }: FreshdeskSettings): string {
  return (base ?? `https://${domain}.freshdesk.com`).replace(/\/+$/, '');
}

const text = z.string().nullish();
const ticket = z.object({
  id: z.int(),
  subject: text,
  description_text: text,
  status: z.int(),
  source: z.int().nullish(),
  spam: z.boolean().nullish(),
  deleted: z.boolean().nullish(),
  requester: z.object({ name: text, email: text, phone: text, mobile: text }).nullish(),
  custom_fields: z.record(z.string(), z.unknown()).nullish(),
  created_at: z.string(),
  updated_at: z.string(),
});
type Raw = z.infer<typeof ticket>;

function listOf(which: List, { settings, web }: Request): ChangeList<Raw> {
  const basic = Buffer.from(`${settings.apikey}:X`).toString('base64');
  return {
    days: settings.days,
    overlapMs: 300_000,
    lagMs: 60_000,
    stepMs: 1_000,
    mostPages: 300,
    async list(from, page) {
      const query = new URLSearchParams({
        updated_since: from.replace(/\.\d+Z$/, 'Z'),
        order_by: 'updated_at',
        order_type: 'asc',
        per_page: String(pageSize),
        page: String(page),
        include: 'description,requester',
        ...(which === 'all' ? {} : { filter: which }),
      });
      const url = `${baseOf(settings)}/api/v2/tickets?${query}`;
      const headers = { accept: 'application/json', authorization: `Basic ${basic}` };
      const values = await web.json(url, z.array(z.unknown()), { headers, maxBytes: 32_000_000 });
      return { values, full: values.length >= pageSize };
    },
    read(value) {
      const read = ticket.safeParse(value);
      if (!read.success) return `a ticket: ${firstIssue(read.error, 'the whole')}`;
      const at = instantOf(read.data.updated_at);
      return at === undefined ? 'a ticket: updated_at: no date' : { id: String(read.data.id), at, value: read.data };
    },
  };
}

const statuses: Readonly<Record<number, TicketStatus>> = {
  2: 'open',
  3: 'pending',
  4: 'solved',
  5: 'closed',
  6: 'pending',
};
const channels: Readonly<Record<number, string>> = {
  1: 'email',
  2: 'webform',
  3: 'phone',
  7: 'chat',
  9: 'webform',
  10: 'email',
};

function ticketOf(raw: Raw, which: List, { settings, name, skip }: Request): Ticket | undefined {
  const field = (key: string): string => {
    const value = raw.custom_fields?.[key];
    return typeof value === 'string' || typeof value === 'number' ? String(value).trim() : '';
  };
  const own = settings.statuses[String(raw.status)] ?? statuses[raw.status] ?? 'open';
  const gone = which === 'deleted' || raw.deleted === true ? 'deleted' : 'spam';
  return readTicketLine(
    {
      id: raw.id,
      channel: channels[raw.source ?? 0] ?? 'other',
      subject: raw.subject,
      text: raw.description_text,
      requester: {
        name: raw.requester?.name,
        email: raw.requester?.email?.slice(0, 320),
        phone: (raw.requester?.phone || raw.requester?.mobile)?.slice(0, 50),
      },
      status: which !== 'all' || raw.spam === true || raw.deleted === true ? gone : own,
      createdAt: raw.created_at,
      updatedAt: raw.updated_at,
      refs: settings.references.map((key) => field(key).slice(0, 200)).filter((ref) => ref !== ''),
      sourceUrl: settings.postUrl === undefined ? null : field(settings.postUrl),
      url: `${baseOf(settings)}/a/tickets/${raw.id}`,
    },
    name,
    skip,
  );
}
