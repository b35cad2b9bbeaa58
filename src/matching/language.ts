import { readFileSync } from 'node:fs';
import { buckets, choose, classes, featuresOf, type Language, mostFeatures } from './language-features.ts';

export type { Language } from './language-features.ts';

/** One signed byte for each bucket and class; how they came about is told in `models/train/language.ts`. */
const weights = new Int8Array(readFileSync(new URL('../../models/language.bin', import.meta.url)));
const width = classes.length;
if (weights.length !== buckets * width)
  throw new Error('models/language.bin belongs to another version: train it again');

const features = new Int32Array(mostFeatures + 8);
const sums = new Float64Array(width);

/** A text is known by its first letters where they leave no doubt: so many letters, words, and so far ahead. */
const glance = 72;
const glanceWords = 8;
const noDoubt = 110;

/** The language of a text: nl, en, de, fr, or other (Afrikaans and Frisian among them). `hint` is what the author or
 *  platform declared; it decides where the text says little. */
export function languageOf(text: string, hint?: string): Language {
  if (text.length > glance + 20) {
    const words = judge(text.slice(0, glance));
    if (words >= glanceWords && lead() > noDoubt) return choose(sums, words, hint);
  }
  return choose(sums, judge(text), hint);
}

/** How far the best class is ahead of the next. */
function lead(): number {
  let best = -Infinity;
  let next = -Infinity;
  for (let c = 0; c < width; c++) {
    const sum = sums[c]!;
    if (sum > best) {
      next = best;
      best = sum;
    } else if (sum > next) next = sum;
  }
  return best - next;
}

/** Puts the score of each class into `sums`, and returns the number of words. */
function judge(text: string): number {
  const { count, words } = featuresOf(text, features);
  let a = 0;
  let b = 0;
  let c = 0;
  let d = 0;
  let e = 0;
  let f = 0;
  let g = 0;
  let h = 0;
  for (let at = 0; at < count; at++) {
    const row = features[at]! << 3;
    a += weights[row]!;
    b += weights[row + 1]!;
    c += weights[row + 2]!;
    d += weights[row + 3]!;
    e += weights[row + 4]!;
    f += weights[row + 5]!;
    g += weights[row + 6]!;
    h += weights[row + 7]!;
  }
  const scale = 1 / Math.sqrt(count || 1);
  sums[0] = a * scale;
  sums[1] = b * scale;
  sums[2] = c * scale;
  sums[3] = d * scale;
  sums[4] = e * scale;
  sums[5] = f * scale;
  sums[6] = g * scale;
  sums[7] = h * scale;
  return words;
}
