import { z } from 'zod';
import type { Deletion, Post } from '../../src/model.ts';
import { Unreadable } from '../../src/net/errors.ts';
import { openFrames } from '../../src/net/frames.ts';
import { placeOf } from '../../src/net/place.ts';
import type { Connector, Page, ReadRequest, Web } from '../contract.ts';
import { instantOf, plainName, plainText } from '../plain-text.ts';

const settings = z.strictObject({
  /** Only posts with at least one of these in them are read; capitals do not matter. Without it, every post is. */
  terms: z.array(z.string().trim().min(2).max(100)).max(500).default([]),
  /** Jetstream servers, tried in turn. */
  hosts: z
    .array(z.url({ protocol: /^wss?$/ }))
    .min(1)
    .max(10)
    .default([
      'wss://jetstream.us-east.bsky.network',
      'wss://jetstream.us-west.bsky.network',
      'wss://jetstream1.us-east.bsky.network',
      'wss://jetstream2.us-west.bsky.network',
    ]),
  /** Where authors' names are looked up; `null` for nowhere. Without `terms` none are. */
  profiles: z
    .url({ protocol: /^https?$/ })
    .nullable()
    .default('https://public.api.bsky.app'),
});
export type BlueskySettings = z.infer<typeof settings>;

/** The time of the last event, in microseconds since 1970, and the server that told it. */
const position = z.object({ cursor: z.number().int().min(1e15), host: z.string() });

const rewindUs = 5_000_000;
const gapUs = 60_000_000;
const mostMessage = 1_000_000;
const restMs = 5_000;
const mostRubbish = 100;
const collection = 'app.bsky.feed.post';

/** All public posts of Bluesky as they are written (Jetstream, first wire), with edits, deletions and closed accounts.
 *  It resumes by time, on any server; a post's author is known by the DID. */
export const connector: Connector<BlueskySettings, Post> = {
  settings,
  every: 1_000,
  async *read(request) {
    const was = position.safeParse(request.checkpoint).data;
    const { hosts } = request.settings;
    const first = Math.max(0, hosts.indexOf(was?.host ?? ''));
    let failure: unknown;
    for (const host of [...hosts.slice(first), ...hosts.slice(0, first)]) {
      let heard = false;
      try {
        for await (const page of listen(host, was, request)) {
          heard = true;
          yield page;
        }
        return;
      } catch (error) {
        if (heard) throw error;
        failure = error;
      }
    }
    throw failure;
  },
};

async function* listen(
  host: string,
  was: z.infer<typeof position> | undefined,
  { settings: { terms, profiles }, web, signal, now, skip, gap }: ReadRequest<BlueskySettings>,
): AsyncGenerator<Page<Post>> {
  const from = was === undefined ? undefined : was.cursor - (was.host === host ? 0 : rewindUs);
  const url = new URL('/subscribe', host);
  url.searchParams.set('wantedCollections', collection);
  url.searchParams.set('maxMessageSizeBytes', String(mostMessage));
  if (from !== undefined) url.searchParams.set('cursor', String(from));
  const wanted = prefilter(terms);
  let cursor = was?.cursor ?? 0;
  let told = cursor;
  let toldAt = now();
  let begun = false;
  let rubbish = 0;
  const posts = new Map<string, Post>();
  let deletions: Deletion[] = [];

  const hear = (frame: string): void => {
    const time = timeOf(frame);
    if (time === undefined) {
      rubbish++;
      skip('a message that is no Jetstream event');
      if (!begun && rubbish >= mostRubbish) throw new Unreadable(`${placeOf(host)}: speaks no Jetstream`);
      return;
    }
    if (!begun && from !== undefined && time - from > gapUs) {
      gap(`${placeOf(host)}: events between ${atUs(from)} and ${atUs(time)} are no longer kept there`);
    }
    begun = true;
    cursor = Math.max(cursor, Math.min(time, now() * 1000));
    if (!wanted.test(frame)) return;
    const event = eventOf(frame);
    if (event === undefined) skip('an event that is not in the documented shape');
    else if ('text' in event) posts.set(event.id, event);
    else if (!('ignored' in event)) {
      if ('id' in event) posts.delete(event.id);
      deletions.push(event);
    }
  };

  for await (const frames of openFrames(url.href, { signal, userAgent: 'klankbord', maxPayload: 2 * mostMessage })) {
    for (const frame of frames) hear(frame);
    const waited = now() - toldAt;
    const due = posts.size > 0 || (cursor > told && waited >= restMs) || (deletions.length > 0 && waited >= 1_000);
    if (!due || cursor === 0) continue;
    const items = [...posts.values()];
    const named = terms.length === 0 || profiles === null ? items : await withNames(items, profiles, web);
    const page = { items: named, deletions, checkpoint: { cursor, host } };
    posts.clear();
    deletions = [];
    told = cursor;
    yield page;
    toldAt = now();
  }
}

