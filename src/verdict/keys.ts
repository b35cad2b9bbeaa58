import type { Company, Post, Ticket } from '../model.ts';
import { addressesIn, readAddress } from './address.ts';
import { fold } from './fold.ts';
import { conceptOf } from './lexicon.ts';
import { bareHandle, lettersOf, namesOfTicket, nicksOfName, readName, startsOfName, surnamesIn } from './person.ts';
import { codeOf, codesIn, type Reference, referenceOf, referencesIn } from './reference.ts';
import { emailsIn, sealedEmail, sealedHash } from './seal.ts';
import { wordsOf } from './words.ts';

/** A post or ticket has at most this many keys. */
const mostKeys = 60;
const mostTerms = 14;
const mostCodes = 6;
const mostConcepts = 14;
const mostForms = 14;
const mostSplits = 10;
const tellingFrom = 0.9;

/** What a post is found by: `url:`, `handle:<platform>:`, `ref:`, `name:`, `term:`, `email:`. Always the same for the same
 *  post. An e-mail address that is not sealed yet counts only where the secret is given. */
export function keysOf(post: Post, company: Company, secret?: Uint8Array): string[] {
  const keys = new Set<string>();
  for (const key of addressesOfPost(post)) keys.add(`url:${key}`);
  keys.add(handleKey(post.source, post.author.handle));
  for (const number of numbersOf(referencesOfPost(post, company))) keys.add(`ref:${number}`);
  for (const code of [...codesIn(post.text)].slice(0, mostCodes)) keys.add(`ref:${code}`);
  const hash = sealedHash(post.email && secret ? sealedEmail(post.email, secret) : post.email);
  if (hash) keys.add(`email:${hash}`);
  for (const name of nicksOf(post)) keys.add(`name:${name}`);
  for (const split of splitsOf(post.author.handle)) keys.add(`name:${split}`);
  for (const term of termsOf(post.text, company)) keys.add(`term:${term}`);
  return [...keys].slice(0, mostKeys);
}

/** What a ticket is found by: see `keysOf`. Made before sealing where the secret is given, so that the addresses in its
 *  text count. */
export function keysOfTicket(ticket: Ticket, company: Company, secret?: Uint8Array): string[] {
  const keys = new Set<string>();
  for (const key of addressesOfTicket(ticket)) keys.add(`url:${key}`);
  for (const handle of handlesOfTicket(ticket)) keys.add(`handle:${handle}`);
  for (const number of numbersOf(referencesOfTicket(ticket, company))) keys.add(`ref:${number}`);
  for (const code of ticket.refs.map(codeOf).filter(Boolean).slice(0, mostCodes)) keys.add(`ref:${code}`);
  const emails = [ticket.requester.email, ...emailsIn(`${ticket.subject} ${ticket.text}`)];
  for (const email of emails) {
    const hash = sealedHash(email && secret ? sealedEmail(email, secret) : email);
    if (hash) keys.add(`email:${hash}`);
  }
  for (const name of namesOfTicket(ticket)) {
    for (const nick of nicksOfName(name).slice(0, mostForms)) keys.add(`name:${nick}`);
    for (const start of startsOfName(name).slice(0, mostSplits)) keys.add(`name:${start}`);
  }
  for (const term of termsOf(`${ticket.subject}\n${ticket.text}`, company)) keys.add(`term:${term}`);
  return [...keys].slice(0, mostKeys);
}

/** `handle:<platform>:<handle>`, in one form for all ways of writing it. */
export function handleKey(platform: string, handle: string): string {
  return `handle:${accountOf(platform, handle)}`;
}

/** `<platform>:<handle>` in lower case, without `@` and without the server that all share. */
export function accountOf(platform: string, handle: string): string {
  const where = platform.toLowerCase();
  const who = bareHandle(handle).toLowerCase();
  return `${where === 'twitter' ? 'x' : where}:${where === 'bluesky' ? who.replace(/\.bsky\.social$/, '') : who}`;
}

