import { z } from 'zod';
import type { Ticket, TicketStatus } from '../../src/model.ts';
import { type ChangeList, readChanges, windowPosition } from '../change-window.ts';
import type { Connector, ReadRequest } from '../contract.ts';
import { instantOf, plainUrl, textOfHtml } from '../plain-text.ts';
import { firstIssue, readTicketLine } from '../ticket-line.ts';

const settings = z.strictObject({
  /** Where Zammad is: `https://support.voorbeeld.nl`. */
  base: z.url({ protocol: /^https?$/ }),
  /** An access token with the permission `ticket.agent`, for all groups. */
  token: z.string().min(1),
  /** How many days back the first read goes. */
  days: z.int().min(1).max(3_650).default(60),
  /** Ticket attributes of your own with an order, invoice or customer number in them. */
  references: z.array(z.string().min(1).max(100)).max(20).default([]),
  /** The ticket attribute with the address of the public post that the ticket was made from. */
  postUrl: z.string().min(1).max(100).optional(),
});
export type ZammadSettings = z.infer<typeof settings>;
type Request = ReadRequest<ZammadSettings>;

const pageSize = 100;

/** Tickets by when they changed, with what the customer wrote first. Needs Elasticsearch behind Zammad, as it recommends.
 *  https://docs.zammad.org/en/latest/api/ticket/index.html */
export const connector: Connector<ZammadSettings, Ticket> = {
  settings,
  every: 60_000,
  async *read(request) {
    const was = windowPosition.safeParse(request.checkpoint).data;
    let states: ReadonlyMap<number, TicketStatus> | undefined;
    for await (const { values, at, ...told } of readChanges(request, changes(request), was)) {
      const items: Ticket[] = [];
      for (const change of values) {
        states ??= await statesOf(request);
        const first = await firstArticle(change.ticket.id, request);
        if (request.signal.aborted) return;
        const item = ticketOf(change, first, states.get(change.ticket.state_id) ?? 'open', request);
        if (item !== undefined) items.push(item);
      }
      yield { items, checkpoint: at, ...told };
    }
  },
};

function ask<T>({ settings, web }: Request, path: string, shape: z.ZodType<T>): Promise<T> {
  const headers = { accept: 'application/json', authorization: `Token token=${settings.token}` };
  return web.json(`${baseOf(settings)}/api/v1/${path}`, shape, { headers, maxBytes: 32_000_000 });
}

function baseOf({ base }: ZammadSettings): string {
  return base.replace(/\/+$/, '');
}

const text = z.string().nullish();
const user = z.object({ firstname: text, lastname: text, email: text, phone: text, mobile: text });
const ticket = z.looseObject({
  id: z.int(),
  title: text,
  state_id: z.int(),
  customer_id: z.int().nullish(),
  created_at: z.string(),
  updated_at: z.string(),
});
interface Raw {
  readonly ticket: z.infer<typeof ticket>;
  readonly customer: z.infer<typeof user> | undefined;
}

const ids = z.array(z.int());
const found = z.object({
  /** So called until 6.3, and `record_ids` since. */
  tickets: ids.nullish(),
  record_ids: ids.nullish(),
  assets: z.object({
    Ticket: z.record(z.string(), z.unknown()).nullish(),
    User: z.record(z.string(), z.unknown()).nullish(),
  }),
});

function changes(request: Request): ChangeList<Raw> {
  return {
    days: request.settings.days,
    overlapMs: 600_000,
    /** Zammad tells Elasticsearch in the background. */
    lagMs: 120_000,
    stepMs: 1,
    mostPages: 10_000 / pageSize,
    async list(from, page) {
      const query = new URLSearchParams({
        query: `updated_at:>="${from}"`,
        sort_by: 'updated_at',
        order_by: 'asc',
        page: String(page),
        per_page: String(pageSize),
        full: 'true',
      });
      const { assets, ...answer } = await ask(request, `tickets/search?${query}`, found);
      const listed = answer.tickets ?? answer.record_ids ?? [];
      const values = listed.map((id) => {
        const one = assets.Ticket?.[String(id)];
        const customer = z.object({ customer_id: z.int() }).safeParse(one).data?.customer_id;
        return { ticket: one, customer: assets.User?.[String(customer)] };
      });
      return { values, full: listed.length >= pageSize };
    },
    read(value) {
      const pair = value as { readonly ticket: unknown; readonly customer: unknown };
      const read = ticket.safeParse(pair.ticket);
      if (!read.success) return `a ticket: ${firstIssue(read.error, 'the whole')}`;
      const at = instantOf(read.data.updated_at);
      if (at === undefined) return 'a ticket: updated_at: no date';
      return {
        id: String(read.data.id),
        at,
        value: { ticket: read.data, customer: user.safeParse(pair.customer).data },
      };
    },
  };
}

