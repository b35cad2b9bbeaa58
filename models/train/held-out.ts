import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Heard } from './calibration.ts';
import { learn, logitsOf, prepare } from './learn.ts';
import { foldOf, type Row, readRows } from './rows.ts';

export const models = new URL('..', import.meta.url).pathname;
const folds = 3;

/**
 * The held-out texts with the logits of models that were trained without them, as the arguments say:
 *
 *   --corpora DIR --transformer dev_logits.jsonl --split split.json [--posts DIR] [--linear FILE] [--write]
 *
 * `--linear` keeps the linear part's held-out logits between runs; where the file is missing, linear parts are trained,
 * each without a third of the held-out companies, and the file is written.
 */
export function readHeldOut(): { heard: Heard[]; write: boolean } {
  const { values } = parseArgs({
    options: {
      corpora: { type: 'string' },
      posts: { type: 'string', default: join(models, 'train/posts') },
      transformer: { type: 'string' },
      split: { type: 'string' },
      linear: { type: 'string' },
      write: { type: 'boolean', default: false },
    },
  });
  const { corpora, transformer, split } = values;
  if (!corpora || !transformer || !split) throw new Error('--corpora, --transformer and --split are needed');
  const rows = readRows(corpora, values.posts);
  const held = new Set(
    Object.entries(JSON.parse(readFileSync(split, 'utf8')) as Record<string, string[]>).flatMap(([set, ids]) =>
      ids.map((id) => `${set}/${id}`),
    ),
  );
  const linear = linearLogits(rows, held, values.linear);
  const deep = new Map(
    readFileSync(transformer, 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { id: string; logits: number[] })
      .map(({ id, logits }) => [id, logits]),
  );
  const heard = rows.flatMap((row): Heard[] => {
    const [l, t] = [linear.get(keyOf(row)), deep.get(keyOf(row))];
    return l && t ? [{ row, linear: l, transformer: t }] : [];
  });
  return { heard, write: values.write };
}

const keyOf = ({ set, id }: Row): string => `${set}/${id}`;

function linearLogits(
  rows: readonly Row[],
  held: ReadonlySet<string>,
  file: string | undefined,
): Map<string, number[]> {
  if (file && existsSync(file)) return new Map(JSON.parse(readFileSync(file, 'utf8')) as [string, number[]][]);
  const prepared = prepare(rows);
  const away = (row: Row, fold: number): boolean => held.has(keyOf(row)) && foldOf(row, folds) === fold;
  const logits = Array.from({ length: folds }, (_, fold) => {
    const seen = rows.flatMap((row, at) => (away(row, fold) ? [] : [at]));
    const weights = learn(prepared, seen);
    return rows.flatMap((row, at): [string, number[]][] =>
      away(row, fold) ? [[keyOf(row), logitsOf(prepared, at, weights).map((one) => Number(one.toFixed(4)))]] : [],
    );
  }).flat();
  if (file) writeFileSync(file, JSON.stringify(logits));
  return new Map(logits);
}
