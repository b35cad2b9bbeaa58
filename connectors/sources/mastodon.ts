import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { Deletion, Post } from '../../src/model.ts';
import { placeOf } from '../../src/net/place.ts';
import { shaped } from '../../src/net/web.ts';
import type { Connector, ReadRequest, Web } from '../contract.ts';
import { instantOf, plainHandle, plainName, plainText, plainUrl, textOfHtml } from '../plain-text.ts';

const host = z.string().regex(/^(?:https?:\/\/)?[a-z0-9.-]+(?::\d{1,5})?\/?$/i, 'a server, as mastodon.social');
const settings = z
  .strictObject({
    /** Several large servers together see most: each shows only what has reached it. */
    servers: z
      .array(z.union([host, z.strictObject({ host, token: z.string().min(1).optional() })]))
      .min(1)
      .max(20),
    hashtags: z
      .array(z.string().regex(/^#?[\p{L}\p{N}\p{M}_]{1,100}$/u, 'a hashtag: letters, digits and _'))
      .min(1)
      .max(50),
  })
  .refine(
    ({ servers, hashtags }) => servers.length * hashtags.length <= 150,
    'at most 150 pairs of a server and a hashtag',
  );
export type MastodonSettings = z.infer<typeof settings>;

/** Of one hashtag on one server. */
const stream = z.object({
  /** The newest id read. */
  newest: z.string().default(''),
  /** Hashes of the edits among the last forty posts, so that each is told once. */
  edits: z.array(z.string()).default([]),
  /** Id and `uri` of the last posts: when one is no longer in the timeline, it is looked up. */
  recent: z.array(z.tuple([z.string(), z.string()])).default([]),
  /** When edits and deletions were last looked for, in milliseconds since 1970. */
  looked: z.number().default(0),
});
type Stream = z.infer<typeof stream>;
const position = z.object({ streams: z.record(z.string(), stream) });

const pageSize = 40;
const mostPages = 50;
const changesEvery = 600_000;
/** Over all streams, so that the checkpoint stays small. */
const mostEdits = 1_000;
const mostRecent = 200;
const mostLookups = 10;
/** An id older than every other. */
const beforeAll = '0';

/** Public posts with a hashtag. Nothing is left out between two looks (`min_id`), and edits and deletions among the last forty
 *  posts of a hashtag are found every ten minutes. The same post seen on several servers has one id, made from its `uri`. */
export const connector: Connector<MastodonSettings, Post> = {
  settings,
  every: 60_000,
  async *read(request) {
    const was = position.safeParse(request.checkpoint).data?.streams ?? {};
    const streams = new Map<string, Stream>();
    const pairs = request.settings.servers.flatMap((server) =>
      request.settings.hashtags.map((tag) => pairOf(server, tag)),
    );
    for (const { key } of pairs) streams.set(key, was[key] ?? stream.parse({}));
    const given = new Set<string>();
    const down = new Map<string, unknown>();
    for (const pair of pairs) {
      if (down.has(pair.base)) continue;
      try {
        const reading = follow(pair, streams.get(pair.key)!, pairs.length, request);
        for await (const { posts, deletions, next } of reading) {
          streams.set(pair.key, next);
          const items = posts.filter(({ id, editedAt }) => !given.has(`${id} ${editedAt}`));
          for (const { id, editedAt } of items) given.add(`${id} ${editedAt}`);
          yield { items, deletions, checkpoint: { streams: Object.fromEntries(streams) } };
          if (request.signal.aborted) return;
        }
      } catch (error) {
        down.set(pair.base, error);
      }
    }
    for (const error of down.values()) throw error;
  },
};

interface Pair {
  readonly base: string;
  readonly key: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
}

function pairOf(server: MastodonSettings['servers'][number], hashtag: string): Pair {
  const { host, token } = typeof server === 'string' ? { host: server, token: undefined } : server;
  const base = new URL(/^https?:\/\//i.test(host) ? host : `https://${host}`).origin;
  const tag = hashtag.replace('#', '').toLowerCase();
  return {
    base,
    key: `${new URL(base).host}#${tag}`,
    url: `${base}/api/v1/timelines/tag/${encodeURIComponent(tag)}?limit=${pageSize}`,
    headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
  };
}

interface Step {
  readonly posts: readonly Post[];
  readonly deletions: readonly Deletion[];
  readonly next: Stream;
}

async function* follow(
  { url, base, headers }: Pair,
  was: Stream,
  streams: number,
  { web, now, skip, signal }: ReadRequest<MastodonSettings>,
): AsyncGenerator<Step> {
  const look = async (address: string): Promise<Seen[]> => {
    const answer = await web.json(address, z.array(z.unknown()), { headers, maxBytes: 5_000_000 });
    return answer.map((value) => seen(value, skip)).sort((a, b) => compareIds(a.id, b.id));
  };
  let at = was;
  for (let pages = 0; at.newest !== '' && pages < mostPages; pages++) {
    const page = await look(`${url}&min_id=${encodeURIComponent(at.newest)}`);
    const newest = page.at(-1)?.id ?? '';
    if (compareIds(newest, at.newest) <= 0) break;
    at = { ...at, newest, recent: latest([...at.recent, ...entries(page)], mostRecent / streams) };
    yield { posts: page.flatMap(({ post }) => post ?? []), deletions: [], next: at };
    if (signal.aborted) return;
  }
  if (at.newest !== '' && Math.abs(now() - at.looked) < changesEvery) return;
  const page = await look(url);
  const first = at.newest === '';
  const edited = page.filter(({ edit, id }) => edit !== '' && (first || compareIds(id, at.newest) <= 0));
  const told = first ? page : edited.filter(({ edit }) => !at.edits.includes(edit));
  const newest = first ? (page.at(-1)?.id ?? beforeAll) : at.newest;
  const listed = page.filter(({ id }) => compareIds(id, newest) <= 0);
  const deletions: Deletion[] = [];
  for (const [id, uri] of missing(at.recent, page)) {
    if (await isGone(`${base}/api/v1/statuses/${encodeURIComponent(id)}`, headers, web)) {
      deletions.push({ id: `mastodon:${uri}` });
    }
  }
  const edits = latest(
    edited.map(({ edit }) => edit),
    mostEdits / streams,
  );
  const next = { newest, edits, recent: latest(entries(listed), mostRecent / streams), looked: now() };
  yield { posts: told.flatMap(({ post }) => post ?? []), deletions, next };
}

type Entry = Stream['recent'][number];

function entries(page: readonly Seen[]): Entry[] {
  return page.flatMap(({ id, post }): Entry[] => {
    const uri = post?.id.slice('mastodon:'.length) ?? '';
    return uri === '' || uri.length > 120 ? [] : [[id, uri]];
  });
}

/** The last of them, at most a page. */
function latest<T>(all: readonly T[], most: number): T[] {
  return all.slice(Math.max(0, all.length - Math.min(Math.floor(most), pageSize)));
}

/** What should be in this page and is not: a sign that it was deleted, but no proof. */
function missing(recent: readonly Entry[], page: readonly Seen[]): readonly Entry[] {
  const oldest = page.length < pageSize ? beforeAll : (page[0]?.id ?? beforeAll);
  const listed = new Set(page.map(({ id }) => id));
  return recent.filter(([id]) => compareIds(id, oldest) >= 0 && !listed.has(id)).slice(-mostLookups);
}

/** The proof: the server does not know it any more, or shows it no longer to everybody. */
async function isGone(url: string, headers: Pair['headers'], web: Web): Promise<boolean> {
  const answer = await web.fetch(url, { headers, accept: [401, 403, 404, 410] });
  if (answer.status === 404 || answer.status === 410) return true;
  const now = answer.status === 200 ? seen(shaped(placeOf(url), answer.text, z.unknown()), () => undefined) : undefined;
  return now?.hidden === true;
}

interface Seen {
  readonly id: string;
  /** The hash of which edit it is; empty for a post that was never edited. */
  readonly edit: string;
  readonly post: Post | undefined;
  /** Not meant for everybody. */
  readonly hidden?: boolean;
}

/** Ids are opaque: the longer is the newer, and among equals the later in the alphabet. */
function compareIds(a: string, b: string): number {
  return a.length - b.length || (a < b ? -1 : a > b ? 1 : 0);
}

const account = z.object({
  acct: z.string().min(1),
  display_name: z.string().nullish(),
  url: z.string(),
  followers_count: z.number().int().nonnegative().nullish(),
  noindex: z.boolean().nullish(),
});
const status = z.object({
  id: z.string(),
  uri: z.string().min(1).max(2_000),
  url: z.string().nullish(),
  created_at: z.string(),
  edited_at: z.string().nullish(),
  account,
  content: z.string(),
  spoiler_text: z.string().nullish(),
  visibility: z.string(),
  language: z.string().max(35).nullish(),
});
const shown = status.extend({ reblog: status.nullish() });

function seen(value: unknown, skip: (reason: string) => void): Seen {
  const read = shown.safeParse(value);
  if (!read.success) {
    const issue = read.error.issues[0];
    skip(`a status: ${issue?.path.map(String).join('.')}: ${issue?.message}`.slice(0, 200));
    const id = z.object({ id: z.string().max(100) }).safeParse(value).data?.id ?? '';
    return { id, edit: '', post: undefined };
  }
  const { id, reblog, ...own } = read.data;
  const edited = instantOf(own.edited_at) ?? '';
  const createdAt = instantOf(own.created_at);
  const open = ['public', 'unlisted'].includes(own.visibility) && own.account.noindex !== true;
  if (!open || createdAt === undefined) {
    if (open) skip('a status: created_at: no date between 1990 and 2100');
    return { id, edit: '', post: undefined, hidden: !open };
  }
  const { account: by, content, spoiler_text } = reblog == null ? own : { ...reblog, account: own.account };
  const authorUrl = plainUrl(by.url);
  const server = authorUrl === null ? '' : `@${new URL(authorUrl).host}`;
  const warning = plainText(spoiler_text ?? '');
  const text = textOfHtml(content);
  return {
    id,
    edit: edited === '' ? '' : createHash('sha256').update(`${id} ${edited}`).digest('base64url').slice(0, 8),
    post: {
      id: `mastodon:${plainText(own.uri)}`,
      source: 'mastodon',
      url: plainUrl(own.url),
      author: {
        handle: plainHandle(by.acct.includes('@') ? by.acct : `${by.acct}${server}`),
        name: plainName(by.display_name),
        ...(authorUrl === null ? {} : { url: authorUrl }),
        ...(by.followers_count == null ? {} : { followers: by.followers_count }),
      },
      text: warning === '' ? text : plainText(`${warning}\n${text}`),
      createdAt,
      ...(edited === '' ? {} : { editedAt: edited }),
      ...(own.language == null ? {} : { language: plainText(own.language) }),
      ...(reblog == null ? {} : { repostOf: `mastodon:${plainText(reblog.uri)}` }),
    },
  };
}
