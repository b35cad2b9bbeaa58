import { z } from 'zod';
import type { Ticket, TicketStatus } from '../../src/model.ts';
import { type Change, type ChangeList, readChanges, windowPosition } from '../change-window.ts';
import type { Connector, ReadRequest } from '../contract.ts';
import { instantOf, textOfHtml } from '../plain-text.ts';
import { firstIssue, readTicketLine } from '../ticket-line.ts';
import { statusOf } from '../ticket-words.ts';

const property = z.string().regex(/^\w{1,100}$/, 'the internal name of a property, as order_number');
const settings = z.strictObject({
  /** Of a private app with the scopes `tickets` and, for requesters, `crm.objects.contacts.read`. */
  token: z.string().min(1),
  /** The account's number, for the link to a ticket. */
  portal: z.int().positive().optional(),
  /** How many days back the first read goes. */
  days: z.int().min(1).max(3_650).default(60),
  /** Read who asked; needs the scope for contacts. */
  contacts: z.boolean().default(true),
  /** Ticket properties with an order, invoice or customer number in them. */
  references: z.array(property).max(20).default([]),
  /** The ticket property with the address of the public post that the ticket was made from. */
  postUrl: property.optional(),
  /** By platform the contact property with the handle: `{ x: twitterhandle }`. */
  handles: z.record(z.string().max(50), property).default({ x: 'twitterhandle' }),
  base: z.url({ protocol: /^https?$/ }).default('https://api.hubapi.com'),
});
export type HubspotSettings = z.infer<typeof settings>;
type Request = ReadRequest<HubspotSettings>;

const position = z.object({
  window: windowPosition,
  /** Up to when deleted tickets were looked for, in milliseconds since 1970. */
  deleted: z.number(),
});

const pageSize = 200;
const batch = 100;
const hour = 3_600_000;
const mostDeletedPages = 100;

/** Tickets by when they changed; once an hour those that were deleted.
 *  https://developers.hubspot.com/docs/api-reference/crm-tickets-v3/guide */
export const connector: Connector<HubspotSettings, Ticket> = {
  settings,
  every: 60_000,
  async *read(request) {
    const { checkpoint, now, signal } = request;
    const was = position.safeParse(checkpoint).data;
    let deleted = was?.deleted ?? now();
    let stages: ReadonlyMap<string, TicketStatus> | undefined;
    if (was !== undefined && now() - deleted >= hour) {
      const since = deleted - hour;
      deleted = now();
      stages = await stagesOf(request);
      for await (const raw of deletedSince(since, request)) {
        const items = raw.map((one) => ticketOf(one, 'deleted', undefined, request)).filter((one) => one !== undefined);
        if (items.length > 0) yield { items, checkpoint: was };
        if (signal.aborted) return;
      }
    }
    for await (const { values, at, ...told } of readChanges(request, changes(request), was?.window)) {
      const contacts = await contactsOf(values, request);
      if (values.length > 0) stages ??= await stagesOf(request);
      if (signal.aborted) return;
      const items = values
        .map((raw) =>
          ticketOf(raw, stages?.get(raw.properties.hs_pipeline_stage ?? '') ?? 'open', contacts.get(raw.id), request),
        )
        .filter((one) => one !== undefined);
      yield { items, checkpoint: { window: at, deleted }, ...told };
    }
  },
};

const ticket = z.object({
  id: z.string().min(1).max(100),
  properties: z.record(z.string(), z.string().nullish()),
  archivedAt: z.string().nullish(),
});
type Raw = z.infer<typeof ticket>;
const listed = z.object({
  results: z.array(z.unknown()),
  paging: z.object({ next: z.object({ after: z.string() }).nullish() }).nullish(),
});

function ask<T>({ settings, web }: Request, path: string, shape: z.ZodType<T>, body?: unknown): Promise<T> {
  const headers = { accept: 'application/json', authorization: `Bearer ${settings.token}` };
  return web.json(`${settings.base.replace(/\/+$/, '')}${path}`, shape, {
    maxBytes: 32_000_000,
    ...(body === undefined
      ? { headers }
      : { method: 'POST', body: JSON.stringify(body), headers: { ...headers, 'content-type': 'application/json' } }),
  });
}

function propertiesOf({ references, postUrl }: HubspotSettings): string[] {
  const own = ['subject', 'content', 'hs_pipeline_stage', 'source_type', 'createdate', 'hs_lastmodifieddate'];
  return [...own, ...references, ...(postUrl === undefined ? [] : [postUrl])];
}

function changes(request: Request): ChangeList<Raw> {
  return {
    days: request.settings.days,
    overlapMs: 300_000,
    lagMs: 60_000,
    stepMs: 1,
    mostPages: 10_000 / pageSize,
    async list(from, page) {
      const value = String(Date.parse(from));
      const { results, paging } = await ask(request, '/crm/v3/objects/tickets/search', listed, {
        filterGroups: [{ filters: [{ propertyName: 'hs_lastmodifieddate', operator: 'GTE', value }] }],
        sorts: [{ propertyName: 'hs_lastmodifieddate', direction: 'ASCENDING' }],
        properties: propertiesOf(request.settings),
        limit: pageSize,
        after: String((page - 1) * pageSize),
      });
      return { values: results, full: paging?.next != null };
    },
    read: changeOf,
  };
}

