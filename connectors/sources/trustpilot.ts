import { z } from 'zod';
import type { Deletion, Post } from '../../src/model.ts';
import { placeOf } from '../../src/net/place.ts';
import type { Connector } from '../contract.ts';
import { instantOf, plainHandle, plainName, plainText } from '../plain-text.ts';
import { sorted } from '../post-line.ts';

const settings = z.strictObject({
  /** Of the Trustpilot plan with the API in it. */
  apikey: z.string().min(1),
  /** The business unit's id: 24 hexadecimal digits. */
  unit: z.string().regex(/^[0-9a-f]{24}$/, 'the id of a business unit: 24 hexadecimal digits'),
  /** How many days back the first read goes. */
  days: z.int().min(0).max(365).default(7),
  language: z
    .string()
    .regex(/^[a-z]{2}$/)
    .optional(),
  base: z.url({ protocol: /^https?$/ }).default('https://api.trustpilot.com/v1'),
});
export type TrustpilotSettings = z.infer<typeof settings>;

const position = z.object({
  /** The newest `createdAt` kept, and the reviews of that very moment. */
  newest: z.string(),
  ids: z.array(z.string()),
  /** When the last days were read again for edits, in milliseconds since 1970. */
  reread: z.number(),
});
type Position = z.infer<typeof position>;

const pageSize = 100;
const mostPages = 50;
const day = 86_400_000;

/** Reviews of one company. The list begins with the newest, so it is read back to what is known and given out from the
 *  oldest on; once a day the last week is read again, because an edited review keeps its place. */
export const connector: Connector<TrustpilotSettings, Post> = {
  settings,
  every: 300_000,
  async *read({ settings: { apikey, unit, days, language, base }, checkpoint, web, signal, now, skip, gap }) {
    const was = position.safeParse(checkpoint).data;
    const reread = was !== undefined && Math.abs(now() - was.reread) >= day;
    const start = new Date(now() - (was === undefined ? days : 7) * day).toISOString();
    const until = was === undefined || (reread && start < was.newest) ? start : was.newest;
    const pages: Read[][] = [];
    for (let number = 1, end = false; !end; number++) {
      if (number > mostPages) {
        gap(`${placeOf(base)}: more than ${mostPages * pageSize} reviews since the last look`);
        break;
      }
      const query = new URLSearchParams({ perPage: String(pageSize), page: String(number), orderBy: 'createdat.desc' });
      if (language !== undefined) query.set('language', language);
      const url = `${base.replace(/\/$/, '')}/business-units/${unit}/reviews?${query}`;
      const { reviews } = await web.json(url, list, { headers: { apikey }, maxBytes: 2_000_000 });
      if (signal.aborted) return;
      const page = reviews.map((review) => readReview(review, skip)).filter((one) => one !== undefined);
      pages.push(page.filter(({ createdAt }) => createdAt >= until).reverse());
      end = reviews.length < pageSize || page.some(({ createdAt }) => createdAt < until);
    }
    let at: Position = was ?? { newest: start, ids: [], reread: now() };
    const given = new Set(reread ? [] : at.ids);
    for (const [i, page] of pages.reverse().entries()) {
      const fresh = page.filter(({ id }) => !given.has(id));
      for (const { id } of fresh) given.add(id);
      at = { ...advanced(at, fresh), reread: reread && i === pages.length - 1 ? now() : at.reread };
      if (fresh.length === 0 && was !== undefined && at.reread === was.reread) continue;
      yield { ...sorted(fresh.map(({ what }) => what)), checkpoint: at };
      if (signal.aborted) return;
    }
  },
};

function advanced(at: Position, page: readonly Read[]): Position {
  const newest = [at.newest, ...page.map(({ createdAt }) => createdAt)].sort().at(-1)!;
  const same = page.filter(({ createdAt }) => createdAt === newest).map(({ id }) => id);
  const ids = newest === at.newest ? [...new Set([...at.ids, ...same])] : same;
  return { ...at, newest, ids: ids.slice(-500) };
}

const list = z.object({ reviews: z.array(z.unknown()) });
const review = z.object({
  id: z.string().regex(/^[0-9a-zA-Z]{1,64}$/),
  stars: z.int().min(1).max(5),
  title: z.string().nullish(),
  text: z.string().nullish(),
  language: z.string().max(35).nullish(),
  createdAt: z.string(),
  updatedAt: z.string().nullish(),
  consumer: z.object({ id: z.string().min(1).max(200), displayName: z.string().nullish() }),
  status: z.string().nullish(),
  /** Given by the private list only. */
  referenceId: z.string().max(200).nullish(),
  referralEmail: z.string().max(320).nullish(),
});

interface Read {
  readonly id: string;
  readonly createdAt: string;
  readonly what: Post | Deletion;
}

function readReview(value: unknown, skip: (reason: string) => void): Read | undefined {
  const read = review.safeParse(value);
  const createdAt = read.success ? instantOf(read.data.createdAt) : undefined;
  if (!read.success || createdAt === undefined) {
    const issue = read.error?.issues[0];
    const reason = issue === undefined ? 'createdAt: no date' : `${issue.path.map(String).join('.')}: ${issue.message}`;
    skip(`a review: ${reason}`.slice(0, 200));
    return undefined;
  }
  const { id, stars, title, text, language, updatedAt, consumer, status, referenceId, referralEmail } = read.data;
  if (status === 'deleted') return { id, createdAt, what: { id: `trustpilot:${id}` } };
  const editedAt = instantOf(updatedAt);
  const head = plainText(title ?? '');
  const body = plainText(text ?? '');
  const post: Post = {
    id: `trustpilot:${id}`,
    source: 'trustpilot',
    url: `https://www.trustpilot.com/reviews/${id}`,
    author: { handle: plainHandle(consumer.id), name: plainName(consumer.displayName) },
    text: body.startsWith(head) ? body : plainText(`${head}\n${body}`),
    createdAt,
    ...(editedAt === undefined ? {} : { editedAt }),
    ...(language == null ? {} : { language: plainText(language) }),
    rating: stars,
    ...(referenceId == null ? {} : { reference: plainText(referenceId) }),
    ...(referralEmail == null ? {} : { email: plainText(referralEmail) }),
  };
  return { id, createdAt, what: post };
}
