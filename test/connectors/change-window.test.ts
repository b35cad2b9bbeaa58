import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type ChangeList, readChanges, Seen, type WindowPosition } from '../../connectors/change-window.ts';

const begin = Date.parse('2026-11-20T00:00:00Z');
const lagMs = 60_000;
const pageSize = 3;

interface Thing {
  readonly at: number;
  /** When the list begins to show it. */
  readonly shownAt: number;
}

/** A server whose things change while it is read. */
function openServer(step: number, exclusive: boolean) {
  const things = new Map<string, Thing>();
  const clock = { now: begin };
  const touch = (id: string, late: number): void => {
    const at = Math.floor(clock.now / step) * step;
    things.set(id, { at, shownAt: at + late });
  };
  const list: ChangeList<{ id: string; at: number }> = {
    days: 1,
    overlapMs: 300_000,
    lagMs,
    stepMs: step,
    mostPages: 1_000,
    list: async (from, page) => {
      const since = Date.parse(from);
      const shown = [...things].filter(
        ([, { at, shownAt }]) => shownAt <= clock.now && (exclusive ? at > since : at >= since),
      );
      shown.sort(([, a], [, b]) => a.at - b.at);
      const values = shown.slice((page - 1) * pageSize, page * pageSize).map(([id, { at }]) => ({ id, at }));
      return { values, full: values.length === pageSize };
    },
    read: (value) => {
      const thing = value as { id: string; at: number };
      return { id: thing.id, at: new Date(thing.at).toISOString(), value: thing };
    },
  };
  return { things, clock, touch, list };
}

const touches = fc.array(
  fc.record({ id: fc.integer({ min: 1, max: 12 }), late: fc.constantFrom(0, 0, 20_000, 50_000) }),
  {
    maxLength: 8,
  },
);
/** What happens before each page, how much time goes by, and whether the reader is stopped after it. */
const script = fc.array(
  fc.record({ touches, pass: fc.constantFrom(0, 10, 1_000, 45_000, 200_000), stop: fc.boolean() }),
  { minLength: 1, maxLength: 25 },
);

it('gives the last version of everything, whatever moves while it reads and wherever it is stopped', async () => {
  await fc.assert(
    fc.asyncProperty(script, fc.constantFrom(1, 1_000), fc.boolean(), async (moments, step, exclusive) => {
      const { things, clock, touch, list } = openServer(step, exclusive);
      const given = new Map<string, number>();
      let at: WindowPosition | undefined;
      const request = {
        now: () => clock.now,
        signal: new AbortController().signal,
        skip: () => expect.unreachable('nothing is bad'),
        gap: () => expect.unreachable('there is no gap'),
      };
      const happen = ({ touches, pass }: { touches: { id: number; late: number }[]; pass: number }): void => {
        clock.now += pass;
        for (const { id, late } of touches) touch(String(id), late);
      };
      const rest = [...moments];
      const end = { touches: [], pass: 400_000, stop: false };
      for (let quiet = 0; quiet < 2; ) {
        if (rest.length === 0) quiet += 1;
        const start = rest.shift() ?? end;
        happen(start);
        for await (const page of readChanges(request, list, at)) {
          for (const { id, at: when } of page.values) given.set(id, Math.max(when, given.get(id) ?? 0));
          at = JSON.parse(JSON.stringify(page.at)) as WindowPosition;
          if (page.watermark !== undefined) {
            const until = Date.parse(page.watermark);
            for (const [id, { at: when }] of things) if (when < until) expect(given.get(id)).toBe(when);
          }
          const next = rest.shift();
          if (next !== undefined) happen(next);
          if (next?.stop) break;
        }
      }
      expect([...given].sort()).toEqual([...things].map(([id, { at: when }]) => [id, when] as const).sort());
    }),
    { numRuns: 300 },
  );
});

it('gives each version once while nothing moves', async () => {
  const { clock, touch, list } = openServer(1_000, false);
  for (let n = 0; n < 40; n++) {
    clock.now += n % 5 === 0 ? 1_000 : 0;
    touch(String(n), 0);
  }
  clock.now += 120_000;
  const request = {
    now: () => clock.now,
    signal: new AbortController().signal,
    skip: () => undefined,
    gap: () => undefined,
  };
  const given: string[] = [];
  let at: WindowPosition | undefined;
  for (let look = 0; look < 3; look++) {
    for await (const page of readChanges(request, list, at)) {
      given.push(...page.values.map(({ id }) => id));
      at = page.at;
    }
  }
  expect(given).toEqual(Array.from({ length: 40 }, (_, n) => String(n)));
});

it('remembers 3,000 versions at most, in 18 kB', () => {
  const seen = new Seen('', '2026-11-20T00:00:00.000Z');
  for (let n = 0; n < 5_000; n++) expect(seen.add(`ticket ${n}`, '2026-11-20T00:00:00.000Z')).toBe(true);
  seen.forget('2026-11-20T00:00:00.000Z');
  expect(seen.toString()).toHaveLength(18_000);
  const again = new Seen(seen.toString(), '2026-11-20T00:00:00.000Z');
  expect(again.add('ticket 4999', '2026-11-20T00:00:00.000Z')).toBe(false);
  expect(again.add('ticket 0', '2026-11-20T00:00:00.000Z')).toBe(true);
});
