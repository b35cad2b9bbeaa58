import type { Company, Post, Ticket } from '../model.ts';
import { addressesIn } from './address.ts';
import { saysAgain } from './again.ts';
import { fold } from './fold.ts';
import { inquiryOf } from './inquiry.ts';
import { type IssueMatch, issuesOf } from './issue.ts';
import {
  accountOf,
  addressesOfPost,
  addressesOfTicket,
  authorsQuoted,
  handlesOfTicket,
  referencesOfPost,
  referencesOfTicket,
} from './keys.ts';
import type { Alike } from './meaning.ts';
import { once } from './once.ts';
import { compareHandle, compareNames, lettersOf, type NameMatch, namesOfTicket, readName } from './person.ts';
import { placesIn, placesOfHandle } from './places.ts';
import { codeOf, codesIn, type Reference, referenceOf, rivalReferences, sameReference } from './reference.ts';
import { isSolvedBefore } from './solved.ts';

/** Everything that one post and one ticket have in common. */
export interface Pair {
  /** The ticket was made from this post, from an earlier one that its author quotes, or from somebody else's. */
  readonly url: 'post' | 'own' | 'quoted' | null;
  /** The requester is known to write under this handle, or is linked to it. */
  readonly identity: 'handle' | 'link' | 'email' | null;
  readonly reference: Reference | undefined;
  /** Both name a number of one kind, and it is not the same one. */
  readonly otherReference: boolean;
  readonly name: NameMatch;
  /** Whether both name a town, and which: the same, or only others. */
  readonly place: 'same' | 'other' | null;
  readonly issue: IssueMatch;
  /** Days from the post to the ticket. */
  readonly lag: number;
  /** The share of the ticket that only asks or praises something. */
  readonly inquiry: number;
  /** The post speaks of something that lasts or is back, and the ticket was solved by then. */
  readonly again: boolean;
  /** What the model of meaning says, where it was asked. */
  readonly alike: Alike | null;
  /** How much of the post the likest ticket of somebody else tells, above what strangers do: see `withRivals`. */
  readonly rival: number;
  /** How much longer either is than most are, as natural logarithms: at most the double, at least half. */
  readonly length: { readonly post: number; readonly ticket: number };
}

/** Compares a post with a ticket. `linked` are other identities of the author, as `handle:x:…` or `email:<hash>`. */
export function comparePair(
  post: Post,
  ticket: Ticket,
  company: Company,
  linked: ReadonlySet<string>,
  alike: Alike | null = null,
): Pair {
  const name = compareWho(post, ticket);
  return {
    url: compareUrls(post, ticket, name),
    identity: compareIdentities(post, ticket, linked),
    ...compareReferences(post, ticket, company),
    name,
    place: comparePlaces(post, ticket),
    issue: issues(company)(post)(ticket),
    lag: (Date.parse(ticket.createdAt) - Date.parse(post.createdAt)) / day,
    inquiry: inquiryOf(ticket),
    again: isSolvedBefore(ticket, post) && saysAgain(post),
    alike,
    rival: 0,
    length: {
      post: beside(post.text.length, usualLength.post),
      ticket: beside(ticket.subject.length + ticket.text.length, usualLength.ticket),
    },
  };
}

/** Characters of the middle one of what the weights were fitted on. */
const usualLength = { post: 140, ticket: 155 };

function beside(length: number, usual: number): number {
  return Math.min(Math.LN2, Math.max(-Math.LN2, Math.log(length / usual)));
}

const day = 86_400_000;
/** A whole name that few share. */
const surelyNamed = 10;

function compareUrls(post: Post, ticket: Ticket, name: NameMatch): Pair['url'] {
  const [own, ...quoted] = addressesOfPost(post);
  const addresses = addressesOfTicket(ticket);
  if (addresses.includes(post.id) || (own !== undefined && addresses.includes(own))) return 'post';
  if (!quoted.some((key) => addresses.includes(key))) return null;
  const author = accountOf(post.source, post.author.handle);
  const isOwn = handlesOfTicket(ticket).includes(author) || quotesItself(post, author);
  return isOwn || name.weight >= surelyNamed ? 'own' : 'quoted';
}

/** Whether a post quotes one of its author's: said so, on this network, or under the same letters on another. */
function quotesItself(post: Post, author: string): boolean {
  if (followsUp(post)) return true;
  const letters = lettersOf(post.author.handle);
  return authorsQuoted(post).some(
    (account) => account === author || (letters.length >= longHandle && lettersIn(account) === letters),
  );
}

/** `Vervolg op`, `update:`, `how it ended`, `my earlier post`: right before an address. */
const followingUp = new RegExp(
  `(?<!\\p{L})(?:${[
    '(?:vervolg|update|follow[- ]?up|suite)(?: (?:op|bij|on|to|of|de|à))?',
    '(?:hoe het afliep|how it ended)[^.!?]{0,30}',
    "(?:mijn|m'n|my|mon|ma) \\p{L}{0,10} ?(?:bericht|post|tweet|reel|foto|video|verhaal|klacht|review|message|story|complaint|avis|publication)(?: van \\p{L}{1,12})?",
  ].join('|')})[ :(]*$`,
  'iu',
);

