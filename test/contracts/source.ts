import type { ServerResponse } from 'node:http';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Checkpoint, Connector, Page } from '../../connectors/contract.ts';
import type { Post } from '../../src/model.ts';
import { Refused, Throttled, Unavailable, Unreadable } from '../../src/net/errors.ts';
import { openWeb } from '../../src/net/web.ts';

/** A source's service, standing here instead of the real one. */
export interface Double {
  readonly settings: unknown;
  /** So many posts come in several pages. */
  readonly many: number;
  /** Adds so many good posts, the newest last. */
  add(count: number): void | Promise<void>;
  /** Adds one that is not in the documented shape. */
  addBad(): void | Promise<void>;
  /** Adds whatever this is among the items. */
  addAny?(value: unknown): void | Promise<void>;
  /** Deletes the newest post, where the service says so. */
  remove?(): void | Promise<void>;
  /** Answers every request like this from now on. */
  answer?(how: ((response: ServerResponse) => void) | undefined): void;
  /** What must not be seen in an error. */
  readonly secret?: string;
  /** A live feed does not return by itself: it has caught up once this post is heard. */
  last?(): string;
  /** Where reading begins, for a source whose first read takes only what comes from then on. */
  readonly start?: Checkpoint;
}

/** Posts and tickets. */
type Known = { readonly id: string };

export interface Heard<Item = Post> {
  readonly pages: Page<Item>[];
  readonly posts: Item[];
  readonly checkpoint: Checkpoint | undefined;
  readonly skipped: string[];
  readonly gaps: string[];
}

export interface Listening {
  readonly checkpoint?: Checkpoint | undefined;
  /** Stops after so many pages. */
  readonly pages?: number;
  /** Stops after the page with this post. */
  readonly until?: string | undefined;
  /** Stops after the first page with a deletion. */
  readonly untilDeletion?: boolean;
  readonly now?: () => number;
  readonly signal?: AbortSignal;
}

const web = openWeb({ userAgent: 'Klankbord/test', pacePerHostMs: 0 });

/** Reads a source like the daemon does: one page after the other, each checkpoint kept as JSON. */
export async function hear<S, Item extends Known>(
  connector: Connector<S, Item>,
  settings: unknown,
  how: Listening = {},
): Promise<Heard<Item>> {
  const pages: Page<Item>[] = [];
  const skipped: string[] = [];
  const gaps: string[] = [];
  const stop = new AbortController();
  let { checkpoint } = how;
  const reading = connector.read!({
    name: 'test',
    settings: connector.settings.parse(settings),
    checkpoint,
    web,
    signal: how.signal ?? stop.signal,
    now: how.now ?? Date.now,
    skip: (reason) => skipped.push(reason),
    gap: (detail) => gaps.push(detail),
  });
  for await (const page of reading) {
    pages.push(page);
    checkpoint = JSON.parse(JSON.stringify(page.checkpoint)) as Checkpoint;
    if (how.untilDeletion && (page.deletions ?? []).length > 0) break;
    if (pages.length === how.pages || page.items.some(({ id }) => id === how.until)) break;
  }
  stop.abort();
  return { pages, posts: pages.flatMap(({ items }) => items), checkpoint, skipped, gaps };
}

const ids = (posts: readonly Known[]): string[] => [...new Set(posts.map(({ id }) => id))].sort();

/** What every source promises, whatever it reads; and what those promise besides whose service tells deletions, or whose
 *  items are JSON. */
