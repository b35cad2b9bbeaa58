import { defer, firstValueFrom, lastValueFrom, of, toArray } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { type Clock, hurriedClock } from '../../src/flow/clock.ts';
import { growingPause, loop } from '../../src/flow/loop.ts';
import { pullEach } from '../../src/flow/pull-each.ts';
import { takeTurns } from '../../src/flow/turn.ts';

/** A clock on which every wait is over at once, and written down. */
function impatient(waits: number[]): Clock {
  return {
    now: () => 0,
    wait: (ms, signal) => {
      waits.push(ms);
      return defer(() => (signal.aborted ? [] : of(undefined)));
    },
  };
}

describe('pulling pages', () => {
  it('asks for a page only when the work on the one before is done', async () => {
    const order: string[] = [];
    async function* pages() {
      for (const page of [1, 2, 3]) {
        order.push(`pull ${page}`);
        yield page;
      }
    }
    const work = (page: number) =>
      defer(async () => {
        await new Promise((resolve) => setImmediate(resolve));
        order.push(`saved ${page}`);
      });
    await lastValueFrom(pullEach(pages, work, new AbortController().signal));
    expect(order).toEqual(['pull 1', 'saved 1', 'pull 2', 'saved 2', 'pull 3', 'saved 3']);
  });

  it('finishes the page in hand when it is stopped, and takes no other', async () => {
    const stop = new AbortController();
    const saved: number[] = [];
    async function* pages() {
      yield 1;
      yield 2;
    }
    const work = (page: number) =>
      defer(async () => {
        stop.abort();
        await new Promise((resolve) => setImmediate(resolve));
        saved.push(page);
      });
    await lastValueFrom(pullEach(pages, work, stop.signal).pipe(toArray()));
    expect(saved).toEqual([1]);
  });

  it('passes on an error of the work without pulling further', async () => {
    let pulled = 0;
    async function* pages() {
      while (true) yield ++pulled;
    }
    const failing = pullEach(
      pages,
      () => defer(() => Promise.reject(new Error('disk full'))),
      new AbortController().signal,
    );
    await expect(lastValueFrom(failing)).rejects.toThrow('disk full');
    expect(pulled).toBe(1);
  });
});

describe('the loop', () => {
  it('waits longer after each failure, and starts over once something was done', async () => {
    const stop = new AbortController();
    const waits: number[] = [];
    const outcomes = ['bad', 'bad', 'good', 'bad', 'stop'];
    const work = () =>
      defer(() => {
        const outcome = outcomes.shift();
        if (outcome === 'bad') throw new Error('down');
        if (outcome === 'stop') stop.abort();
        return of(outcome);
      });
    await lastValueFrom(loop(work, 60, (_error, failures) => failures * 1_000, impatient(waits), stop.signal));
    expect(waits).toEqual([1_000, 2_000, 60, 1_000, 60]);
  });

  it('ends without an error when it is stopped during a pause after a failure', async () => {
    const stop = new AbortController();
    const work = () =>
      defer(() => {
        stop.abort();
        throw new Error('down');
      });
    const done = lastValueFrom(
      loop(work, 60, () => 1_000, impatient([]), stop.signal),
      { defaultValue: 'ended' },
    );
    await expect(done).resolves.toBe('ended');
  });

  it('grows its pause to a limit, a quarter more or less', () => {
    const middle = () => 0.5;
    expect([1, 2, 3, 20].map((failures) => growingPause(failures, 60_000, middle))).toEqual([
      1_000, 2_000, 4_000, 60_000,
    ]);
    expect(growingPause(1, 60_000, () => 0)).toBe(750);
    expect(growingPause(500, 60_000, () => 1)).toBe(75_000);
  });
});

describe('the clock', () => {
  it('runs as many times as fast as it is told', async () => {
    const clock = hurriedClock(1_000_000, 1_000);
    await firstValueFrom(clock.wait(20_000, new AbortController().signal));
    expect(clock.now()).toBeGreaterThan(1_000_000 + 15_000);
  });

  it('ends a wait without a word when it is stopped', async () => {
    const stop = new AbortController();
    const waiting = lastValueFrom(hurriedClock(0, 1).wait(86_400_000, stop.signal), { defaultValue: 'silent' });
    stop.abort();
    await expect(waiting).resolves.toBe('silent');
  });
});

describe('turns', () => {
  it('lets one in at a time, in the order of asking, also after a failure', async () => {
    const turn = takeTurns();
    const order: string[] = [];
    const slow = turn(async () => {
      await new Promise((resolve) => setImmediate(resolve));
      order.push('first');
    });
    const failing = turn(() => Promise.reject(new Error('no')));
    const last = turn(async () => order.push('last'));
    await slow;
    await expect(failing).rejects.toThrow('no');
    await last;
    expect(order).toEqual(['first', 'last']);
  });
});
