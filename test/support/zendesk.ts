import type { ServerResponse } from 'node:http';
import { sendJson, serve } from './serve.ts';

/** A ticket as the export has it. */
export function zendeskTicketOf(n: number, changes: Record<string, unknown> = {}): Record<string, unknown> {
  const at = new Date(Date.parse('2026-11-20T00:00:00Z') + n * 60_000).toISOString().replace('.000Z', 'Z');
  return {
    id: n,
    url: `https://voorbeeld.zendesk.com/api/v2/tickets/${n}.json`,
    external_id: null,
    subject: `Pakket ${n} kwijt`,
    raw_subject: `Pakket ${n} kwijt`,
    description: `Mijn pakket ${n} is kwijt.`,
    status: 'open',
    priority: 'normal',
    requester_id: 1_000 + n,
    submitter_id: 1_000 + n,
    assignee_id: 7,
    tags: [],
    via: { channel: 'email', source: { from: { address: 'anna@post.example', name: 'Anna' }, to: {}, rel: null } },
    custom_fields: [{ id: 27642, value: null }],
    satisfaction_rating: { score: 'unoffered' },
    created_at: at,
    updated_at: at,
    ...changes,
  };
}

export function zendeskUserOf(id: number, changes: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    id,
    name: `Anna de Boer ${id}`,
    email: `anna${id}@post.example`,
    phone: null,
    role: 'end-user',
    user_fields: {},
    ...changes,
  };
}

interface Zendesk {
  /** What happened to tickets, the latest last: one that changed stands there again. */
  readonly events: unknown[];
  readonly users: Map<number, Record<string, unknown>>;
  /** Users come along with the tickets. */
  readonly sideload: boolean;
  /** Milliseconds since 1970. */
  now(): number;
}

/** The cursor export: a cursor is the place of the last event given, what changed within the last minute is withheld, and
 *  the same cursor gives more once there is more. */
export async function serveZendesk(zendesk: Zendesk, email: string, token: string) {
  const fault: { next?: (response: ServerResponse) => void } = {};
  const { url, requests } = await serve((request, response, { pathname, searchParams }) => {
    if (fault.next !== undefined) {
      fault.next(response);
      return;
    }
    const basic = Buffer.from(`${email}/token:${token}`).toString('base64');
    if (request.headers.authorization !== `Basic ${basic}`) {
      sendJson(response, { error: "Couldn't authenticate you" }, 401);
      return;
    }
    const list = [...zendesk.users.values()];
    if (pathname === '/api/v2/users/show_many.json') {
      const ids = (searchParams.get('ids') ?? '').split(',').map(Number);
      if (ids.length > 100) sendJson(response, { error: 'TooManyValues' }, 400);
      else sendJson(response, { users: list.filter(({ id }) => ids.includes(Number(id))), count: ids.length });
      return;
    }
    if (pathname !== '/api/v2/incremental/tickets/cursor.json') {
      sendJson(response, { error: 'InvalidEndpoint' }, 404);
      return;
    }
    const start = searchParams.get('start_time');
    if (start !== null && Number(start) * 1000 > zendesk.now() - 60_000) {
      sendJson(response, { error: 'StartTimeTooRecent' }, 400);
      return;
    }
    const changed = (event: unknown): number => Date.parse(String((event as { updated_at?: unknown }).updated_at));
    const shown = zendesk.events.filter((event) => !(changed(event) > zendesk.now() - 60_000));
    const cursor = searchParams.get('cursor');
    const from = cursor === null ? 0 : Number(Buffer.from(cursor, 'base64').toString('latin1').split('|').at(-1));
    const since = shown.slice(from).filter((event) => start === null || !(changed(event) < Number(start) * 1000));
    const tickets = since.slice(0, Number(searchParams.get('per_page') ?? 1_000));
    const last = tickets.length === 0 ? from : shown.indexOf(tickets.at(-1)) + 1;
    const after = Buffer.from(`1576613539.0||${last}`).toString('base64');
    const shownUsers = new Set(tickets.flatMap((one) => Object.entries(one as object).flatMap(usersIn)));
    sendJson(response, {
      tickets,
      ...(zendesk.sideload && searchParams.get('include') === 'users'
        ? { users: list.filter(({ id }) => shownUsers.has(id)) }
        : {}),
      after_cursor: after,
      after_url: `https://voorbeeld.zendesk.com${pathname}?cursor=${after}`,
      before_cursor: null,
      before_url: null,
      end_of_stream: tickets.length === since.length,
    });
  });
  return { url, requests, fault };
}

const usersIn = ([key, value]: [string, unknown]): unknown[] => (key.endsWith('er_id') ? [value] : []);
