import type { ServerResponse } from 'node:http';
import { sendJson, serve } from './serve.ts';

/** A ticket as the list has it; `deleted` and `spam` tickets are in lists of their own. */
export function freshdeskTicketOf(n: number, changes: Record<string, unknown> = {}): Record<string, unknown> {
  const at = new Date(Date.parse('2026-11-20T00:00:00Z') + n * 60_000).toISOString().replace('.000Z', 'Z');
  return {
    id: n,
    subject: `Pakket ${n} kwijt`,
    description: `<div>Mijn pakket ${n} is kwijt.</div>`,
    description_text: `Mijn pakket ${n} is kwijt.`,
    status: 2,
    priority: 1,
    source: 1,
    requester_id: 1_000 + n,
    requester: { id: 1_000 + n, name: `Anna de Boer ${n}`, email: `anna${n}@post.example`, phone: null, mobile: null },
    spam: false,
    custom_fields: { cf_order: null },
    tags: [],
    created_at: at,
    updated_at: at,
    ...changes,
  };
}

/** The list of tickets: without `updated_since` the last thirty days, ordered as asked, descriptions and requesters only
 *  where they are included, spam and deleted ones only by their filter. */
export async function serveFreshdesk(tickets: Record<string, unknown>[], apikey: string, now: () => number = Date.now) {
  const fault: { next?: (response: ServerResponse) => void } = {};
  const { url, requests } = await serve((request, response, { pathname, searchParams }) => {
    if (fault.next !== undefined) {
      fault.next(response);
      return;
    }
    if (request.headers.authorization !== `Basic ${Buffer.from(`${apikey}:X`).toString('base64')}`) {
      sendJson(response, { code: 'invalid_credentials', message: 'You have to be logged in.' }, 401);
      return;
    }
    const page = Number(searchParams.get('page') ?? 1);
    if (pathname !== '/api/v2/tickets' || page > 300) {
      sendJson(response, { description: 'Validation failed', errors: [] }, pathname === '/api/v2/tickets' ? 400 : 404);
      return;
    }
    const filter = searchParams.get('filter') ?? 'all';
    const since = searchParams.get('updated_since') ?? new Date(now() - 30 * 86_400_000).toISOString();
    const from = Date.parse(since);
    const when = (one: Record<string, unknown>): number => Date.parse(String(one.updated_at));
    const where = (one: Record<string, unknown>): string =>
      one.deleted === true ? 'deleted' : one.spam === true ? 'spam' : 'all';
    const found = tickets.filter((one) => where(one) === filter && !(when(one) < from));
    if (searchParams.get('order_by') === 'updated_at') found.sort((a, b) => when(a) - when(b));
    if (searchParams.get('order_type') !== 'asc') found.reverse();
    const size = Math.min(Number(searchParams.get('per_page') ?? 30), 100);
    const included = (searchParams.get('include') ?? '').split(',');
    const shown = found
      .slice((page - 1) * size, page * size)
      .map(({ description, description_text, requester, ...one }) => ({
        ...one,
        ...(included.includes('description') ? { description, description_text } : {}),
        ...(included.includes('requester') ? { requester } : {}),
      }));
    const more = found.length > page * size;
    sendJson(response, shown, 200, more ? { link: `<http://local${pathname}?page=${page + 1}>; rel="next"` } : {});
  });
  return { url, requests, fault };
}