/** What must be parsed: a frame with a term in it, and whatever changes or deletes. */
function prefilter(terms: readonly string[]): RegExp {
  if (terms.length === 0) return /^/;
  const always = ['"operation":"(?:delete|update)"', '"kind":"account"'];
  return new RegExp([...always, ...terms.map(inJson)].join('|'), 'iu');
}

/** A term as JSON may write it. */
function inJson(term: string): string {
  const written: Readonly<Record<string, string>> = {
    '"': '\\\\"',
    '&': '(?:&|\\\\u0026)',
    '<': '(?:<|\\\\u003c)',
    '>': '(?:>|\\\\u003e)',
  };
  return [...term.normalize()].map((char) => written[char] ?? char.replace(/[\\^$.*+?()[\]{}|/]/u, '\\$&')).join('');
}

/** The event's time without parsing the event: within JSON strings a quote is escaped, so this can only be the key. */
function timeOf(frame: string): number | undefined {
  const at = frame.indexOf('"time_us":');
  const time = at < 0 ? Number.NaN : Number.parseInt(frame.slice(at + 10, at + 28), 10);
  return time >= 1e15 && time < 1e16 ? time : undefined;
}

function atUs(us: number): string {
  return new Date(us / 1000).toISOString();
}

const did = z.string().regex(/^did:[a-z]{1,20}:[\w.:%-]{1,200}$/);
const event = z.object({
  did,
  time_us: z.number(),
  kind: z.string(),
  commit: z
    .object({
      operation: z.string(),
      collection: z.string(),
      rkey: z.string().regex(/^[\w.:~-]{1,512}$/),
      record: z.unknown().optional(),
    })
    .optional(),
  account: z.object({ active: z.boolean(), status: z.string().optional() }).optional(),
});
const uri = z.object({ uri: z.string().max(1_000) });
const record = z.object({
  text: z.string(),
  createdAt: z.string().optional(),
  langs: z.array(z.string().max(35)).optional(),
  reply: z.object({ parent: uri }).optional(),
});

function eventOf(frame: string): Post | Deletion | { readonly ignored: true } | undefined {
  let value: unknown;
  try {
    value = JSON.parse(frame);
  } catch {
    return undefined;
  }
  const read = event.safeParse(value).data;
  if (read === undefined) return undefined;
  const { did: author, commit, account, time_us } = read;
  if (account !== undefined) return account.active ? { ignored: true } : { author: `bluesky:${author}` };
  if (commit?.collection !== collection) return { ignored: true };
  const id = `bluesky:at://${author}/${collection}/${commit.rkey}`;
  if (commit.operation === 'delete') return { id };
  const post = record.safeParse(commit.record).data;
  if (post === undefined) return undefined;
  const heard = atUs(time_us);
  const edited = commit.operation === 'update';
  const language = post.langs?.[0];
  return {
    id,
    source: 'bluesky',
    url: `https://bsky.app/profile/${author}/post/${commit.rkey}`,
    author: { handle: author, name: null, url: `https://bsky.app/profile/${author}` },
    text: plainText(post.text),
    createdAt: edited ? (instantOf(post.createdAt) ?? heard) : heard,
    ...(edited ? { editedAt: heard } : {}),
    ...(language === undefined ? {} : { language: plainText(language) }),
    ...(post.reply === undefined ? {} : { replyTo: `bluesky:${plainText(post.reply.parent.uri)}` }),
  };
}

const profileList = z.object({ profiles: z.array(z.object({ did: z.string(), displayName: z.string().nullish() })) });

/** The posts with their authors' names, as far as they can be had: a name is help, not a condition. */
async function withNames(posts: readonly Post[], base: string, web: Web): Promise<readonly Post[]> {
  const names = new Map<string, string | null>();
  const authors = [...new Set(posts.map(({ author }) => author.handle))];
  for (let at = 0; at < authors.length; at += 25) {
    const url = new URL('/xrpc/app.bsky.actor.getProfiles', base);
    for (const author of authors.slice(at, at + 25)) url.searchParams.append('actors', author);
    const answer = await web.json(url.href, profileList, { timeoutMs: 3_000 }).catch(() => undefined);
    if (answer === undefined) break;
    for (const profile of answer.profiles) names.set(profile.did, plainName(profile.displayName));
  }
  return posts.map((post) => ({ ...post, author: { ...post.author, name: names.get(post.author.handle) ?? null } }));
}
