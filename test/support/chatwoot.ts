import type { ServerResponse } from 'node:http';
import { sendJson, serve } from './serve.ts';

type Raw = Record<string, unknown>;

const at = (n: number): number => Date.parse('2026-11-20T00:00:00Z') / 1000 + n * 60;

/** A conversation as the list has it. */
export function conversationOf(n: number, changes: Raw = {}, sender: Raw = {}): Raw {
  return {
    id: n,
    account_id: 1,
    inbox_id: 1,
    messages: [],
    additional_attributes: {},
    custom_attributes: {},
    labels: [],
    muted: false,
    status: 'open',
    created_at: at(n),
    updated_at: at(n) + 0.25,
    timestamp: at(n),
    last_activity_at: at(n),
    meta: {
      sender: {
        id: 1_000 + n,
        name: `Anna de Boer ${n}`,
        email: `anna${n}@post.example`,
        phone_number: null,
        additional_attributes: {},
        custom_attributes: {},
        ...sender,
      },
      channel: 'Channel::WebWidget',
      assignee: null,
    },
    ...changes,
  };
}

export function messageOf(id: number, content: string | null, changes: Raw = {}): Raw {
  return { id, content, message_type: 0, private: false, content_type: 'text', created_at: at(id), ...changes };
}

/** The list of conversations, the latest activity first, 25 a page, open ones only unless all are asked for; and the newest
 *  twenty messages of each, or those before one, the oldest first. */
export async function serveChatwoot(conversations: Raw[], token: string, messages = new Map<number, Raw[]>()) {
  const fault: { next?: (response: ServerResponse) => void } = {};
  const { url, requests } = await serve((request, response, { pathname, searchParams }) => {
    if (fault.next !== undefined) {
      fault.next(response);
      return;
    }
    if (request.headers.api_access_token !== token) {
      sendJson(response, { errors: ['Invalid Access Token'] }, 401);
      return;
    }
    const of = Number(/^\/api\/v1\/accounts\/1\/conversations\/(\d+)\/messages$/.exec(pathname)?.[1]);
    if (of > 0) {
      const before = Number(searchParams.get('before') ?? Number.MAX_SAFE_INTEGER);
      const all = messages.get(of) ?? [messageOf(1, `Mijn pakket ${of} is kwijt.`)];
      sendJson(response, { meta: {}, payload: all.filter(({ id }) => Number(id) < before).slice(-20) });
      return;
    }
    if (pathname !== '/api/v1/accounts/1/conversations') {
      sendJson(response, { error: 'Resource could not be found' }, 404);
      return;
    }
    const status = searchParams.get('status') ?? 'open';
    const shown = conversations.filter((one) => status === 'all' || one.status === status);
    shown.sort((a, b) => Number(b.last_activity_at) - Number(a.last_activity_at));
    const page = Number(searchParams.get('page') ?? 1);
    const meta = { mine_count: 0, unassigned_count: 0, assigned_count: 0, all_count: shown.length };
    sendJson(response, { data: { meta, payload: shown.slice((page - 1) * 25, page * 25) } });
  });
  return { url, requests, fault };
}
