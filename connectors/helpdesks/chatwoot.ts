import { z } from 'zod';
import type { Instant, Ticket, TicketStatus } from '../../src/model.ts';
import { Seen, windowPosition } from '../change-window.ts';
import type { Connector, ReadRequest } from '../contract.ts';
import { instantOf } from '../plain-text.ts';
import { firstIssue, readTicketLine } from '../ticket-line.ts';

const settings = z.strictObject({
  /** Where Chatwoot is. */
  base: z.url({ protocol: /^https?$/ }).default('https://app.chatwoot.com'),
  /** The account's number, as in `/app/accounts/1`. */
  account: z.int().positive(),
  /** Of an administrator, who sees every inbox. */
  token: z.string().min(1),
  /** How many days back the first read goes. */
  days: z.int().min(1).max(3_650).default(60),
  /** Keys of custom attributes with an order, invoice or customer number in them. */
  references: z.array(z.string().min(1).max(100)).max(20).default([]),
  /** The custom attribute with the address of the public post that the conversation was made from. */
  postUrl: z.string().min(1).max(100).optional(),
});
export type ChatwootSettings = z.infer<typeof settings>;
type Request = ReadRequest<ChatwootSettings>;

const portion = 25;
const mostPages = 400;
const mostMessagePages = 5;
const overlapMs = 300_000;
const lagMs = 30_000;

/** Conversations of every status. The list begins with the latest activity, so it is read back to what is known and given
 *  out from the oldest on; a status that changes is an activity. Deleted conversations leave no trace in the API.
 *  https://developers.chatwoot.com/api-reference/conversations/conversations-list */
export const connector: Connector<ChatwootSettings, Ticket> = {
  settings,
  every: 60_000,
  async *read(request) {
    const { settings, checkpoint, now, signal } = request;
    const begun = now();
    const was = windowPosition.safeParse(checkpoint).data;
    let since: Instant = was?.since ?? new Date(begun - settings.days * 86_400_000).toISOString();
    const until = was === undefined ? since : new Date(Date.parse(since) - overlapMs).toISOString();
    const seen = new Seen(was?.seen ?? '', since);
    const known = new Map<number, Conversation>();
    for (let page = 1; page <= mostPages; page++) {
      const list = await listed(page, request);
      if (signal.aborted) return;
      for (const one of list) if (one.at >= until && !known.has(one.id)) known.set(one.id, one);
      if (list.length === 0 || list.some(({ at }) => at < until)) break;
      if (page === mostPages) request.gap(`more than ${mostPages} pages of conversations since the last look`);
    }
    const latest = new Date(begun).toISOString();
    const all = [...known.values()].sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : a.id - b.id));
    const fresh = all.filter((one) => seen.add(one.version, one.at));
    for (let i = 0; i === 0 || i < fresh.length; i += portion) {
      const items: Ticket[] = [];
      for (const one of fresh.slice(i, i + portion)) {
        const item =
          one.raw === undefined ? undefined : ticketOf(one.raw, one.at, await textOf(one.id, request), request);
        if (signal.aborted) return;
        if (one.problem !== undefined) request.skip(one.problem);
        if (item !== undefined) items.push(item);
        if (one.raw !== undefined && one.at > since && one.at <= latest) since = one.at;
      }
      seen.forget(new Date(Date.parse(since) - overlapMs).toISOString());
      const ended = i + portion >= fresh.length;
      const remembered = ended ? seen.toString() : (was?.seen ?? '');
      const watermark = ended ? { watermark: new Date(begun - lagMs).toISOString() } : {};
      yield { items, checkpoint: { since, seen: remembered }, ...watermark };
      if (signal.aborted) return;
    }
  },
};

function ask<T>({ settings, web }: Request, path: string, shape: z.ZodType<T>): Promise<T> {
  const headers = { accept: 'application/json', api_access_token: settings.token };
  return web.json(`${baseOf(settings)}/api/v1/accounts/${settings.account}/${path}`, shape, { headers });
}

function baseOf({ base }: ChatwootSettings): string {
  return base.replace(/\/+$/, '');
}

const text = z.string().nullish();
const when = z.union([z.number(), z.string()]);
const attributes = z.record(z.string(), z.unknown()).nullish();
const conversation = z.object({
  id: z.int(),
  status: z.enum(['open', 'resolved', 'pending', 'snoozed']),
  additional_attributes: attributes,
  custom_attributes: attributes,
  created_at: when,
  updated_at: when.nullish(),
  last_activity_at: when,
  meta: z.object({
    channel: text,
    sender: z.object({ name: text, email: text, phone_number: text, additional_attributes: attributes }).nullish(),
  }),
});
type Raw = z.infer<typeof conversation>;

