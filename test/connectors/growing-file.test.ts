import { appendFile, copyFile, mkdir, rename, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type GrowingCheckpoint, type Portion, readGrowing } from '../../connectors/growing-file.ts';
import { Refused, Unavailable } from '../../src/net/errors.ts';
import { emptyFolder } from '../support/folder.ts';

interface Look {
  readonly values: unknown[];
  readonly portions: Portion[];
  readonly checkpoint: GrowingCheckpoint | undefined;
  readonly skipped: string[];
  readonly gaps: string[];
}

async function look(path: string, from?: Look, portions = Number.POSITIVE_INFINITY): Promise<Look> {
  const read: Portion[] = [];
  const skipped: string[] = [];
  const gaps: string[] = [];
  const request = {
    path,
    checkpoint: JSON.parse(JSON.stringify(from?.checkpoint ?? null)),
    signal: new AbortController().signal,
    skip: (reason: string) => skipped.push(reason),
    gap: (detail: string) => gaps.push(detail),
  };
  for await (const portion of readGrowing(request)) if (read.push(portion) >= portions) break;
  return {
    values: read.flatMap(({ values }) => values),
    portions: read,
    checkpoint: read.at(-1)?.checkpoint ?? from?.checkpoint,
    skipped,
    gaps,
  };
}

const lines = (...numbers: number[]): string => numbers.map((n) => `{"n":${n}}\n`).join('');
const numbers = (...all: number[]): unknown[] => all.map((n) => ({ n }));

it('reads what was added since, and nothing twice', async () => {
  const path = join(await emptyFolder(), 'posts.jsonl');
  await writeFile(path, lines(1, 2));
  const first = await look(path);
  await appendFile(path, lines(3));
  const second = await look(path, first);
  const third = await look(path, second);
  expect([first.values, second.values, third.values]).toEqual([numbers(1, 2), numbers(3), []]);
});

it('lets a line wait that is not complete, and takes the last one without its line end once it is', async () => {
  const path = join(await emptyFolder(), 'posts.jsonl');
  await writeFile(path, `${lines(1)}{"n":2`);
  const first = await look(path);
  await appendFile(path, '2}');
  const second = await look(path, first);
  await appendFile(path, `\n${lines(3)}`);
  const third = await look(path, second);
  expect([first.values, second.values, third.values]).toEqual([numbers(1), numbers(22), numbers(3)]);
  expect([...first.skipped, ...second.skipped, ...third.skipped]).toEqual([]);
});

it('skips lines that are no JSON object, with their place', async () => {
  const path = join(await emptyFolder(), 'posts.jsonl');
  await writeFile(path, `${lines(1)}nonsense\n7\n\n${lines(2)}`);
  const { values, skipped } = await look(path);
  expect(values).toEqual(numbers(1, 2));
  expect(skipped).toEqual(['posts.jsonl at byte 8: not a JSON object', 'posts.jsonl at byte 17: not a JSON object']);
});

it('skips a line longer than a megabyte once, also when it comes in parts', async () => {
  const path = join(await emptyFolder(), 'posts.jsonl');
  await writeFile(path, `${lines(1)}{"n":"${'x'.repeat(1_500_000)}`);
  const first = await look(path);
  await appendFile(path, 'x'.repeat(1_500_000));
  const second = await look(path, first);
  await appendFile(path, `"}\n${lines(2)}`);
  const third = await look(path, second);
  expect(third.values).toEqual(numbers(2));
  expect([...first.skipped, ...second.skipped, ...third.skipped]).toHaveLength(1);
});

it('reads Windows line ends, a byte order mark and characters of several bytes wherever they are cut', async () => {
  const path = join(await emptyFolder(), 'posts.jsonl');
  const text = 'één 🙂 '.repeat(40_000);
  await writeFile(path, `\ufeff{"n":1}\r\n${JSON.stringify({ text })}\r\n`);
  expect((await look(path)).values).toEqual([{ n: 1 }, { text }]);
});

it('never holds more than 500 lines or a few megabytes', async () => {
  const path = join(await emptyFolder(), 'posts.jsonl');
  for (let i = 0; i < 30; i++) await appendFile(path, `${JSON.stringify({ text: 'x'.repeat(900_000) })}\n`);
  for (let i = 0; i < 1_200; i++) await appendFile(path, lines(i));
  const { portions, values } = await look(path);
  expect(values).toHaveLength(1_230);
  for (const { values: some } of portions) {
    expect(some.length).toBeLessThanOrEqual(500);
    expect(JSON.stringify(some).length).toBeLessThan(5_100_000);
  }
});

it('reads the rest of a file that was rotated away, and then the new one', async () => {
  const path = join(await emptyFolder(), 'posts.jsonl');
  await writeFile(path, lines(1, 2));
  const first = await look(path);
  await appendFile(path, lines(3));
  await rename(path, `${path}.1`);
  await writeFile(path, lines(4));
  const second = await look(path, first);
  expect(second.values).toEqual(numbers(3, 4));
  expect(second.gaps).toEqual([]);
  expect((await look(path, second)).values).toEqual([]);
});

