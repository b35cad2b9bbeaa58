import { createHash } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { serve } from './serve.ts';

/** An RSS 2.0 feed of these items. */
export function feedOf(items: readonly string[], channel = ''): string {
  return `<?xml version="1.0" encoding="UTF-8"?><rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>Forum</title><link>https://forum.example/</link>${channel}${items.join('')}</channel></rss>`;
}

/** A server of one feed, that answers 304 to the exact validator only. */
export async function serveFeed(body: () => string | Buffer, headers: Record<string, string> = {}) {
  const fault: { next?: (response: ServerResponse) => void } = {};
  const { url, requests } = await serve((request, response) => {
    if (fault.next !== undefined) {
      fault.next(response);
      return;
    }
    const now = body();
    const etag = `W/"${createHash('sha1').update(now).digest('hex')}"`;
    if (request.headers['if-none-match'] === etag) response.writeHead(304, { etag }).end();
    else response.writeHead(200, { 'content-type': 'application/rss+xml', etag, ...headers }).end(now);
  });
  return { url, requests, fault };
}
