import { createHash } from 'node:crypto';
import { parseFeed } from 'feedsmith';
import { z } from 'zod';
import type { Instant, Post } from '../../src/model.ts';
import { Unreadable } from '../../src/net/errors.ts';
import { placeOf } from '../../src/net/place.ts';
import type { Connector, WebAnswer } from '../contract.ts';
import { instantOf, plainHandle, plainName, plainText, plainUrl, textOfHtml } from '../plain-text.ts';

const settings = z.strictObject({
  /** Of an RSS, Atom or JSON feed: a forum, a blog, Google News, a Google Alert. */
  url: z.url({ protocol: /^https?$/ }),
});
export type RssSettings = z.infer<typeof settings>;

const position = z.object({
  etag: z.string().optional(),
  lastModified: z.string().optional(),
  /** Of the body that was read to its end. */
  body: z.string().default(''),
  /** Item by item that was kept, newest last: the hash of its id, and of its contents. */
  seen: z.array(z.tuple([z.string(), z.string()])).default([]),
  /** The feed's own `<ttl>`, in minutes. */
  ttl: z.number().default(0),
  /** When the feed wants to be read again, in milliseconds since 1970. */
  notBefore: z.number().default(0),
});
type Position = z.infer<typeof position>;

const pageSize = 200;
const mostItems = 1_000;
/** A feed may ask to be left alone for an hour, but no longer: care cannot wait for tomorrow. */
const longestRest = 3_600_000;
const day = 86_400_000;

/** What is new or changed in a feed. A feed says nothing about what was deleted, and shows a window only: where nothing
 *  in it was seen before, something may have fallen out in the meantime. */
export const connector: Connector<RssSettings, Post> = {
  settings,
  every: 120_000,
  async *read({ settings: { url }, checkpoint, web, signal, now, skip, gap }) {
    const was = position.safeParse(checkpoint ?? {}).data ?? position.parse({});
    if (now() < was.notBefore && was.notBefore - now() <= longestRest) return;
    const answer = await web.fetch(url, {
      headers: {
        accept: 'application/rss+xml, application/atom+xml, application/feed+json, application/xml;q=0.9, */*;q=0.5',
        ...(was.etag === undefined ? {} : { 'if-none-match': was.etag }),
        ...(was.lastModified === undefined ? {} : { 'if-modified-since': was.lastModified }),
      },
      accept: [304],
    });
    const body = answer.status === 304 ? was.body : hash(answer.text);
    const feed = body === was.body ? undefined : feedOf(answer);
    const ttl = feed?.ttlMinutes ?? was.ttl;
    const rest = restOf(answer, ttl);
    const done = { body, ...validators(answer, was), ttl, notBefore: rest === 0 ? 0 : now() + rest };
    if (feed === undefined) {
      const same = { ...was, ...done };
      if (JSON.stringify(same) !== JSON.stringify(was)) yield { items: [], checkpoint: same };
      return;
    }
    if (feed.items.length > mostItems) skip(`${feed.items.length - mostItems} items beyond the first ${mostItems}`);
    const { posts, all, overlap } = compare(feed.items.slice(0, mostItems), url, now(), was, skip);
    if (overlap === false) gap(`${placeOf(url)}: nothing in the feed was in it at the last look`);
    const seen = new Map(was.seen);
    for (let at = 0; at < posts.length || at === 0; at += pageSize) {
      const page = posts.slice(at, at + pageSize);
      const last = at + pageSize >= posts.length;
      for (const [key, content] of last ? all : page.map((post): Seen => [post.key, post.content])) {
        seen.delete(key);
        seen.set(key, content);
      }
      const next: Position = { ...was, ...(last ? done : {}), seen: [...seen].slice(-mostItems) };
      yield { items: page.map(({ post }) => post), checkpoint: next };
      if (signal.aborted) return;
    }
  },
};

type Seen = [id: string, content: string];

interface FreshPost {
  readonly post: Post;
  readonly key: string;
  readonly content: string;
}

