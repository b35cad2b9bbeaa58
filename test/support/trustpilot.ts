import type { ServerResponse } from 'node:http';
import { sendJson, serve } from './serve.ts';

/** A review as the public list of the API has it. */
export function reviewOf(n: number, changes: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    id: n.toString(16).padStart(24, '0'),
    consumer: {
      id: `c${n}`,
      displayName: 'Anna de Boer',
      displayLocation: 'Amsterdam, NL',
      numberOfReviews: 1,
      links: [],
    },
    businessUnit: { id: '46d6a890000064000500e0c3', identifyingName: 'example.com', displayName: 'Example', links: [] },
    stars: 1,
    title: 'Pakket kwijt',
    text: `Mijn pakket ${n} is kwijt.`,
    language: 'nl',
    createdAt: new Date(Date.parse('2026-11-20T00:00:00Z') + n * 60_000).toISOString(),
    updatedAt: null,
    companyReply: null,
    isVerified: false,
    status: 'active',
    links: [],
    ...changes,
  };
}

/** The API's list of reviews of one business unit, newest first. */
export async function serveTrustpilot(reviews: unknown[], apikey: string) {
  const fault: { next?: (response: ServerResponse) => void } = {};
  const { url, requests } = await serve((request, response, { pathname, searchParams }) => {
    if (fault.next !== undefined) {
      fault.next(response);
      return;
    }
    if (request.headers.apikey !== apikey) {
      sendJson(response, { message: 'Invalid ApiKey' }, 401);
      return;
    }
    if (!/^\/business-units\/[0-9a-f]{24}\/reviews$/.test(pathname)) {
      sendJson(response, { message: 'Not found' }, 404);
      return;
    }
    const size = Number(searchParams.get('perPage') ?? 20);
    const at = (Number(searchParams.get('page') ?? 1) - 1) * size;
    const when = (review: unknown): string => String((review as { createdAt?: unknown } | null)?.createdAt ?? '');
    const newest = [...reviews].sort((a, b) => (when(a) < when(b) ? 1 : when(a) > when(b) ? -1 : 0));
    sendJson(response, { reviews: newest.slice(at, at + size), links: [] });
  });
  return { url, requests, fault };
}