/** The addresses that stand for this very post, and those that its text quotes. */
export function addressesOfPost(post: Post): string[] {
  const own = post.url === null ? undefined : readAddress(post.url)?.key;
  return [...new Set([...(own ? [own] : []), post.id, ...addressesIn(post.text).map(({ key }) => key)])];
}

/** `<platform>:<handle>` of those whose posts a post quotes. */
export function authorsQuoted(post: Post): string[] {
  return addressesIn(post.text).flatMap(({ author = '' }) => {
    const [platform = '', ...rest] = author.split(':');
    return author === '' ? [] : [accountOf(platform, rest.join(':'))];
  });
}

export function addressesOfTicket(ticket: Ticket): string[] {
  const source = ticket.sourceUrl === null ? undefined : readAddress(ticket.sourceUrl)?.key;
  return [...new Set([...(source ? [source] : []), ...addressesIn(ticket.text).map(({ key }) => key)])];
}

/** The accounts of a ticket's requester: as the helpdesk knows them, and as the address of the post tells. */
export function handlesOfTicket(ticket: Ticket): string[] {
  const known = Object.entries(ticket.requester.handles).map(([platform, handle]) => accountOf(platform, handle));
  const { name } = ticket.requester;
  const named = name?.startsWith('@') && !name.includes(' ') ? [accountOf(ticket.channel, name)] : [];
  const author = ticket.sourceUrl === null ? undefined : readAddress(ticket.sourceUrl)?.author;
  const [platform = '', ...rest] = author?.split(':') ?? [];
  return [...new Set([...known, ...named, ...(author ? [accountOf(platform, rest.join(':'))] : [])])];
}

export function referencesOfPost(post: Post, company: Company): Reference[] {
  const vouched = post.reference === undefined ? undefined : referenceOf(post.reference);
  return [...(vouched ? [vouched] : []), ...referencesIn(post.text, company.references)];
}

export function referencesOfTicket(ticket: Ticket, company: Company): Reference[] {
  const own = referenceOf(ticket.id.slice(ticket.id.lastIndexOf(':') + 1));
  const fields = ticket.refs.map(referenceOf).filter((reference) => reference !== undefined);
  const written = referencesIn(`${ticket.subject}\n${ticket.text}`, company.references);
  return [...fields, ...(own ? [{ ...own, ofTicket: true }] : []), ...written];
}

function numbersOf(references: readonly Reference[]): string[] {
  return [...new Set(references.flatMap(({ numbers }) => numbers))].slice(0, 12);
}

/** The words of the display name, and the handle whole and in its parts. */
function nicksOf(post: Post): string[] {
  const { handle, name } = post.author;
  const parts = fold(bareHandle(handle).replace(/@.*$/, '')).split(/[^\p{L}]+/u);
  const words = readName(name)?.words ?? [];
  const letters = lettersOf(handle);
  return [...new Set([letters, ...parts, ...words, ...surnamesIn(letters)])]
    .filter((nick) => nick.length >= 3)
    .slice(0, 8);
}

/** How a first name and a surname may begin in a handle: `mitchpara` → `mit·hpa`, `mit·par`. */
function splitsOf(handle: string): string[] {
  const letters = lettersOf(handle);
  if (letters.length < 6 || letters.length > 24) return [];
  const cuts = Array.from({ length: Math.min(mostSplits, letters.length - 5) }, (_, at) => at + 3);
  return cuts.map((cut) => `${letters.slice(0, 3)}·${letters.slice(cut, cut + 3)}`);
}

/** The stems that tell most, the rarest first, and then the concepts that these and the next belong to. */
function termsOf(text: string, company: Company): string[] {
  const own = new Set([company.name, ...company.names].map(fold));
  const telling = wordsOf(text)
    .filter(({ text: word, weight }) => weight >= tellingFrom && word.length >= 3 && !own.has(word))
    .sort((a, b) => b.weight - a.weight || (a.stem < b.stem ? -1 : 1));
  const concepts = new Set(telling.map(({ text: word }) => conceptOf(word)).filter((concept) => concept !== undefined));
  return [
    ...telling.slice(0, mostTerms).map(({ stem }) => stem),
    ...[...concepts].slice(0, mostConcepts).map((concept) => `~${concept}`),
  ];
}
