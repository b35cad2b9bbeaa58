import { hash } from 'node:crypto';
import { z } from 'zod';
import type { Instant } from '../src/model.ts';
import type { ReadRequest } from './contract.ts';

/** Where reading stands: the newest change read, and hashes of the versions read around it, six characters each. */
export const windowPosition = z.object({ since: z.string(), seen: z.string() });
export type WindowPosition = z.infer<typeof windowPosition>;

/** One version of one thing in a list of changes. */
export interface Change<Value> {
  readonly id: string;
  readonly at: Instant;
  readonly value: Value;
}

/** A server's list of what changed, that can be asked for by time. */
export interface ChangeList<Value> {
  /** What changed at or after a moment, the oldest change first; pages count from 1. A full page may not be the last. */
  list(from: Instant, page: number): Promise<{ readonly values: readonly unknown[]; readonly full: boolean }>;
  /** What one of them is, or what is wrong with it. */
  read(value: unknown): Change<Value> | string;
  /** How far back the very first read goes. */
  readonly days: number;
  /** How much is read again each time: changes may appear in the list this late. */
  readonly overlapMs: number;
  /** How late they commonly appear, less than `overlapMs`: the list is taken to be whole up to so long ago. */
  readonly lagMs: number;
  /** The server counts time in steps of this, and may leave out what changed at the very moment asked for. */
  readonly stepMs: number;
  /** How many pages one question can have. */
  readonly mostPages: number;
}

export interface WindowPage<Value> {
  readonly values: readonly Value[];
  readonly at: WindowPosition;
  /** With the last page: everything before this moment is read. */
  readonly watermark?: Instant;
}

const mark = 6;
const mostSeen = 3_000;
const mostInMind = 20_000;
const mostPasses = 5;

/** Reads what changed, in order. After each page it asks anew from the last change on, so that things that move to the end
 *  while it reads push nothing past it; only where a whole page changed in one moment it asks for the next page, and then goes
 *  through that moment again until nothing new is in it, at most five times.
 *  A version is given once, as far as 3,000 versions can be remembered. */
export async function* readChanges<Value>(
  request: Pick<ReadRequest<unknown>, 'now' | 'signal' | 'skip' | 'gap'>,
  list: ChangeList<Value>,
  was: WindowPosition | undefined,
): AsyncGenerator<WindowPage<Value>> {
  let since = was?.since ?? instant(request.now() - list.days * 86_400_000);
  const seen = new Seen(was?.seen ?? '', since);
  let from = was === undefined ? since : earlier(since, list.overlapMs);
  /** What changes from here on may show behind the place of reading: it is left to the next time. */
  const latest = instant(request.now());
  /** What was new since page 1 of this moment. */
  let found = 0;
  let passes = 1;
  for (let page = 1; ; ) {
    const { values, full } = await list.list(from, page);
    if (request.signal.aborted) return;
    const fresh: Value[] = [];
    let last = from;
    for (const value of values) {
      const change = list.read(value);
      const isBad = typeof change === 'string';
      const version = isBad ? JSON.stringify(value) : `${change.id} ${change.at}`;
      if (!isBad && change.at > last && last < latest) last = [change.at, latest].sort()[0]!;
      if (!seen.add(version, isBad ? last : change.at)) continue;
      if (isBad) request.skip(change);
      else fresh.push(change.value);
    }
    found += fresh.length;
    const next = earlier(last, list.stepMs);
    const leaves = !full || next > from;
    const again = leaves && page > 1 && found > 0 && passes < mostPasses;
    const sure = leaves && !again ? last : from;
    if (sure > since) since = sure;
    seen.forget([from, earlier(since, list.overlapMs)].sort()[0]!);
    const at = { since, seen: seen.toString() };
    const ended = !full && !again;
    if (fresh.length > 0 || ended) {
      yield { values: fresh, at, ...(ended ? { watermark: earlier(latest, list.lagMs) } : {}) };
    }
    if (ended || request.signal.aborted) return;
    if (again) [page, found, passes] = [1, 0, passes + 1];
    else if (leaves) [from, page, found, passes] = [next, 1, 0, 1];
    else if (page < list.mostPages) page += 1;
    else {
      request.gap(`more changes at ${last} than the server tells in one answer`);
      if (last >= latest) return;
      [from, page, found, passes] = [later(last, list.stepMs), 1, 0, 1];
    }
  }
}

/** Versions that were given, remembered by six characters each: the last 20,000, of which 3,000 get into a checkpoint. */
export class Seen {
  readonly #marks: Map<string, Instant>;

  /** From a checkpoint, where they were remembered at `at`. */
  constructor(text: string, at: Instant) {
    const marks = Array.from({ length: Math.floor(text.length / mark) }, (_, i) =>
      text.slice(i * mark, (i + 1) * mark),
    );
    this.#marks = new Map(marks.map((one) => [one, at]));
  }

  /** Whether this version is new; it is remembered from now on. */
  add(version: string, at: Instant): boolean {
    const key = hash('sha1', version, 'base64').slice(0, mark);
    if (this.#marks.has(key)) return false;
    this.#marks.set(key, at);
    return true;
  }

  /** Leaves what may be read again: nothing from before that moment. */
  forget(before: Instant): void {
    for (const [key, at] of this.#marks) if (at < before) this.#marks.delete(key);
    let many = this.#marks.size - mostInMind;
    for (const key of this.#marks.keys()) if (many-- > 0) this.#marks.delete(key);
  }

  toString(): string {
    return [...this.#marks.keys()].slice(-mostSeen).join('');
  }
}

const instant = (ms: number): Instant => new Date(ms).toISOString();
const earlier = (when: Instant, ms: number): Instant => instant(Date.parse(when) - ms);
const later = (when: Instant, ms: number): Instant => instant(Date.parse(when) + ms);
