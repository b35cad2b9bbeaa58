import type { Ticket } from '../model.ts';
import type { Pair } from './pair.ts';

interface Compared {
  readonly ticket: Ticket;
  readonly pair: Pair;
}

/** Less alike than this is not the same topic: what has nothing to do with a post never is a rival. */
const rivalFrom = 0.4;

/** The same pairs, each with how much of the post the likest ticket of somebody else tells. What many tell is no proof of
 *  who tells it. */
export function withRivals<Item extends Compared>(items: readonly Item[]): Item[] {
  const alike = items
    .flatMap(({ ticket, pair }) => (pair.alike ? [{ who: whoOf(ticket), much: pair.alike.told }] : []))
    .filter(({ much }) => much > rivalFrom)
    .sort((a, b) => b.much - a.much);
  return items.map((item) => {
    const other = alike.find(({ who }) => who !== whoOf(item.ticket));
    return other === undefined ? item : { ...item, pair: { ...item.pair, rival: other.much - rivalFrom } };
  });
}

function whoOf({ id, requester }: Ticket): string {
  return requester.email ?? requester.phone ?? requester.name ?? id;
}
