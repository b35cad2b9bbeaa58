import type { Mention, Ticket } from '../model.ts';
import type { Store } from '../store/store.ts';
import { accountOf } from '../verdict/keys.ts';
import { sealedEmail, sealedHash } from '../verdict/seal.ts';
import { UsageError } from './verb.ts';

const ever = { from: '0000', to: '9999' };
const mostShown = 200;

/** The identity that somebody wrote at the command line: `x:jdevries84`, an e-mail address, or `ref:118832`.
 *  An address is kept as a keyed hash. A name is refused: two people may share it. */
export function identityOf(written: string, secret: Uint8Array): string {
  const text = written.trim();
  if (/^name:/i.test(text))
    throw new UsageError('a name alone never links: give an account, an e-mail address or a number');
  if (/^(?:email:)?[^\s@:]+@[^\s@]+\.[^\s@]+$/.test(text)) {
    return `email:${sealedHash(sealedEmail(text.replace(/^email:/, ''), secret))}`;
  }
  if (/^email:[0-9a-f]{32}$/.test(text)) return text;
  const number = /^ref:\D{0,10}(\d[\d ./-]{2,30})$/.exec(text)?.[1];
  if (number) return `ref:${number.replace(/\D/g, '').replace(/^0+/, '')}`;
  const [, platform = '', handle = ''] = /^(?:handle:)?([a-z][a-z0-9_-]{0,30}):(\S{1,200})$/i.exec(text) ?? [];
  if (platform && handle) return `handle:${accountOf(platform, handle)}`;
  throw new UsageError(`"${text}" is no identity: write x:handle, name@example.org or ref:118832`);
}

/** Everything kept of one person: what was written under these identities, and the tickets known by them. */
export async function timelineOf(
  identities: readonly string[],
  store: Store,
): Promise<{ readonly mentions: readonly Mention[]; readonly tickets: readonly Ticket[] }> {
  const keys = [...identities];
  for (const identity of identities) {
    for (const { a, b } of await store.links(identity)) keys.push(a, b);
  }
  const search = { ...ever, keys: [...new Set(keys)], perKey: mostShown };
  return { mentions: await store.findMentions(search), tickets: await store.findTickets(search) };
}

/** Asks the daemon to look again at what this person wrote. */
export async function reviewAgain(identities: readonly string[], store: Store, now: number): Promise<number> {
  const { mentions } = await timelineOf(identities, store);
  const at = new Date(now).toISOString();
  const judged = mentions.filter((mention) => mention.verdict !== null);
  if (judged.length > 0) await store.save({ mentions: judged.map((mention) => ({ ...mention, reviewAt: at })) });
  return judged.length;
}