const listedStates = z.array(z.object({ id: z.int(), name: z.string(), state_type: text }));
const statuses: Readonly<Record<string, TicketStatus>> = {
  new: 'open',
  open: 'open',
  'pending reminder': 'pending',
  'pending action': 'pending',
  closed: 'closed',
  merged: 'closed',
  removed: 'deleted',
};

/** What each state means, by the type that it is of. */
async function statesOf(request: Request): Promise<Map<number, TicketStatus>> {
  const states = await ask(request, 'ticket_states?expand=true', listedStates);
  return new Map(states.map(({ id, name, state_type }) => [id, statuses[state_type ?? name] ?? 'open']));
}

const article = z.object({
  type: text,
  sender: text,
  from: text,
  body: text,
  content_type: text,
  internal: z.boolean().nullish(),
  preferences: z.object({ links: z.array(z.object({ url: text })).nullish() }).nullish(),
});
type Article = z.infer<typeof article>;

/** What the customer wrote first, or else what was noted first. */
async function firstArticle(id: number, request: Request): Promise<Article | undefined> {
  const values = await ask(request, `ticket_articles/by_ticket/${id}`, z.array(z.unknown()));
  const articles = values.map((value) => article.safeParse(value).data).filter((one) => one !== undefined);
  return articles.find(({ sender, internal }) => sender === 'Customer' && internal !== true) ?? articles[0];
}

const channels: Readonly<Record<string, string>> = {
  web: 'webform',
  note: 'other',
  'twitter status': 'x',
  'twitter direct-message': 'x',
  'facebook feed post': 'facebook',
  'facebook feed comment': 'facebook',
  'telegram personal-message': 'telegram',
  'whatsapp message': 'whatsapp',
};

function ticketOf({ ticket, customer }: Raw, first: Article | undefined, status: TicketStatus, request: Request) {
  const { settings, name, skip } = request;
  const type = first?.type ?? 'other';
  const channel = (channels[type] ?? type).slice(0, 100);
  const field = (key: string): string => {
    const value = ticket[key];
    return typeof value === 'string' || typeof value === 'number' ? String(value).trim() : '';
  };
  const body = first?.body ?? '';
  const social = channel === 'x' || channel === 'facebook';
  const from = first?.from?.trim() ?? '';
  const own = settings.postUrl === undefined ? '' : field(settings.postUrl);
  return readTicketLine(
    {
      id: ticket.id,
      channel,
      subject: ticket.title,
      text: first?.content_type === 'text/html' ? textOfHtml(body) : body,
      requester: {
        name: [customer?.firstname, customer?.lastname].filter((part) => part).join(' '),
        email: customer?.email?.slice(0, 320),
        phone: (customer?.phone || customer?.mobile)?.slice(0, 50),
        handles: channel === 'x' && /^@\w{1,30}$/.test(from) ? { x: from } : {},
      },
      status,
      createdAt: ticket.created_at,
      updatedAt: ticket.updated_at,
      refs: settings.references.map((key) => field(key).slice(0, 200)).filter((ref) => ref !== ''),
      sourceUrl: plainUrl(own) ?? (social ? postOf(first) : null),
      url: `${baseOf(settings)}/#ticket/zoom/${ticket.id}`,
    },
    name,
    skip,
  );
}

/** The post's address. Zammad writes `_` for whoever wrote it on X, where X itself writes `i`. */
function postOf(first: Article | undefined): string | null | undefined {
  return first?.preferences?.links?.[0]?.url?.replace(/^https:\/\/(?:twitter|x)\.com\/_\//, 'https://x.com/i/');
}
