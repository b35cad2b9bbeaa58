import { readFileSync } from 'node:fs';
import { buckets, choose, classes, featuresOf, type Language, mostFeatures } from './language-features.ts';

export type { Language } from './language-features.ts';

const width = classes.length;
const lift = 128;
/** A row of eight bytes for each bucket, one for each class, as two words; how they came about is told in
 *  `models/train/language.ts`. They are signed, and 128 is added to each, so that two fit side by side in one sum. */
const weights = weightsOf(readFileSync(new URL('../../models/language.bin', import.meta.url)));

function weightsOf(file: Buffer): Int32Array {
  if (file.length !== buckets * width)
    throw new Error('models/language.bin belongs to another version: train it again');
  return new Int32Array(Uint8Array.from(file, (byte) => byte ^ lift).buffer);
}

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
    const words = judge(text, glance);
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

/** So many bytes add up to less than 16 bits hold. */
const portion = 256;
const pair = 0x00ff00ff;

/** Puts the score of each class into `sums`, and returns the number of words. */
function judge(text: string, limit?: number): number {
  const { count, words } = featuresOf(text, features, limit);
  sums.fill(-lift * count);
  for (let from = 0; from < count; from += portion) {
    const to = Math.min(count, from + portion);
    let ac = 0;
    let bd = 0;
    let eg = 0;
    let fh = 0;
    for (let at = from; at < to; at++) {
      const row = features[at]! << 1;
      const left = weights[row]!;
      const right = weights[row + 1]!;
      ac = (ac + (left & pair)) | 0;
      bd = (bd + ((left >>> 8) & pair)) | 0;
      eg = (eg + (right & pair)) | 0;
      fh = (fh + ((right >>> 8) & pair)) | 0;
    }
    add(0, ac);
    add(1, bd);
    add(4, eg);
    add(5, fh);
  }
  const scale = 1 / Math.sqrt(count || 1);
  for (let c = 0; c < width; c++) sums[c]! *= scale;
  return words;
}

function add(at: number, both: number): void {
  sums[at]! += both & 0xffff;
  sums[at + 2]! += both >>> 16;
}
