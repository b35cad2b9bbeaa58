import type { Company, Evidence, Instant, Post, Ticket, Verdict, VerdictLabel } from '../model.ts';
import type { PersonLink } from '../store/store.ts';
import { explain } from './explain.ts';
import type { Alike } from './meaning.ts';
import { isOpenedByUs } from './opened.ts';
import { comparePair, type Pair } from './pair.ts';
import { withRivals } from './rivals.ts';
import { sayings } from './sayings.ts';
import { isSolvedBefore } from './solved.ts';
import { featuresOf, oddsOf, type Weights } from './weights.ts';

/** What a complaint is judged with. Times are milliseconds; nothing here knows a clock or a store. */
export interface Case {
  readonly post: Post;
  /** Candidates; those that have nothing to do with it change nothing. */
  readonly tickets: readonly Ticket[];
  /** Links of the author's identity that hold. */
  readonly links: readonly PersonLink[];
  /** Everything that the helpdesks changed before this has been read; `null` where none has been. */
  readonly watermark: Instant | null;
  readonly now: number;
  /** How long the customer and the helpdesk have before "unreported" may be said. */
  readonly grace: number;
  readonly windowBefore: number;
  readonly windowAfter: number;
  readonly company: Company;
  readonly weights: Weights;
  /** By ticket, what the model of meaning says: see `meaning`. The weights must be the deep ones then. */
  readonly alike?: ReadonlyMap<string, Alike>;
}

interface Candidate {
  readonly ticket: Ticket;
  readonly pair: Pair;
  readonly odds: number;
}

/** Whether this person told the company about this very thing, with the evidence. The same case gives the same verdict,
 *  in whatever order the tickets stand. */
export function judge(one: Case): Verdict {
  const { post, tickets, weights, company } = one;
  const linked = linkedTo(one.links);
  const compared: { ticket: Ticket; pair: Pair }[] = [];
  let ours: Ticket | undefined;
  for (const ticket of tickets) {
    if (!isInWindow(one, ticket) || ticket.status === 'deleted' || ticket.status === 'spam') continue;
    const pair = comparePair(post, ticket, company, linked, one.alike?.get(ticket.id) ?? null);
    if (isOpenedByUs(ticket)) {
      if (pair.url !== null && (ours === undefined || ticket.id < ours.id)) ours = ticket;
      continue;
    }
    compared.push({ ticket, pair });
  }
  const candidates = withRivals(compared).map((item) => ({ ...item, odds: oddsOf(featuresOf(item.pair), weights) }));
  candidates.sort((a, b) => b.odds - a.odds || (a.ticket.id < b.ticket.id ? -1 : 1));
  const best = chosen(candidates, post, weights);
  const odds = best?.odds ?? weights.bias;
  const label = labelOf(one, best);
  const say = sayings[company.locale];
  const evidence: Evidence[] = best ? explain(best.pair, best.ticket, weights, say) : [];
  if (ours) evidence.unshift({ kind: 'opened-by-us', weight: 0, detail: say.openedByUs(ours.id) });
  if (label === 'unknown') evidence.unshift({ kind: 'watermark', weight: 0, detail: whyUnknown(one) });
  if (label === 'reported-unresolved' && best) {
    evidence.unshift({ kind: 'time', weight: 0, detail: say.solvedBefore(best.ticket.updatedAt) });
  }
  const told = label === 'unreported' || label === 'unknown' ? null : (best?.ticket.id ?? null);
  return { label, ticket: told, probability: probabilityOf(odds), evidence };
}

/** The likeliest candidates by words alone, the likeliest first: those worth asking the model of meaning about. */
export function shortlist(one: Case, most: number): Ticket[] {
  const linked = linkedTo(one.links);
  return one.tickets
    .filter((ticket) => isInWindow(one, ticket))
    .map((ticket) => ({
      ticket,
      odds: oddsOf(featuresOf(comparePair(one.post, ticket, one.company, linked)), one.weights),
    }))
    .sort((a, b) => b.odds - a.odds || (a.ticket.id < b.ticket.id ? -1 : 1))
    .slice(0, most)
    .map(({ ticket }) => ticket);
}

/** When the verdict must be looked at again, or `null` where time alone changes nothing. */
export function reviewAt(
  one: Omit<Case, 'tickets' | 'links' | 'weights' | 'company'>,
  label: VerdictLabel,
): Instant | null {
  const created = Date.parse(one.post.createdAt);
  const graceEnds = created + one.grace;
  const closes = created + one.windowAfter;
  if (label === 'reported' || label === 'reported-unresolved') return null;
  if (label !== 'unknown') return one.now < closes ? instant(Math.max(closes, one.now)) : null;
  // Until the helpdesk is read that far nothing can be said: see `rejudgeDue`.
  return instant(graceEnds);
}

function isInWindow({ post, windowBefore, windowAfter }: Case, ticket: Ticket): boolean {
  const lag = Date.parse(ticket.createdAt) - Date.parse(post.createdAt);
  return lag >= -windowBefore && lag <= windowAfter;
}

/** The likeliest; among those that surely are the same report, one that is not solved stands before one that is. */
function chosen(sorted: readonly Candidate[], post: Post, weights: Weights): Candidate | undefined {
  const [best] = sorted;
  if (best === undefined || best.odds < weights.reported || !isSolvedBefore(best.ticket, post)) return best;
  const open = sorted.find(
    ({ ticket, odds }) => odds >= Math.max(weights.reported, best.odds - 2) && !isSolvedBefore(ticket, post),
  );
  return open ?? best;
}

function labelOf({ post, watermark, now, grace, weights }: Case, best: Candidate | undefined): VerdictLabel {
  if (best && best.odds >= weights.unreported) {
    if (best.odds < weights.reported) return 'probably-reported';
    return isSolvedBefore(best.ticket, post) ? 'reported-unresolved' : 'reported';
  }
  const settled = Date.parse(post.createdAt) + grace;
  if (watermark === null || Date.parse(watermark) < settled || now < settled) return 'unknown';
  return 'unreported';
}

function whyUnknown({ post, watermark, now, grace, company }: Case): string {
  const say = sayings[company.locale];
  if (watermark === null) return say.noHelpdesk;
  return now < Date.parse(post.createdAt) + grace ? say.tooEarly : say.behind(watermark);
}

function linkedTo(links: readonly PersonLink[]): ReadonlySet<string> {
  return new Set(links.filter(({ until }) => until === null).flatMap(({ a, b }) => [a, b]));
}

function probabilityOf(odds: number): number {
  return Math.round(1000 / (1 + Math.exp(-odds))) / 1000;
}

function instant(ms: number): Instant {
  return new Date(ms).toISOString();
}
