/** Trains the language model of `src/matching/language.ts`, prints what it scores on texts it has not seen, and writes
 *  `models/language.bin`. Usage: node models/train/language.ts CORPORA [EXTRA.jsonl]
 *  CORPORA has lang-tweets.jsonl, lang-word-pairs.jsonl and the other sets named below; EXTRA has lines
 *  {"label","text","group"} in more languages (word lists, declarations). */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buckets, choose, classes, featuresOf, mostFeatures } from '../../src/matching/language-features.ts';

interface Sample {
  readonly label: string;
  readonly text: string;
  readonly group: string;
}

const [corpora, extra] = process.argv.slice(2);
if (!corpora) throw new Error('usage: node models/train/language.ts CORPORA [EXTRA.jsonl]');

const width = classes.length;
const romance = new Set(['es', 'it', 'pt', 'ca', 'ro', 'gl', 'sc', 'lld', 'rm', 'oc']);

function classOf(label: string): number {
  const index = (classes as readonly string[]).indexOf(label);
  if (index >= 0) return index;
  return classes.indexOf(romance.has(label) ? 'romance' : 'rest');
}

const lines = (file: string): Record<string, unknown>[] =>
  readFileSync(file, 'utf8')
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Record<string, unknown>);

function samples(): Sample[] {
  const all: Sample[] = [];
  const add = (name: string, group: string, label: (row: Record<string, unknown>) => string): void => {
    for (const row of lines(join(corpora!, name)))
      all.push({
        label: label(row),
        text: String(row.text),
        group: typeof row.company === 'string' ? `${group}:${row.company}` : group,
      });
  };
  const own = (row: Record<string, unknown>): string => String(row.label ?? row.lang);
  add('lang-tweets.jsonl', 'tweets', own);
  add('lang-word-pairs.jsonl', 'pairs', own);
  add('social.jsonl', 'social', (row) => String(row.lang));
  for (const name of ['nl-restaurants', 'nl-phones', 'nl-app-reviews', 'nl-political', 'nl-books'])
    add(`${name}.jsonl`, 'dutch', () => 'nl');
  for (const name of ['en-complaints', 'en-tweets', 'en-tweeteval-val', 'en-products'])
    add(`${name}.jsonl`, 'english', () => 'en');
  for (const label of ['af', 'fy'])
    for (const text of readFileSync(new URL(`language-${label}.txt`, import.meta.url), 'utf8')
      .split('\n')
      .filter(Boolean))
      all.push({ label, text, group: 'written' });
  if (extra)
    for (const row of lines(extra))
      all.push({ label: String(row.label), text: String(row.text), group: String(row.group) });
  return all;
}

/** A fraction that is the same at every run. */
function chance(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  return ((hash ^ (hash >>> 13)) >>> 0) / 0x100000000;
}

/** Long texts are also learnt from in pieces, so that short posts are told apart. */
function pieces(all: readonly Sample[]): Sample[] {
  return all.flatMap((sample) => {
    const words = sample.text.split(/\s+/).filter(Boolean);
    if (words.length < 6) return [sample];
    const cut = (share: number, most: number): Sample => {
      const length = 2 + Math.floor(chance(`${share}${sample.text}`) * most);
      const from = Math.floor(chance(`${sample.text}${share}`) * Math.max(1, words.length - length));
      return { ...sample, text: words.slice(from, from + length).join(' ') };
    };
    return [sample, cut(1, 4), cut(2, 10)];
  });
}

const scratch = new Int32Array(mostFeatures + 8);
const repeats: Readonly<Record<string, number>> = { af: 6, fy: 6 };

function train(from: readonly Sample[]): Float32Array {
  const weights = new Float32Array(buckets * width);
  const gradients = new Float32Array(buckets * width).fill(1e-4);
  const data = pieces(from).flatMap((sample) => {
    const { count } = featuresOf(sample.text, scratch);
    if (count === 0) return [];
    const one = { of: classOf(sample.label), features: scratch.slice(0, count) };
    return Array<typeof one>(
      sample.group === 'written' || sample.group === 'udhr' ? (repeats[sample.label] ?? 1) : 1,
    ).fill(one);
  });
  const scores = new Float64Array(width);
  for (let epoch = 0; epoch < 6; epoch++) {
    shuffle(data, epoch);
    for (const { of, features } of data) {
      const scale = 1 / Math.sqrt(features.length);
      softmax(weights, features, scale, scores);
      for (let c = 0; c < width; c++) {
        const error = (scores[c]! - (c === of ? 1 : 0)) * scale;
        if (Math.abs(error) < 1e-4) continue;
        for (const feature of features) {
          const at = feature * width + c;
          const step = error + 1e-6 * weights[at]!;
          gradients[at]! += step * step;
          weights[at]! -= (0.25 * step) / Math.sqrt(gradients[at]!);
        }
      }
    }
  }
  return weights;
}