export function sourceContract<S>(
  name: string,
  connector: Connector<S, Post>,
  open: () => Promise<Double>,
  service: { readonly deletes: boolean; readonly json: boolean },
): void {
  const listen = (double: Double, how: Listening = {}): Promise<Heard> =>
    hear(connector, double.settings, { checkpoint: double.start, until: double.last?.(), ...how });

  describe(`${name}, as a source`, () => {
    it('gives posts in the shape of the model', async () => {
      const double = await open();
      await double.add(3);
      const { posts, checkpoint } = await listen(double);
      expect(posts).toHaveLength(3);
      for (const post of posts) {
        expect(post.id.startsWith(`${post.source}:`)).toBe(true);
        expect(new Date(post.createdAt).toISOString()).toBe(post.createdAt);
        expect(post.text).toMatch(/\S/);
        expect(post.text).not.toMatch(/<\/?[a-z]|&amp;/);
        expect(post.author.handle).toMatch(/^[^@\s]/);
        expect(post.url ?? 'https://').toMatch(/^https?:\/\//);
      }
      expect(Buffer.byteLength(JSON.stringify(checkpoint))).toBeLessThan(64_000);
    });

    it('loses nothing when it is stopped after any page and goes on from its checkpoint', async () => {
      const double = await open();
      await double.add(double.many);
      const undisturbed = await listen(double);
      expect(ids(undisturbed.posts)).toHaveLength(double.many);
      if (double.last === undefined) expect(undisturbed.pages.length).toBeGreaterThan(1);
      for (let stopAfter = 1; stopAfter <= undisturbed.pages.length; stopAfter++) {
        const before = await listen(double, { pages: stopAfter });
        const rest = await listen(double, {
          checkpoint: before.checkpoint,
          ...(ids(before.posts).length === double.many ? { pages: 1, signal: AbortSignal.timeout(100) } : {}),
        });
        expect(ids([...before.posts, ...rest.posts])).toEqual(ids(undisturbed.posts));
      }
    });

    it('hears what was written since, oldest first', async () => {
      const double = await open();
      await double.add(5);
      const before = await listen(double);
      await double.add(double.many);
      const { posts, gaps } = await listen(double, { checkpoint: before.checkpoint });
      expect(ids([...before.posts, ...posts])).toHaveLength(double.many + 5);
      const times = posts.map(({ createdAt }) => createdAt);
      expect(times).toEqual([...times].sort());
      expect(gaps).toEqual([]);
    });

    it('lets one bad item cost only itself, and says so', async () => {
      const double = await open();
      await double.add(2);
      await double.addBad();
      await double.add(2);
      const { posts, skipped } = await listen(double);
      expect(ids(posts)).toHaveLength(4);
      expect(skipped).toHaveLength(1);
    });

    if (service.json)
      it('takes whatever JSON an item is, and still gives the good ones', async () => {
        const double = await open();
        const values = fc.sample(fc.jsonValue(), 200);
        await double.add(2);
        for (const value of values) await double.addAny!(value);
        await double.add(2);
        expect(ids((await listen(double)).posts)).toHaveLength(4);
      });

    if (service.deletes)
      it('tells what was deleted', async () => {
        const double = await open();
        await double.add(3);
        const before = await listen(double);
        await double.remove!();
        const { pages } = await listen(double, {
          checkpoint: before.checkpoint,
          now: () => Date.now() + 3_600_000,
          until: undefined,
          untilDeletion: true,
        });
        const deleted = pages.flatMap(({ deletions }) => deletions ?? []);
        expect(deleted).toEqual([{ id: before.posts.at(-1)?.id }]);
      });

    it('takes an unknown setting for a mistake', async () => {
      const { settings } = await open();
      expect(connector.settings.safeParse(settings).success).toBe(true);
      expect(connector.settings.safeParse({ ...(settings as object), ulr: 1 }).success).toBe(false);
    });

    it('stops when the daemon stops', async () => {
      const double = await open();
      await double.add(3);
      const stop = new AbortController();
      stop.abort();
      const { pages } = await listen(double, { signal: stop.signal }).catch((error: Error) => {
        expect(error).toBeInstanceOf(Unavailable);
        return { pages: [] };
      });
      expect(pages.length).toBeLessThanOrEqual(1);
    });
  });
}

/** What every source promises that asks a server over HTTP. */
export function refusalContract<S, Item extends Known>(
  name: string,
  connector: Connector<S, Item>,
  open: () => Promise<Double>,
): void {
  async function failing(how: (response: ServerResponse) => void): Promise<Error> {
    const double = await open();
    await double.add(3);
    double.answer?.(how);
    const error = await hear(connector, double.settings, { checkpoint: double.start }).then(
      () => expect.unreachable('it did not fail'),
      (failure: Error) => failure,
    );
    if (double.secret !== undefined) {
      expect(`${error.message} ${error.stack} ${JSON.stringify(error)}`).not.toContain(double.secret);
    }
    return error;
  }

  describe(`${name}, with its server`, () => {
    it.each([
      [401, {}, Refused],
      [403, {}, Refused],
      [404, {}, Refused],
      [429, { 'retry-after': '7' }, Throttled],
      [503, { 'retry-after': '7' }, Throttled],
      [503, {}, Unavailable],
      [500, {}, Unavailable],
    ])('tells an answer %i %j as what it is, without a secret', async (status, headers, kind) => {
      const error = await failing((response) => response.writeHead(status, headers).end('{"error":"no"}'));
      expect(error).toBeInstanceOf(kind);
      if (error instanceof Throttled) expect(error.waitMs).toBe(7_000);
    });
  });
}

/** Sends without an end, and says how much was taken. */
function endless(response: ServerResponse): { readonly bytes: number } {
  const sent = { bytes: 0 };
  const chunk = Buffer.alloc(64 * 1024, 'x');
  const pour = (): void => {
    while (!response.destroyed) {
      sent.bytes += chunk.length;
      if (!response.write(chunk)) {
        response.once('drain', pour);
        return;
      }
    }
  };
  response.writeHead(200);
  pour();
  return sent;
}

const html = '<!DOCTYPE html><html><head><title>Even geduld</title></head><body>Checking your browser</body></html>';

/** What every source promises that reads a body of HTTP. */
export function hostileBodyContract<S, Item extends Known>(
  name: string,
  connector: Connector<S, Item>,
  open: () => Promise<Double>,
): void {
  describe(`${name}, with a hostile server`, () => {
    it.each<[string, (response: ServerResponse) => void]>([
      ['a web page', (response) => response.writeHead(200, { 'content-type': 'text/html' }).end(html)],
      ['nothing', (response) => response.writeHead(200).end()],
      ['rubbish', (response) => response.writeHead(200).end(Buffer.alloc(1_000, 0xd8))],
      ['50 MB', (response) => flood(response, 50_000_000)],
      [
        'a gzip bomb',
        (response) =>
          response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(Buffer.alloc(50_000_000, ' '))),
      ],
      ['deep nesting', (response) => response.writeHead(200).end('['.repeat(200_000))],
    ])('finds %s unreadable, within bounds', async (_, how) => {
      const double = await open();
      await double.add(3);
      double.answer?.(how);
      await expect(hear(connector, double.settings, { checkpoint: double.start })).rejects.toBeInstanceOf(Unreadable);
      double.answer?.(undefined);
      expect(ids((await hear(connector, double.settings, { checkpoint: double.start })).posts)).toHaveLength(3);
    });

    it('hangs up on a body without an end', async () => {
      const double = await open();
      let sent = { bytes: 0 };
      double.answer?.((response) => {
        sent = endless(response);
      });
      await expect(hear(connector, double.settings, { checkpoint: double.start })).rejects.toBeInstanceOf(Unreadable);
      expect(sent.bytes).toBeLessThan(40_000_000);
    });
  });
}

/** Sends so many bytes as fast as they are taken, and notices when nobody wants them any more. */
function flood(response: ServerResponse, bytes: number): void {
  const chunk = Buffer.alloc(64 * 1024, 'x');
  let left = bytes;
  const pour = (): void => {
    while (left > 0 && !response.destroyed) {
      left -= chunk.length;
      if (!response.write(chunk)) {
        response.once('drain', pour);
        return;
      }
    }
    if (!response.destroyed) response.end();
  };
  response.writeHead(200, { 'content-type': 'application/json' });
  pour();
}
