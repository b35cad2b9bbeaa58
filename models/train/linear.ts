/**
 * Trains the linear part on all rows and writes `models/linear.bin`, and its scales and biases into `calibration.json`.
 *
 *   node models/train/linear.ts --corpora DIR [--posts models/train/posts]
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { learn, prepare, usual } from './learn.ts';
import { readRows } from './rows.ts';
import { quantise, seal, writeJson } from './write.ts';

const models = new URL('..', import.meta.url).pathname;
const { values } = parseArgs({
  options: {
    corpora: { type: 'string' },
    posts: { type: 'string', default: join(models, 'train/posts') },
    epochs: { type: 'string' },
  },
});
if (!values.corpora) throw new Error('--corpora DIR is missing');

const prepared = prepare(readRows(values.corpora, values.posts));
const weights = learn(prepared, [...prepared.rows.keys()], { ...usual, epochs: Number(values.epochs ?? usual.epochs) });
const { bytes, scales } = quantise(weights);
writeFileSync(join(models, 'linear.bin'), bytes);
const file = join(models, 'calibration.json');
const before = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as object) : {};
writeJson(file, { ...before, linear: { scales, bias: [...weights.bias] } });
seal(models);
console.log(`${prepared.rows.length} rows, ${prepared.offsets.at(-1)} features → ${bytes.length} bytes`);
