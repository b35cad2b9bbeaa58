/**
 * Fits how the logits of the two models become probabilities, on texts of companies, products and kinds that neither
 * had seen, and writes `fast` and `full` into `models/calibration.json`.
 *
 *   node models/train/calibrate.ts --corpora DIR --transformer dev_logits.jsonl --split split.json [--linear FILE]
 *
 * `--linear` keeps the held-out logits of the linear part between runs; where the file is missing, a linear part is
 * trained without the held-out texts and the file is written.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Calibration } from '../../src/classification/decide.ts';
import { fitCalibration, type Heard, type Kind } from './calibration.ts';
import { learn, logitsOf, prepare } from './learn.ts';
import { report } from './report.ts';
import { readRows } from './rows.ts';
import { seal, writeJson } from './write.ts';

const models = new URL('..', import.meta.url).pathname;
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
const keyOf = ({ set, id }: { set: string; id: string }): string => `${set}/${id}`;

function linearLogits(): Map<string, number[]> {
  if (values.linear && existsSync(values.linear)) {
    return new Map(JSON.parse(readFileSync(values.linear, 'utf8')) as [string, number[]][]);
  }
  const prepared = prepare(rows);
  const weights = learn(
    prepared,
    rows.flatMap((row, at) => (held.has(keyOf(row)) ? [] : [at])),
  );
  const logits = rows.flatMap((row, at): [string, number[]][] =>
    held.has(keyOf(row)) ? [[keyOf(row), logitsOf(prepared, at, weights).map((one) => Number(one.toFixed(4)))]] : [],
  );
  if (values.linear) writeFileSync(values.linear, JSON.stringify(logits));
  return new Map(logits);
}

const linear = linearLogits();
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
console.log(`${heard.length} held-out texts with both logits`);

const calibrations = new Map<Kind, Calibration>();
for (const kind of ['fast', 'transformer', 'full'] as const) {
  console.log(`\n== ${kind}`);
  report(heard, kind);
  calibrations.set(kind, fitCalibration(heard, kind));
}
if (values.write) {
  const file = join(models, 'calibration.json');
  const before = JSON.parse(readFileSync(file, 'utf8')) as object;
  writeJson(file, { ...before, fast: calibrations.get('fast'), full: calibrations.get('full') });
  seal(models);
}
