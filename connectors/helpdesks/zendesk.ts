import { z } from 'zod';
import type { Ticket, TicketStatus } from '../../src/model.ts';
import type { Connector, ReadRequest } from '../contract.ts';
import { firstIssue, ourPrefix, readTicketLine } from '../ticket-line.ts';

const settings = z
  .strictObject({
    /** As in `https://<subdomain>.zendesk.com`. */
    subdomain: z
      .string()
      .regex(/^[a-z0-9][a-z0-9-]{0,62}$/i, 'a subdomain, as voorbeeld of voorbeeld.zendesk.com')
      .optional(),
    /** The whole address instead of a subdomain. */
    base: z.url({ protocol: /^https?$/ }).optional(),
    /** Of an administrator: only they may export. */
    email: z.email().optional(),
    /** An API token with `email`; without `email` an OAuth token. */
    token: z.string().min(1),
    /** How many days back the first read goes. */
    days: z.int().min(1).max(3_650).default(60),
    /** Ids of ticket fields with an order, invoice or customer number in them. */
    references: z.array(z.int()).max(20).default([]),
    /** The id of the ticket field with the address of the public post that the ticket was made from. */
    postUrl: z.int().optional(),
    /** By platform the key of the user field with the customer's handle: `{ x: twitter_handle }`. */
    handles: z.record(z.string().max(50), z.string().max(100)).default({}),
  })
  .refine(({ subdomain, base }) => (subdomain === undefined) !== (base === undefined), 'give either subdomain or base');
export type ZendeskSettings = z.infer<typeof settings>;
type Request = ReadRequest<ZendeskSettings>;

const position = z.union([z.object({ cursor: z.string() }), z.object({ start: z.int() })]);

/** So many of the longest descriptions, 64 kB each, are within the limit below. */
const pageSize = 250;
const mostBytes = 32_000_000;
const mostUsers = 100;
/** The export leaves out what changed within the last minute. */
const withheldMs = 60_000;

/** Tickets as the cursor export gives them, deleted ones too; a changed ticket comes again. Needs an administrator.
 *  https://developer.zendesk.com/api-reference/ticketing/ticket-management/incremental_exports/ */
export const connector: Connector<ZendeskSettings, Ticket> = {
  settings,
  every: 60_000,
  async *read(request) {
    const { checkpoint, settings, web, signal, now } = request;
    const was = position.safeParse(checkpoint).data;
    let at = was ?? { start: Math.floor((now() - settings.days * 86_400_000) / 1000) };
    for (;;) {
      const begun = now();
      const query = new URLSearchParams(
        'cursor' in at
          ? { cursor: at.cursor }
          : { start_time: String(Math.min(at.start, Math.floor(begun / 1000) - 61)) },
      );
      query.set('per_page', String(pageSize));
      query.set('include', 'users');
      const url = `${baseOf(settings)}/api/v2/incremental/tickets/cursor.json?${query}`;
      const page = await web.json(url, exported, {
        headers: headersOf(settings),
        maxBytes: mostBytes,
        timeoutMs: 120_000,
      });
      const items = await ticketsOf(page, request);
      if (signal.aborted) return;
      if (page.after_cursor != null) at = { cursor: page.after_cursor };
      const ended = page.end_of_stream || page.after_cursor == null;
      yield {
        items,
        checkpoint: at,
        ...(ended ? { watermark: new Date(begun - withheldMs).toISOString() } : {}),
      };
      if (ended || signal.aborted) return;
    }
  },
};

function baseOf({ subdomain, base }: ZendeskSettings): string {
  return (base ?? `https://${subdomain}.zendesk.com`).replace(/\/+$/, '');
}

function headersOf({ email, token }: ZendeskSettings): Record<string, string> {
  const basic = email === undefined ? undefined : Buffer.from(`${email}/token:${token}`).toString('base64');
  return { accept: 'application/json', authorization: basic === undefined ? `Bearer ${token}` : `Basic ${basic}` };
}

const user = z.object({
  id: z.int(),
  name: z.string().nullish(),
  email: z.string().nullish(),
  phone: z.string().nullish(),
  role: z.string().nullish(),
  user_fields: z.record(z.string(), z.unknown()).nullish(),
});
type User = z.infer<typeof user>;
const listedUsers = z.object({ users: z.array(z.unknown()) });

const exported = z.object({
  tickets: z.array(z.unknown()),
  users: z.array(z.unknown()).nullish(),
  after_cursor: z.string().nullish(),
  end_of_stream: z.boolean(),
});

const statuses: Readonly<Record<string, TicketStatus>> = {
  new: 'open',
  open: 'open',
  hold: 'open',
  pending: 'pending',
  solved: 'solved',
  closed: 'closed',
  deleted: 'deleted',
};
const ticket = z.object({
  id: z.int(),
  external_id: z.string().nullish(),
  subject: z.string().nullish(),
  description: z.string().nullish(),
  status: z.enum(['new', 'open', 'hold', 'pending', 'solved', 'closed', 'deleted']),
  requester_id: z.int().nullish(),
  submitter_id: z.int().nullish(),
  via: z.object({ channel: z.union([z.string(), z.number()]).nullish(), source: z.unknown().optional() }).nullish(),
  custom_fields: z.array(z.object({ id: z.int(), value: z.unknown() })).nullish(),
  created_at: z.string(),
  updated_at: z.string(),
});
type Raw = z.infer<typeof ticket>;