/** Whether the one address in a post, which does not tell who wrote there, is announced as the author's own. */
function followsUp({ text }: Post): boolean {
  const quoted = addressesIn(text);
  if (quoted.length !== 1 || quoted[0]?.author !== undefined) return false;
  const at = text.search(/https?:\/\//);
  return followingUp.test(text.slice(Math.max(0, at - 80), at));
}

/** Two who write under these letters by chance are rare. */
const longHandle = 6;

function lettersIn(account: string): string {
  return lettersOf(account.slice(account.indexOf(':') + 1));
}

function compareIdentities(post: Post, ticket: Ticket, linked: ReadonlySet<string>): Pair['identity'] {
  const author = accountOf(post.source, post.author.handle);
  const handles = handlesOfTicket(ticket);
  if (handles.includes(author)) return 'handle';
  if (post.email !== undefined && post.email === ticket.requester.email) return 'email';
  if (handles.some((handle) => linked.has(`handle:${handle}`))) return 'link';
  return ticket.keys.some((key) => linked.has(key)) ? 'link' : null;
}

function compareReferences(post: Post, ticket: Ticket, company: Company): Pick<Pair, 'reference' | 'otherReference'> {
  const { ofPost, ofTicket } = references(company);
  const own = ofPost(post);
  const named = namedLiterally(post, ticket);
  if (named !== undefined) {
    const announced = own.some((one) => one.ofTicket && sameReference(one, named));
    return { reference: { ...named, ofTicket: announced }, otherReference: false };
  }
  if (own.length === 0) return { reference: undefined, otherReference: false };
  const theirs = ofTicket(ticket);
  const shared = own.flatMap((one) => {
    const same = theirs.find((other) => sameReference(one, other));
    return same === undefined ? [] : [isLongNumber(one) && same.sure ? { ...one, sure: true } : one];
  });
  return {
    reference: shared.find(({ ofTicket }) => ofTicket) ?? shared.find(({ sure }) => sure) ?? shared[0],
    otherReference: shared.length === 0 && own.some((one) => theirs.some((other) => rivalReferences(one, other))),
  };
}

const references = once((company: Company) => ({
  ofPost: once((post: Post) => referencesOfPost(post, company)),
  ofTicket: once((ticket: Ticket) => referencesOfTicket(ticket, company)),
}));
const codes = once((post: Post) => codesIn(post.text));

/** A code of the ticket that the post names, however it is grouped. */
function namedLiterally(post: Post, ticket: Ticket): Reference | undefined {
  const written = ticket.refs.find((ref) => codes(post).has(codeOf(ref)));
  return written === undefined ? undefined : { ...blank, ...referenceOf(written), written };
}

const blank: Reference = {
  prefix: '',
  numbers: [],
  tail: null,
  sure: true,
  ofTicket: false,
  kind: null,
  written: '',
  start: 0,
  end: 0,
};

/** Nobody meets these digits by chance. */
function isLongNumber({ written }: Reference): boolean {
  return written.replace(/\D/g, '').length >= 6;
}

const placesOfTicket = once(({ subject, text, requester }: Ticket) =>
  placesIn([subject, text, requester.name ?? ''].join(' | ')),
);
const placesOfPost = once(
  ({ text, author }: Post) =>
    new Set([...placesIn(`${text} | ${author.name ?? ''}`), ...placesOfHandle(author.handle)]),
);

function comparePlaces(post: Post, ticket: Ticket): Pair['place'] {
  const theirs = placesOfTicket(ticket);
  if (theirs.size === 0) return null;
  const own = placesOfPost(post);
  if (own.size === 0) return null;
  return [...own].some((place) => theirs.has(place)) ? 'same' : 'other';
}

function compareWho(post: Post, ticket: Ticket): NameMatch {
  const displayed = readName(post.author.name);
  const text = fold(`${ticket.subject} ${ticket.text}`);
  const named = (place: string): boolean => text.includes(place);
  const letters = lettersOf(post.author.handle);
  const isHandle = letters.length >= 3 && !/^(?:[0-9a-f]{12,}|\d+|pfbid\w+)$/i.test(post.author.handle);
  let best: NameMatch = { weight: 0, whole: false, conflict: false };
  for (const name of namesOfTicket(ticket)) {
    const byName = displayed ? compareNames(displayed, name) : best;
    const byHandle = isHandle ? compareHandle(post.author.handle, name, named) : best;
    for (const match of [byName, byHandle]) {
      if (match.weight > best.weight || (best.weight === 0 && match.conflict)) best = match;
    }
  }
  const sameLetters =
    isHandle &&
    letters.length >= longHandle &&
    handlesOfTicket(ticket).some((account) => lettersIn(account) === letters);
  return sameLetters && best.weight < 10 ? { weight: 10, whole: true, conflict: false } : best;
}

const issues = once(({ name, names, handles, references }: Company) => {
  const own = [name, ...names, ...handles].flatMap((one) => fold(one).split(/[^a-z]+/)).filter(Boolean);
  return issuesOf(own, references);
});