function softmax(weights: Float32Array, features: Int32Array, scale: number, into: Float64Array): void {
  into.fill(0);
  for (const feature of features) for (let c = 0; c < width; c++) into[c]! += weights[feature * width + c]!;
  let most = -Infinity;
  for (let c = 0; c < width; c++) {
    into[c]! *= scale;
    most = Math.max(most, into[c]!);
  }
  let sum = 0;
  for (let c = 0; c < width; c++) {
    into[c] = Math.exp(into[c]! - most);
    sum += into[c]!;
  }
  for (let c = 0; c < width; c++) into[c]! /= sum;
}

function shuffle(list: unknown[], seed: number): void {
  let state = seed * 7919 + 17;
  for (let at = list.length - 1; at > 0; at--) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    const other = state % (at + 1);
    [list[at], list[other]] = [list[other], list[at]];
  }
}

/** Eight bits a weight are enough: only sums over many are compared. */
function quantise(weights: Float32Array): Int8Array {
  const sizes = Float32Array.from(weights, Math.abs).sort();
  const most = sizes[Math.floor(sizes.length * 0.9995)]!;
  return Int8Array.from(weights, (weight) => Math.max(-127, Math.min(127, Math.round((weight / most) * 127))));
}

/** What a model says of a text that it has not seen. */
function judge(text: string, weights: Int8Array): string {
  const { count, words } = featuresOf(text, scratch);
  const sums = new Float64Array(width);
  for (let at = 0; at < count; at++) for (let c = 0; c < width; c++) sums[c]! += weights[scratch[at]! * width + c]!;
  return choose(
    sums.map((sum) => sum / Math.sqrt(count || 1)),
    words,
  );
}

function report(name: string, rows: readonly { sample: Sample; said: string }[]): void {
  let right = 0;
  let hit = 0;
  let found = 0;
  let dutch = 0;
  const wrong: Record<string, number> = {};
  for (const { sample, said } of rows) {
    const label = ['nl', 'en', 'de', 'fr'].includes(sample.label) ? sample.label : 'other';
    if (label === said) right++;
    if (label === 'nl') dutch++;
    if (said === 'nl') found++;
    if (said === 'nl' && label === 'nl') hit++;
    else if (said === 'nl' || label === 'nl') {
      const key = `${sample.label}>${said}`;
      wrong[key] = (wrong[key] ?? 0) + 1;
    }
  }
  const percent = (of: number, all: number): string =>
    all === 0 ? '    –' : ((100 * of) / all).toFixed(2).padStart(6);
  console.log(
    `${name.padEnd(10)} ${String(rows.length).padStart(5)} texts  right ${percent(right, rows.length)} %  Dutch precision ${percent(hit, found)} % recall ${percent(hit, dutch)} %  ${JSON.stringify(wrong)}`,
  );
}

const all = samples();
/** Near-identical texts fall on one side: they are told by their first letters. */
const foldOf = (sample: Sample): number =>
  Math.floor(
    chance(sample.group.startsWith('social') ? sample.group : sample.text.replaceAll(/[^\p{L}]/gu, '').slice(0, 24)) *
      5,
  );

const folds = Number(process.env.FOLDS ?? 5);
const judged: { sample: Sample; said: string }[] = [];
for (let fold = 0; fold < folds; fold++) {
  const weights = quantise(train(all.filter((sample) => foldOf(sample) !== fold)));
  for (const sample of all) if (foldOf(sample) === fold) judged.push({ sample, said: judge(sample.text, weights) });
}
for (const group of ['tweets', 'pairs', 'social', 'dutch', 'english', 'written', 'udhr']) {
  const rows = judged.filter(({ sample }) => sample.group.split(':')[0] === group);
  if (rows.length > 0) report(group, rows);
}
writeFileSync(new URL('../language.bin', import.meta.url), quantise(train(all)));