async function ticketsOf(page: z.infer<typeof exported>, request: Request): Promise<Ticket[]> {
  const newest = new Map<number, Raw>();
  for (const value of page.tickets) {
    const read = ticket.safeParse(value);
    if (!read.success) {
      request.skip(`a ticket: ${firstIssue(read.error, 'the whole')}`);
      continue;
    }
    const before = newest.get(read.data.id);
    newest.delete(read.data.id);
    newest.set(read.data.id, before !== undefined && before.updated_at > read.data.updated_at ? before : read.data);
  }
  const raw = [...newest.values()];
  const users = await usersOf(page.users ?? [], raw, request);
  return raw.map((one) => ticketOf(one, users, request)).filter((one) => one !== undefined);
}

/** Those that came along with the tickets, and the requesters that did not. */
async function usersOf(given: readonly unknown[], raw: readonly Raw[], request: Request): Promise<Map<number, User>> {
  const users = new Map<number, User>();
  const take = (values: readonly unknown[]): void => {
    for (const value of values) {
      const read = user.safeParse(value);
      if (read.success) users.set(read.data.id, read.data);
    }
  };
  take(given);
  const wanted = new Set(raw.map(({ requester_id }) => requester_id).filter((id) => id != null));
  const missing = [...wanted].filter((id) => !users.has(id));
  for (let i = 0; i < missing.length && !request.signal.aborted; i += mostUsers) {
    const ids = missing.slice(i, i + mostUsers).join(',');
    const url = `${baseOf(request.settings)}/api/v2/users/show_many.json?ids=${ids}`;
    take((await request.web.json(url, listedUsers, { headers: headersOf(request.settings) })).users);
  }
  return users;
}

/** The via types of Zendesk that go by another name here. */
const channels: Readonly<Record<string, string>> = {
  web: 'webform',
  web_form: 'webform',
  web_widget: 'webform',
  mobile: 'app',
  mail: 'email',
  voice: 'phone',
  native_messaging: 'chat',
  messaging: 'chat',
  twitter: 'x',
  twitter_dm: 'x',
  twitter_favorite: 'x',
  instagram_dm: 'instagram',
  facebook_post: 'facebook',
  facebook_message: 'facebook',
};

function ticketOf(raw: Raw, users: ReadonlyMap<number, User>, request: Request): Ticket | undefined {
  const { settings, name, skip } = request;
  const requester = users.get(raw.requester_id ?? 0);
  const submitter = users.get(raw.submitter_id ?? 0);
  const via = String(raw.via?.channel ?? 'other');
  const channel = channels[via] ?? via;
  const fields = new Map((raw.custom_fields ?? []).map(({ id, value }) => [id, value]));
  const fieldText = (id: number): string => {
    const value = fields.get(id);
    return typeof value === 'string' || typeof value === 'number' ? String(value).trim() : '';
  };
  const agents = submitter?.role === 'agent' || submitter?.role === 'admin';
  return readTicketLine(
    {
      id: raw.id,
      channel: channel.slice(0, 100),
      subject: raw.subject,
      text: raw.description,
      requester: {
        name: requester?.name,
        email: requester?.email?.slice(0, 320),
        phone: requester?.phone?.slice(0, 50),
        handles: { ...handlesOf(channel, raw.via?.source), ...ownHandles(requester, settings.handles) },
      },
      status: statuses[raw.status]!,
      createdAt: raw.created_at,
      updatedAt: raw.updated_at,
      refs: settings.references.map((id) => fieldText(id).slice(0, 200)).filter((ref) => ref !== ''),
      sourceUrl: settings.postUrl === undefined ? null : fieldText(settings.postUrl),
      url: `${baseOf(settings)}/agent/tickets/${raw.id}`,
      openedByUs: agents && (via === 'api' || via === 'web') && (raw.external_id ?? '').startsWith(ourPrefix),
    },
    name,
    skip,
  );
}

const source = z.object({
  from: z.object({
    username: z.string().max(200).nullish(),
    facebook_id: z.union([z.string().max(200), z.number()]).nullish(),
  }),
});

/** What `via.source.from` says of who wrote on X or Facebook.
 *  https://developer.zendesk.com/documentation/ticketing/reference-guides/via-object-reference/ */
function handlesOf(channel: string, value: unknown): Record<string, string> {
  const from = source.safeParse(value).data?.from;
  if (channel === 'x' && from?.username) return { x: from.username };
  if (channel === 'facebook' && from?.facebook_id) return { facebook: String(from.facebook_id) };
  return {};
}

/** Handles that the company keeps in user fields. */
function ownHandles(user: User | undefined, keys: Readonly<Record<string, string>>): Record<string, string> {
  const found = Object.entries(keys).map(([platform, key]) => [platform, user?.user_fields?.[key]] as const);
  return Object.fromEntries(
    found
      .filter((one): one is [string, string] => typeof one[1] === 'string' && one[1].trim() !== '')
      .map(([platform, handle]) => [platform, handle.slice(0, 200)]),
  );
}
