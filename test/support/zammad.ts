import type { ServerResponse } from 'node:http';
import { sendJson, serve } from './serve.ts';

type Raw = Record<string, unknown>;

const at = (n: number): string => new Date(Date.parse('2026-11-20T00:00:00Z') + n * 60_000).toISOString();

/** A ticket as it stands among the assets. */
export function zammadTicketOf(n: number, changes: Raw = {}): Raw {
  return {
    id: n,
    group_id: 2,
    priority_id: 2,
    state_id: 2,
    number: `220${n}`,
    title: `Pakket ${n} kwijt`,
    owner_id: 1,
    customer_id: 1_000 + n,
    create_article_type_id: 1,
    article_count: 1,
    preferences: {},
    created_at: at(n),
    updated_at: at(n),
    ...changes,
  };
}

export function zammadArticleOf(n: number, changes: Raw = {}): Raw {
  return {
    id: 10 * n,
    ticket_id: n,
    type: 'email',
    sender: 'Customer',
    from: `Anna de Boer <anna${n}@post.example>`,
    subject: null,
    body: `<div>Mijn pakket ${n} is &amp; blijft kwijt.</div>`,
    content_type: 'text/html',
    internal: false,
    preferences: {},
    created_at: at(n),
    ...changes,
  };
}

const states = ['new', 'open', 'pending reminder', 'closed', 'merged', 'removed'].map((name, i) => ({
  id: i + 1,
  name: name === 'closed' ? 'gesloten' : name,
  state_type: name,
  active: true,
}));

/** Search over `updated_at`, with assets; states; the articles of a ticket, one of which each ticket has unless told. */
export async function serveZammad(tickets: Raw[], token: string, articles = new Map<number, Raw[]>(), key = 'tickets') {
  const fault: { next?: (response: ServerResponse) => void } = {};
  const { url, requests } = await serve((request, response, { pathname, searchParams }) => {
    if (fault.next !== undefined) {
      fault.next(response);
      return;
    }
    if (request.headers.authorization !== `Token token=${token}`) {
      sendJson(response, { error: 'Invalid token!' }, 401);
      return;
    }
    const of = Number(/^\/api\/v1\/ticket_articles\/by_ticket\/(\d+)$/.exec(pathname)?.[1]);
    if (of > 0) {
      sendJson(response, articles.get(of) ?? [zammadArticleOf(of)]);
      return;
    }
    if (pathname === '/api/v1/ticket_states') {
      sendJson(response, states);
      return;
    }
    const since = /^updated_at:>="([\dTZ:.-]+)"$/.exec(searchParams.get('query') ?? '')?.[1];
    if (pathname !== '/api/v1/tickets/search' || since === undefined || searchParams.get('full') !== 'true') {
      sendJson(response, { error: 'No route matches' }, 404);
      return;
    }
    const when = (one: Raw): number => Date.parse(String(one.updated_at));
    const found = tickets.filter((one) => !(when(one) < Date.parse(since)));
    if (searchParams.get('sort_by') === 'updated_at') found.sort((a, b) => when(a) - when(b));
    if (searchParams.get('order_by') !== 'asc') found.reverse();
    const size = Math.min(Number(searchParams.get('per_page') ?? 50), 100);
    const page = Number(searchParams.get('page') ?? 1);
    const shown = found.slice((page - 1) * size, page * size);
    const customers = shown
      .map(({ customer_id }) => Number(customer_id))
      .map((id) => [
        id,
        { id, firstname: 'Anna', lastname: `de Boer ${id}`, email: `anna${id}@post.example`, phone: '', mobile: '' },
      ]);
    sendJson(response, {
      [key]: shown.map(({ id }) => id),
      assets: {
        Ticket: Object.fromEntries(shown.map((one) => [one.id, one])),
        User: Object.fromEntries(customers),
      },
    });
  });
  return { url, requests, fault };
}
