import { concatMap, map, type Observable, of } from 'rxjs';
import type { Page } from '../connectors/contract.ts';
import type { Policy } from './alerts/decide.ts';
import { settle } from './alerts/settle.ts';
import type { Report } from './events.ts';
import type { Turn } from './flow/turn.ts';
import type { Progress } from './follow.ts';
import type { Mention, Settlement, Ticket } from './model.ts';
import { alertsFor, alertsForDeleted } from './stages/alert.ts';
import type { Classified, PostPage } from './stages/batch.ts';
import { classify, type Hearing } from './stages/classify.ts';
import { findCopies } from './stages/find-copies.ts';
import { match } from './stages/match.ts';
import { skipKnown } from './stages/skip-known.ts';
import type { Changes, Store } from './store/store.ts';
import { keysOfTicket } from './verdict/keys.ts';
import { type Context, judgeMentions, rejudgeDue, rejudgeForTickets } from './verdict/reconcile.ts';
import { seal } from './verdict/seal.ts';

/** What the way of a page needs. */
export interface Parts {
  readonly hearing: Hearing;
  readonly store: Store;
  readonly policy: Policy;
  /** The names of all channels. */
  readonly channels: readonly string[];
  /** The state of the helpdesks at this moment, for verdicts. */
  readonly context: () => Promise<Context>;
  readonly secret: Uint8Array;
  readonly now: () => number;
  readonly report: Report;
  /** Verdict and save are one step: no ticket may slip in between. */
  readonly turn: Turn;
}

export type Goal = { readonly of: string; readonly at: Progress };

/** The way of a page of posts; the order of these lines is the order of the work. */
export function hearPosts(page: PostPage, via: string, goal: Goal | undefined, parts: Parts): Observable<Changes> {
  return of(page).pipe(
    map((posts) => match(posts, via, parts.hearing.matcher)),
    concatMap((matched) => skipKnown(matched, parts.store)),
    concatMap((fresh) => classify(fresh, parts.hearing)),
    concatMap((classified) => parts.turn(() => judgeAndSave(classified, goal, parts))),
  );
}

/** The way of a page of tickets: kept first, so that whatever complaint is judged next sees them; what waited for the
 *  helpdesk to be read this far is judged then. */
export function takeTickets(
  page: Omit<Page<Ticket>, 'checkpoint'>,
  goal: Goal | undefined,
  parts: Parts,
): Observable<Changes> {
  return of(page).pipe(
    map(({ items }) => items.map((ticket) => sealed(ticket, parts))),
    concatMap((tickets) => parts.turn(() => rejudgeAndSave(tickets, page.deletions ?? [], goal, parts))),
    concatMap((changes) => reviewVerdicts(parts).then(() => changes)),
  );
}

/** Looks again at verdicts whose time has come; returns how many changed. */
export function reviewVerdicts(parts: Parts): Promise<number> {
  return parts.turn(async () => {
    const changed = await rejudgeDue(parts.store, await parts.context());
    await saveMentions(changed, {}, parts);
    return changed.length;
  });
}

/** A person's answer to an alert: kept to learn from, applied to the mention, and shown wherever it was alerted.
 *  Resolves to false where no such mention is kept. */
export function takeAnswer(answer: Settlement & { readonly mention: string }, parts: Parts): Promise<boolean> {
  return parts.turn(async () => {
    const mention = (await parts.store.known([answer.mention])).get(answer.mention);
    if (!mention) return false;
    await parts.store.saveAnswer({ ...answer, id: `${answer.mention}|${answer.by}|${answer.at}` });
    const { mention: _, ...settlement } = answer;
    await saveMentions([settle(mention, settlement)], {}, parts);
    return true;
  });
}

async function judgeAndSave(batch: Classified, goal: Goal | undefined, parts: Parts): Promise<Changes> {
  const { store, policy, now } = parts;
  const unique = await findCopies(batch, store);
  const judged = await judgeMentions(unique.mentions, store, await parts.context());
  const { deletions } = batch;
  const removed = await alertsForDeleted(deletions, store, policy, now());
  report(batch, judged, parts);
  return saveMentions(judged, { alerts: removed, deletions, ...(goal ? { checkpoint: goal } : {}) }, parts);
}

async function rejudgeAndSave(
  tickets: readonly Ticket[],
  deletions: Changes['deletions'] & object,
  goal: Goal | undefined,
  parts: Parts,
): Promise<Changes> {
  await parts.store.save({ tickets, deletions });
  const changed = await rejudgeForTickets(tickets, parts.store, await parts.context());
  return saveMentions(changed, goal ? { checkpoint: goal } : {}, parts);
}

/** Everything that a page changed, in one save; the checkpoint is written last. */
async function saveMentions(mentions: readonly Mention[], rest: Changes, parts: Parts): Promise<Changes> {
  const { store, policy, channels, now } = parts;
  const alerts = [...(rest.alerts ?? []), ...(await alertsFor(mentions, store, policy, channels, now()))];
  const changes: Changes = { ...rest, alerts, mentions };
  const any = mentions.length + alerts.length + (rest.deletions?.length ?? 0) > 0 || rest.checkpoint;
  if (any) await store.save(changes);
  return changes;
}

function sealed(ticket: Ticket, parts: Parts): Ticket {
  const keyed = { ...ticket, keys: keysOfTicket(ticket, parts.hearing.company, parts.secret) };
  return seal(keyed, parts.secret);
}

function report(batch: Classified, judged: readonly Mention[], parts: Parts): void {
  if (judged.length === 0) return;
  const complaints = judged.filter((mention) => mention.classification.complaint.is).length;
  parts.report({ what: 'mentions', part: `source:${batch.via}`, kept: judged.length, complaints });
}