/** New and changed items, oldest first, and all that the feed holds. */
function compare(
  entries: readonly Entry[],
  url: string,
  now: number,
  was: Position,
  skip: (reason: string) => void,
): { posts: FreshPost[]; all: Seen[]; overlap: boolean | undefined } {
  const before = new Map(was.seen);
  const found = new Map<string, FreshPost>();
  for (const entry of entries) {
    const post = postOf(entry, url, now);
    if (post === undefined) {
      skip('an item without text');
      continue;
    }
    const key = hash(post.id);
    if (!found.has(key)) found.set(key, { post, key, content: hash(`${post.text}\n${post.editedAt ?? ''}`) });
  }
  const all = [...found.values()].reverse();
  all.sort((a, b) => (a.post.createdAt < b.post.createdAt ? -1 : a.post.createdAt > b.post.createdAt ? 1 : 0));
  return {
    posts: all.filter(({ key, content }) => before.get(key) !== content),
    all: all.map(({ key, content }) => [key, content]),
    overlap: before.size === 0 || all.length === 0 ? undefined : all.some(({ key }) => before.has(key)),
  };
}

function postOf(entry: Entry, feedUrl: string, now: number): Post | undefined {
  const title = entry.title === undefined ? '' : textOfHtml(entry.title).replace(/\s+/g, ' ');
  const body = entry.body === undefined ? '' : textOfHtml(entry.body);
  const text = joined(title, body);
  const url = plainUrl(unwrapped(entry.link, feedUrl));
  const createdAt = dateOf(entry.date ?? entry.updated);
  const editedAt = dateOf(entry.updated);
  const native = entry.id ?? url ?? hash(`${title}${createdAt ?? ''}`);
  if (text === '') return undefined;
  const sensible = createdAt !== undefined && Date.parse(createdAt) < now + day;
  const name = plainName(entry.author === undefined ? '' : textOfHtml(entry.author));
  const authorUrl = plainUrl(entry.authorUrl);
  return {
    id: `rss:${hash(feedUrl)}:${native.length <= 200 ? plainText(native) : hash(native)}`,
    source: 'rss',
    url,
    author: {
      handle: plainHandle(name ?? new URL(url ?? feedUrl).hostname),
      name,
      ...(authorUrl === null ? {} : { url: authorUrl }),
    },
    text,
    createdAt: sensible ? createdAt : new Date(now).toISOString(),
    ...(editedAt !== undefined && createdAt !== undefined && editedAt > createdAt ? { editedAt } : {}),
    ...(entry.language === undefined ? {} : { language: plainText(entry.language.slice(0, 35)) }),
  };
}

/** Heading and text as one, without what both say: many feeds repeat the one in the other. */
function joined(title: string, body: string): string {
  if (title === '' || body === '') return title + body;
  const [head, rest] = [bare(title), bare(body.slice(0, title.length * 2 + 100))];
  if (rest.startsWith(head)) return body;
  return head.startsWith(bare(body)) ? title : plainText(`${title}\n${body}`);
}

function bare(text: string): string {
  return text.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '');
}

function dateOf(when: unknown): Instant | undefined {
  return typeof when === 'string' ? instantOf(when) : undefined;
}

/** The page itself where a link goes through Google's redirect, as in Google Alerts. */
function unwrapped(link: string | undefined, feedUrl: string): string | null {
  if (link === undefined || !URL.canParse(link, feedUrl)) return null;
  const url = new URL(link, feedUrl);
  const google = /^(?:www\.)?google\.[a-z.]{2,7}$/.test(url.hostname) && url.pathname === '/url';
  return google ? (url.searchParams.get('url') ?? url.searchParams.get('q')) : url.href;
}

interface Entry {
  readonly id?: string | undefined;
  readonly link?: string | undefined;
  readonly title?: string | undefined;
  /** HTML, or text that has been made HTML. */
  readonly body?: string | undefined;
  readonly author?: string | undefined;
  readonly authorUrl?: string | undefined;
  readonly date?: unknown;
  readonly updated?: unknown;
  readonly language?: string | undefined;
}

interface Feed {
  readonly items: readonly Entry[];
  readonly ttlMinutes: number;
}