it('reads the copy where a rotation copies and truncates', async () => {
  const path = join(await emptyFolder(), 'posts.jsonl');
  await writeFile(path, lines(1, 2));
  const first = await look(path);
  await appendFile(path, lines(3));
  await copyFile(path, path.replace('.jsonl', '-2026-11-25.jsonl'));
  await truncate(path);
  await appendFile(path, lines(4));
  const second = await look(path, first);
  expect(second.values).toEqual(numbers(3, 4));
  expect(second.gaps).toEqual([]);
});

it('resumes in the middle of a rotated file', async () => {
  const path = join(await emptyFolder(), 'posts.jsonl');
  await writeFile(path, lines(...Array.from({ length: 600 }, (_, i) => i)));
  const first = await look(path, undefined, 1);
  await rename(path, `${path}.1`);
  await writeFile(path, lines(600));
  const second = await look(path, first, 1);
  const third = await look(path, second);
  expect([...first.values, ...second.values, ...third.values]).toEqual(
    numbers(...Array.from({ length: 601 }, (_, i) => i)),
  );
});

it('tells a gap where a file was emptied or replaced and its rest is nowhere', async () => {
  const path = join(await emptyFolder(), 'posts.jsonl');
  await writeFile(path, lines(1, 2));
  const first = await look(path);
  await writeFile(path, lines(3));
  const second = await look(path, first);
  expect(second.values).toEqual(numbers(3));
  expect(second.gaps).toHaveLength(1);
  await writeFile(path, lines(4, 5, 6));
  const third = await look(path, second);
  expect(third.values).toEqual(numbers(4, 5, 6));
  expect(third.gaps).toHaveLength(1);
});

it('tells a gap where it was rotated more than once in between', async () => {
  const path = join(await emptyFolder(), 'posts.jsonl');
  await writeFile(path, lines(1));
  const first = await look(path);
  await rename(path, `${path}.2`);
  await writeFile(`${path}.1`, lines(2));
  await writeFile(path, lines(3));
  const second = await look(path, first);
  expect(second.values).toEqual(numbers(3));
  expect(second.gaps).toHaveLength(1);
});

it('reads a folder by name, and does not read a renamed file again', async () => {
  const folder = join(await emptyFolder(), 'inbox');
  await mkdir(folder);
  await writeFile(join(folder, 'b.jsonl'), lines(2));
  await writeFile(join(folder, 'a.ndjson'), lines(1));
  await writeFile(join(folder, 'notes.txt'), 'not for us');
  const first = await look(folder);
  await rename(join(folder, 'a.ndjson'), join(folder, 'c.ndjson'));
  await appendFile(join(folder, 'c.ndjson'), lines(3));
  const second = await look(folder, first);
  await rm(join(folder, 'b.jsonl'));
  const third = await look(folder, second);
  expect([first.values, second.values, third.values]).toEqual([numbers(1, 2), numbers(3), []]);
  expect(third.gaps).toEqual([]);
});

it('says what is the matter with a path that cannot be read', async () => {
  const folder = await emptyFolder();
  await expect(look(join(folder, 'none.jsonl'))).rejects.toBeInstanceOf(Unavailable);
  for (let i = 0; i < 301; i++) await writeFile(join(folder, `${i}.jsonl`), '');
  await expect(look(folder)).rejects.toBeInstanceOf(Refused);
});

it('reads every line exactly once, however it is written and wherever reading stops', async () => {
  const folder = await emptyFolder();
  let run = 0;
  const step = fc.oneof(
    fc.record({ append: fc.integer({ min: 0, max: 40 }), cut: fc.nat(30) }),
    fc.record({ read: fc.integer({ min: 1, max: 2 }) }),
    fc.constant({ rotate: true }),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 12 }), async (steps) => {
      const path = join(folder, `run${run++}.jsonl`);
      await writeFile(path, '');
      let written = 0;
      let half = '';
      let at: Look | undefined;
      let rotations = 0;
      const heard: unknown[] = [];
      for (const one of steps) {
        if ('append' in one) {
          const text = half + lines(...Array.from({ length: one.append }, () => written++));
          const cut = Math.max(0, text.length - one.cut);
          await appendFile(path, text.slice(0, cut));
          half = text.slice(cut);
        } else if ('read' in one) {
          at = await look(path, at, one.read);
          heard.push(...at.values);
        } else if (half === '') {
          at = await look(path, at);
          heard.push(...at.values);
          await rename(path, `${path}.${++rotations}`);
          await writeFile(path, '');
        }
      }
      await appendFile(path, half);
      at = await look(path, at);
      expect([...heard, ...at.values]).toEqual(numbers(...Array.from({ length: written }, (_, n) => n)));
    }),
    { numRuns: 60 },
  );
});
