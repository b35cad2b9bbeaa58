import type { Company, Instant, Mention, Ticket, Verdict } from '../model.ts';
import type { Store } from '../store/store.ts';
import { type Case, judge, reviewAt, shortlist } from './judge.ts';
import { handleKey, keysOf } from './keys.ts';
import type { Meaning } from './meaning.ts';
import { sealedHash, sealPost } from './seal.ts';
import { type BothWeights, shipped } from './weights.ts';

/** What verdicts depend on besides the store; times are milliseconds. */
export interface Context {
  readonly company: Company;
  readonly secret: Uint8Array;
  readonly now: number;
  /** Everything that any helpdesk changed before this has been read; `null` where one has never been, or none is there. */
  readonly watermark: Instant | null;
  readonly grace: number;
  readonly windowBefore: number;
  readonly windowAfter: number;
  /** The shipped ones unless told. */
  readonly weights?: BothWeights;
  /** Compares meanings across wordings and languages; without it words alone decide. */
  readonly meaning?: Meaning;
}

/** Candidates for each key, and mentions that may be touched by one ticket: bounded, the newest first. */
const perKey = 60;
/** Tickets that one complaint is compared with. */
const mostCompared = 40;
const mostReviewed = 500;
/** Of these the likeliest by their words, that the model of meaning reads. */
export const mostRead = 24;

/** New or edited mentions with their verdict; those that are no complaint get none. */
export async function judgeMentions(
  mentions: readonly Mention[],
  store: Store,
  context: Context,
): Promise<readonly Mention[]> {
  const judged: Mention[] = [];
  for (const mention of mentions) judged.push(await judgeOne(mention, store, context));
  return judged;
}

/** The kept mentions whose verdict these tickets change. The tickets themselves are in the store already. */
export async function rejudgeForTickets(
  tickets: readonly Ticket[],
  store: Store,
  context: Context,
): Promise<readonly Mention[]> {
  const touched = new Map<string, Mention>();
  for (const ticket of tickets) {
    const created = Date.parse(ticket.createdAt);
    const found = await store.findMentions({
      keys: [...ticket.keys, ...(await linkedTo(ticket, store))],
      from: instant(created - context.windowAfter),
      to: instant(created + context.windowBefore),
      perKey,
    });
    for (const mention of found) touched.set(mention.id, mention);
  }
  const resting = await restingOn(tickets, touched, store, context);
  return changedOf([...touched.values(), ...resting], store, context);
}

/** The mentions whose time for a second look has come and whose verdict, or next look, changed. Where the helpdesk has
 *  not been read up to that time there is nothing to see yet, however late it is. */
export async function rejudgeDue(store: Store, context: Context): Promise<readonly Mention[]> {
  if (context.watermark === null) return [];
  const readTo = Math.min(context.now, Date.parse(context.watermark));
  return changedOf(await store.reviewDue(instant(readTo), mostReviewed), store, context);
}

/** Tickets that may be this person's report of this issue. */
export async function candidatesFor(mention: Mention, store: Store, context: Context): Promise<readonly Ticket[]> {
  const created = Date.parse(mention.post.createdAt);
  const { keys } = await identitiesOf(mention, store, context);
  return store.findTickets({
    keys,
    from: instant(created - context.windowBefore),
    to: instant(created + context.windowAfter),
    perKey,
    best: { limit: mostCompared, near: mention.post.createdAt },
  });
}

async function judgeOne(mention: Mention, store: Store, context: Context): Promise<Mention> {
  if (mention.settled) return mention;
  const post = sealPost(mention.post, context.secret);
  const keys = mention.keys.filter((key) => !key.startsWith('ticket:') && !key.startsWith('email:'));
  const hash = sealedHash(post.email);
  if (hash) keys.push(`email:${hash}`);
  if (!mention.classification.complaint.is) return { ...mention, post, keys, verdict: null, reviewAt: null };
  const { links } = await identitiesOf(mention, store, context);
  const tickets = await candidatesFor(mention, store, context);
  const one = { ...context, post };
  const { weights = shipped } = context;
  const verdict = await judgeDeeply({ ...one, tickets, links, weights: weights.plain }, context);
  if (verdict.ticket) keys.push(`ticket:${verdict.ticket}`);
  const said = mention.said ?? (verdict.label === 'unknown' ? undefined : verdict.label);
  return { ...mention, post, keys, verdict, ...(said ? { said } : {}), reviewAt: reviewAt(one, verdict.label) };
}

/** The verdict by words, and by meaning too where there is a model of it. */
export async function judgeDeeply(
  one: Case,
  { meaning, weights = shipped }: { meaning?: Pick<Meaning, 'compare'>; weights?: Context['weights'] },
): Promise<Verdict> {
  if (!meaning) return judge({ ...one, weights: weights.plain });
  const tickets = shortlist({ ...one, weights: weights.plain }, mostRead);
  const compared = await meaning.compare(one.post, tickets);
  const alike = new Map(tickets.map(({ id }, at) => [id, compared[at]!]));
  return judge({ ...one, tickets, alike, weights: weights.deep });
}

async function changedOf(mentions: readonly Mention[], store: Store, context: Context): Promise<readonly Mention[]> {
  const changed: Mention[] = [];
  for (const mention of mentions) {
    const again = await judgeOne(mention, store, context);
    const same =
      JSON.stringify([again.verdict, again.reviewAt]) === JSON.stringify([mention.verdict, mention.reviewAt]);
    if (!same) changed.push(again);
  }
  return changed;
}

/** Mentions whose verdict names one of these tickets although they share no key with it any more: the requester was
 *  changed, the text was edited. They were found by the ticket's own number. */
async function restingOn(
  tickets: readonly Ticket[],
  touched: ReadonlyMap<string, Mention>,
  store: Store,
  context: Context,
): Promise<readonly Mention[]> {
  const found: Mention[] = [];
  for (const ticket of tickets) {
    const created = Date.parse(ticket.createdAt);
    const from = instant(created - context.windowAfter);
    const to = instant(created + context.windowBefore);
    const resting = await store.findMentions({ keys: [`ticket:${ticket.id}`], from, to, perKey });
    found.push(...resting.filter(({ id }) => !touched.has(id)));
  }
  return found;
}

/** The other identities of who the ticket is known to be from: a linked account complains, another address wrote to us. */
async function linkedTo({ keys }: Ticket, store: Store): Promise<string[]> {
  const linked: string[] = [];
  for (const key of keys.filter((one) => /^(?:handle|email|ref):/.test(one))) {
    for (const { a, b } of await store.links(key)) linked.push(a, b);
  }
  return linked;
}

/** The keys of a mention with those of the author's other identities. */
async function identitiesOf(
  { post }: Mention,
  store: Store,
  context: Context,
): Promise<{ keys: string[]; links: Awaited<ReturnType<Store['links']>> }> {
  const own = keysOf(post, context.company, context.secret);
  const links = await store.links(handleKey(post.source, post.author.handle));
  return { keys: [...new Set([...own, ...links.flatMap(({ a, b }) => [a, b])])], links };
}

function instant(ms: number): Instant {
  return new Date(ms).toISOString();
}
