import type { ServerResponse } from 'node:http';
import { sendJson, serve } from './serve.ts';

/** The documented `status` entity, with what these tests vary. */
export function statusOf(id: string, changes: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    id,
    created_at: '2026-11-20T03:48:33.901Z',
    edited_at: null,
    in_reply_to_id: null,
    sensitive: false,
    spoiler_text: '',
    visibility: 'public',
    language: 'nl',
    uri: `https://social.example/users/anna/statuses/${id}`,
    url: `https://social.example/@anna/${id}`,
    content: `<p>Bericht ${id} &amp; meer over <a href="https://social.example/tags/trein">#<span>trein</span></a></p>`,
    reblog: null,
    account: {
      id: '1',
      username: 'anna',
      acct: 'anna',
      display_name: 'Anna',
      bot: false,
      url: 'https://social.example/@anna',
      followers_count: 12,
    },
    media_attachments: [],
    mentions: [],
    tags: [],
    ...changes,
  };
}

const newer = (a: string, b: string): number => b.length - a.length || (a < b ? 1 : a > b ? -1 : 0);

/** A Mastodon server's hashtag timelines. `since_id` answers with the newest above an id, `min_id` with those next to it;
 *  both newest first, as the real one does. `timelines` may be changed at any time, and what is `hidden` is
 *  only found by its id; a token, where set, is needed. */
export async function serveMastodon(timelines: Map<string, unknown[]>, token?: string, hidden: unknown[] = []) {
  const fault: { next?: (response: ServerResponse) => void } = {};
  const { url, requests } = await serve((request, response, { pathname, searchParams }) => {
    const { next } = fault;
    if (next !== undefined) {
      next(response);
      return;
    }
    if (token !== undefined && request.headers.authorization !== `Bearer ${token}`) {
      sendJson(response, { error: 'The access token is invalid' }, 401);
      return;
    }
    const one = /^\/api\/v1\/statuses\/([^/]+)$/.exec(pathname)?.[1];
    if (one !== undefined) {
      const all = [...timelines.values(), hidden].flat() as { id?: unknown }[];
      const status = all.find((status) => status?.id === one);
      sendJson(response, status ?? { error: 'Record not found' }, status === undefined ? 404 : 200);
      return;
    }
    const tag = decodeURIComponent(/^\/api\/v1\/timelines\/tag\/(.+)$/.exec(pathname)?.[1] ?? '');
    const timeline = timelines.get(tag);
    if (timeline === undefined) {
      sendJson(response, tag === '' ? { error: 'Record not found' } : [], tag === '' ? 404 : 200);
      return;
    }
    const idOf = (status: unknown): string => String((status as { id?: unknown } | null)?.id ?? '');
    const limit = Math.min(Number(searchParams.get('limit') ?? 20), 40);
    const all = [...timeline].sort((a, b) => newer(idOf(a), idOf(b)));
    const minimum = searchParams.get('min_id');
    const since = searchParams.get('since_id');
    const above = all.filter((status) => newer(idOf(status), minimum ?? since ?? '') < 0);
    const page = minimum === null ? above.slice(0, limit) : above.slice(-limit);
    const links =
      page.length === 0
        ? {}
        : { link: `<http://${request.headers.host}${pathname}?min_id=${idOf(page[0])}>; rel="prev"` };
    sendJson(response, page, 200, { 'x-ratelimit-reset': '2026-11-24T12:05:00.123456Z', ...links });
  });
  return { url, requests, fault };
}