function changeOf(value: unknown): Change<Raw> | string {
  const read = ticket.safeParse(value);
  if (!read.success) return `a ticket: ${firstIssue(read.error, 'the whole')}`;
  const at = instantOf(read.data.properties.hs_lastmodifieddate);
  return at === undefined ? 'a ticket: hs_lastmodifieddate: no date' : { id: read.data.id, at, value: read.data };
}

/** The list of deleted tickets has no order, so all of it is read. */
async function* deletedSince(since: number, request: Request): AsyncGenerator<Raw[]> {
  const query = new URLSearchParams({
    archived: 'true',
    limit: '100',
    properties: propertiesOf(request.settings).join(),
  });
  for (let page = 0; page < mostDeletedPages; page++) {
    const { results, paging } = await ask(request, `/crm/v3/objects/tickets?${query}`, listed);
    const read = results.map((value) => ticket.safeParse(value).data).filter((one) => one !== undefined);
    yield read.filter(({ archivedAt }) => Date.parse(archivedAt ?? '') >= since);
    const after = paging?.next?.after;
    if (after === undefined) return;
    query.set('after', after);
  }
  request.gap(`more than ${mostDeletedPages * 100} deleted tickets; the rest were not looked at`);
}

const pipelines = z.object({
  results: z.array(
    z.object({
      stages: z.array(
        z.object({
          id: z.string(),
          label: z.string(),
          metadata: z.object({ ticketState: z.string().nullish() }).nullish(),
        }),
      ),
    }),
  ),
});

/** What each stage of each pipeline means: the words of its label, and whether it is one of the closed ones. */
async function stagesOf(request: Request): Promise<Map<string, TicketStatus>> {
  const { results } = await ask(request, '/crm/v3/pipelines/tickets', pipelines);
  const stages = results.flatMap((pipeline) => pipeline.stages);
  return new Map(
    stages.map(({ id, label, metadata }) => {
      const word = statusOf(label);
      return [id, metadata?.ticketState === 'CLOSED' && word !== 'solved' ? 'closed' : word];
    }),
  );
}

const associations = z.object({
  results: z.array(z.object({ from: z.object({ id: z.string() }), to: z.array(z.object({ id: z.string() })) })),
});
const contact = z.object({ id: z.string(), properties: z.record(z.string(), z.string().nullish()) });
type Contact = z.infer<typeof contact>;

/** By ticket the first contact that goes with it. */
async function contactsOf(tickets: readonly Raw[], request: Request): Promise<Map<string, Contact>> {
  const found = new Map<string, Contact>();
  if (!request.settings.contacts) return found;
  for (let i = 0; i < tickets.length && !request.signal.aborted; i += batch) {
    const inputs = tickets.slice(i, i + batch).map(({ id }) => ({ id }));
    const links = await ask(request, '/crm/v3/associations/tickets/contacts/batch/read', associations, { inputs });
    const first = new Map(links.results.flatMap(({ from, to }) => (to[0] === undefined ? [] : [[from.id, to[0].id]])));
    const ids = [...new Set(first.values())];
    if (ids.length === 0) continue;
    const properties = [
      'firstname',
      'lastname',
      'email',
      'phone',
      'mobilephone',
      ...Object.values(request.settings.handles),
    ];
    const body = { properties, inputs: ids.map((id) => ({ id })) };
    const { results } = await ask(request, '/crm/v3/objects/contacts/batch/read', listed, body);
    const contacts = new Map(
      results.flatMap((value) => {
        const read = contact.safeParse(value).data;
        return read === undefined ? [] : [[read.id, read]];
      }),
    );
    for (const [id, of] of first) {
      const one = contacts.get(of);
      if (one !== undefined) found.set(id, one);
    }
  }
  return found;
}

const channels: Readonly<Record<string, string>> = { EMAIL: 'email', PHONE: 'phone', CHAT: 'chat', FORM: 'webform' };

function ticketOf(raw: Raw, status: TicketStatus, by: Contact | undefined, request: Request): Ticket | undefined {
  const { settings, name, skip } = request;
  const { properties } = raw;
  const who = by?.properties ?? {};
  const handles = Object.entries(settings.handles).map(([platform, key]) => [platform, (who[key] ?? '').slice(0, 200)]);
  return readTicketLine(
    {
      id: raw.id,
      channel: channels[properties.source_type ?? ''] ?? 'other',
      subject: properties.subject,
      text: textOfHtml(properties.content ?? ''),
      requester: {
        name: [who.firstname, who.lastname].filter((part) => part).join(' '),
        email: who.email?.slice(0, 320),
        phone: (who.phone || who.mobilephone)?.slice(0, 50),
        handles: Object.fromEntries(handles),
      },
      status,
      createdAt: properties.createdate ?? '',
      updatedAt: raw.archivedAt ?? properties.hs_lastmodifieddate,
      refs: settings.references.map((key) => (properties[key] ?? '').trim().slice(0, 200)).filter((ref) => ref !== ''),
      sourceUrl: settings.postUrl === undefined ? null : properties[settings.postUrl],
      url:
        settings.portal === undefined ? null : `https://app.hubspot.com/contacts/${settings.portal}/ticket/${raw.id}`,
    },
    name,
    skip,
  );
}