interface Conversation {
  readonly id: number;
  readonly at: Instant;
  readonly version: string;
  readonly raw?: Raw;
  readonly problem?: string;
}

const answer = z.object({ data: z.object({ payload: z.array(z.unknown()) }) });

async function listed(page: number, request: Request): Promise<Conversation[]> {
  const query = new URLSearchParams({ status: 'all', assignee_type: 'all', page: String(page) });
  const { data } = await ask(request, `conversations?${query}`, answer);
  return data.payload.map((value) => {
    const read = conversation.safeParse(value);
    const at = read.success ? instantOf(read.data.last_activity_at) : undefined;
    if (read.success && at !== undefined) {
      const { id, status, updated_at } = read.data;
      return { id, at, version: `${id} ${at} ${status} ${updated_at ?? ''}`, raw: read.data };
    }
    const known = z.object({ id: z.int() }).safeParse(value).data;
    const issue = read.success ? 'last_activity_at: no date' : firstIssue(read.error, 'the whole');
    const version = JSON.stringify(value);
    return {
      id: known?.id ?? 0,
      at: new Date(request.now()).toISOString(),
      version,
      problem: `a conversation: ${issue}`,
    };
  });
}

const message = z.object({
  id: z.int(),
  content: text,
  message_type: z.union([z.int(), z.string()]),
  private: z.boolean().nullish(),
});
const messages = z.object({ payload: z.array(z.unknown()) });

/** What the customer wrote, the first messages first; the API gives the newest twenty at a time. */
async function textOf(id: number, request: Request): Promise<string> {
  let said: string[] = [];
  let before: number | undefined;
  for (let page = 0; page < mostMessagePages && !request.signal.aborted; page++) {
    const { payload } = await ask(
      request,
      `conversations/${id}/messages${before === undefined ? '' : `?before=${before}`}`,
      messages,
    );
    const read = payload.map((value) => message.safeParse(value).data).filter((one) => one !== undefined);
    read.sort((a, b) => a.id - b.id);
    const incoming = read.filter((one) => one.private !== true && [0, 'incoming'].includes(one.message_type));
    said = [...incoming.map(({ content }) => content ?? ''), ...said];
    before = read[0]?.id;
    if (payload.length < 20 || before === undefined) break;
  }
  return said.filter((one) => one.trim() !== '').join('\n\n');
}

const statuses: Readonly<Record<Raw['status'], TicketStatus>> = {
  open: 'open',
  resolved: 'solved',
  pending: 'pending',
  snoozed: 'pending',
};
const channels: Readonly<Record<string, string>> = {
  'Channel::Email': 'email',
  'Channel::WebWidget': 'chat',
  'Channel::TwitterProfile': 'x',
  'Channel::FacebookPage': 'facebook',
  'Channel::Instagram': 'instagram',
  'Channel::Whatsapp': 'whatsapp',
  'Channel::Telegram': 'telegram',
  'Channel::Sms': 'sms',
  'Channel::TwilioSms': 'sms',
};
const platforms: Readonly<Record<string, string>> = { twitter: 'x', facebook: 'facebook', instagram: 'instagram' };
const profiles = z.object({ social_profiles: z.record(z.string(), z.unknown()) });

function ticketOf(raw: Raw, at: Instant, text: string, { settings, name, skip }: Request): Ticket | undefined {
  const { sender, channel } = raw.meta;
  const subject = raw.additional_attributes?.mail_subject;
  const changed = instantOf(raw.updated_at) ?? at;
  const social = profiles.safeParse(sender?.additional_attributes).data?.social_profiles ?? {};
  const field = (key: string): string => {
    const value = raw.custom_attributes?.[key];
    return typeof value === 'string' || typeof value === 'number' ? String(value).trim() : '';
  };
  const handles = Object.entries(platforms).map(([theirs, ours]): [string, unknown] => [ours, social[theirs]]);
  return readTicketLine(
    {
      id: raw.id,
      channel: channels[channel ?? ''] ?? 'other',
      subject: typeof subject === 'string' ? subject : '',
      text,
      requester: {
        name: sender?.name,
        email: sender?.email?.slice(0, 320),
        phone: sender?.phone_number?.slice(0, 50),
        handles: Object.fromEntries(
          handles.flatMap(([ours, handle]) => (typeof handle === 'string' ? [[ours, handle.slice(0, 200)]] : [])),
        ),
      },
      status: statuses[raw.status],
      createdAt: raw.created_at,
      updatedAt: changed > at ? changed : at,
      refs: settings.references.map((key) => field(key).slice(0, 200)).filter((ref) => ref !== ''),
      sourceUrl: settings.postUrl === undefined ? null : field(settings.postUrl),
      url: `${baseOf(settings)}/app/accounts/${settings.account}/conversations/${raw.id}`,
    },
    name,
    skip,
  );
}