function feedOf(answer: WebAnswer): Feed {
  const place = placeOf(answer.url);
  try {
    return entriesOf(parseFeed(answer.text));
  } catch {
    const html = /^\s*(?:<!doctype html|<html)/i.test(answer.text.slice(0, 1_000));
    throw new Unreadable(`${place}: ${html ? 'is a web page and no feed' : 'is no RSS, Atom or JSON feed'}`);
  }
}

type Parsed = ReturnType<typeof parseFeed>;
type AtomText = { value?: string | undefined; type?: string | undefined } | undefined;

function entriesOf(parsed: Parsed): Feed {
  if (parsed.format === 'atom') {
    const { feed } = parsed;
    const items = (feed.entries ?? []).map((entry) => ({
      id: entry.id,
      link: (entry.links?.find(({ rel }) => rel === undefined || rel === 'alternate') ?? entry.links?.[0])?.href,
      title: markup(entry.title),
      body: markup(entry.content) ?? markup(entry.summary),
      author: entry.authors?.[0]?.name ?? feed.authors?.[0]?.name,
      authorUrl: entry.authors?.[0]?.uri,
      date: entry.published ?? entry.updated,
      updated: entry.updated,
      language: entry.xml?.lang ?? feed.xml?.lang,
    }));
    return { items, ttlMinutes: 0 };
  }
  if (parsed.format === 'json') {
    const { feed } = parsed;
    const items = (feed.items ?? []).map((item) => ({
      id: item.id,
      link: item.url ?? item.external_url,
      title: item.title === undefined ? undefined : escaped(item.title),
      body: item.content_html ?? (item.content_text === undefined ? item.summary : escaped(item.content_text)),
      author: (item.authors ?? feed.authors)?.[0]?.name,
      authorUrl: (item.authors ?? feed.authors)?.[0]?.url,
      date: item.date_published,
      updated: item.date_modified,
      language: item.language ?? feed.language,
    }));
    return { items, ttlMinutes: 0 };
  }
  if (parsed.format === 'rdf') {
    const items = (parsed.feed.items ?? []).map((item) => ({
      id: item.rdf?.about,
      link: item.link,
      title: item.title,
      body: item.content?.encoded ?? item.description,
      author: item.dc?.creators?.[0],
      date: item.dc?.dates?.[0],
      language: item.dc?.languages?.[0],
    }));
    return { items, ttlMinutes: 0 };
  }
  const { feed } = parsed;
  const items = (feed.items ?? []).map((item) => ({
    id: item.guid?.value,
    link: item.link ?? (item.guid?.isPermaLink === false ? undefined : item.guid?.value),
    title: item.title,
    body: item.content?.encoded ?? item.description,
    author: item.dc?.creators?.[0] ?? item.authors?.[0]?.name ?? item.source?.title,
    date: item.pubDate ?? item.dc?.dates?.[0],
    updated: item.atom?.updated,
    language: item.dc?.languages?.[0] ?? feed.language,
  }));
  return { items, ttlMinutes: feed.ttl ?? 0 };
}

function markup(text: AtomText): string | undefined {
  if (text?.value === undefined) return undefined;
  return text.type === 'html' || text.type === 'xhtml' ? text.value : escaped(text.value);
}

/** Plain text as HTML, with its line ends. */
function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('\n', '<br>');
}

function validators({ headers, status }: WebAnswer, was: Position): Pick<Position, 'etag' | 'lastModified'> {
  const etag = headers.etag ?? (status === 304 ? was.etag : undefined);
  const lastModified = headers['last-modified'] ?? (status === 304 ? was.lastModified : undefined);
  return {
    ...(etag === undefined || etag.length > 1_000 ? {} : { etag }),
    ...(lastModified === undefined || lastModified.length > 100 ? {} : { lastModified }),
  };
}

/** How long the feed wants to be left alone, in milliseconds. */
function restOf({ headers }: WebAnswer, ttlMinutes: number): number {
  const maxAge = Number(/\bmax-age=(\d{1,9})/.exec(headers['cache-control']?.slice(0, 500) ?? '')?.[1] ?? 0);
  return Math.min(Math.max(maxAge * 1000, ttlMinutes * 60_000, 0), longestRest);
}

function hash(text: string): string {
  return createHash('sha256').update(text).digest('base64url').slice(0, 12);
}
