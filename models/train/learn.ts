import { buckets, featuresOf } from '../../src/classification/features.ts';
import { heads, outputs } from '../../src/classification/heads.ts';
import { type Head, type Row, readAs } from './rows.ts';

/** Rows with their features listed, once for all folds. */
export interface Prepared {
  readonly rows: readonly Row[];
  readonly offsets: Int32Array;
  readonly ids: Int32Array;
  readonly values: Float32Array;
}

export function prepare(rows: readonly Row[]): Prepared {
  const offsets = new Int32Array(rows.length + 1);
  let ids = new Int32Array(1 << 20);
  let values = new Float32Array(1 << 20);
  let size = 0;
  for (const [index, row] of rows.entries()) {
    const features = featuresOf(readAs(row));
    if (size + features.rows.length > ids.length) {
      const [moreIds, moreValues] = [new Int32Array(ids.length * 2), new Float32Array(ids.length * 2)];
      moreIds.set(ids);
      moreValues.set(values);
      [ids, values] = [moreIds, moreValues];
    }
    ids.set(features.rows, size);
    values.set(features.values, size);
    size += features.rows.length;
    offsets[index + 1] = size;
  }
  return { rows, offsets, ids, values };
}

/** A repeatable source of numbers in 0…1 (mulberry32). */
export function random(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

export interface Weights {
  readonly table: Float32Array;
  readonly bias: Float32Array;
}

export interface Settings {
  readonly epochs: number;
  readonly rate: number;
  /** Decay of a weight at every touch, relative to the rate. */
  readonly decay: number;
  readonly seed: number;
  /** Share of the features that are left out at random at every step. */
  readonly dropout: number;
}
export const usual: Settings = { epochs: 12, rate: 0.3, decay: 3e-3, seed: 7, dropout: 0.1 };

const positiveWeight = 3;

/** The gradient of the loss for the outputs, into `gradient`; returns the ranges that are labelled. */
function errors(row: Row, logits: Float32Array, gradient: Float32Array): [number, number][] {
  const ranges: [number, number][] = [];
  for (const [name, target] of Object.entries(row.targets)) {
    const { from, to, link } = heads[name as Head];
    ranges.push([from, to]);
    if (link === 'sigmoid') {
      const aims = target.value as readonly number[];
      for (let at = from; at < to; at++) {
        const aim = aims[at - from]!;
        const pull = name === 'topics' ? positiveWeight : 1;
        const chance = 1 / (1 + Math.exp(-logits[at]!));
        gradient[at] = target.weight * (pull * aim * (chance - 1) + (1 - aim) * chance);
      }
      continue;
    }
    const masked = name === 'sentiment' && !row.neutral ? from + 1 : -1;
    let sum = 0;
    for (let at = from; at < to; at++) if (at !== masked) sum += Math.exp(logits[at]!);
    for (let at = from; at < to; at++) {
      const aim = at - from === target.value ? 1 : 0;
      gradient[at] = at === masked ? 0 : target.weight * (Math.exp(logits[at]!) / sum - aim);
    }
  }
  return ranges;
}

/** Logistic regression of all heads at once by AdaGrad. */
export function learn(prepared: Prepared, chosen: readonly number[], settings: Settings = usual): Weights {
  const table = new Float32Array(buckets * outputs);
  const squares = new Float32Array(buckets * outputs).fill(0.05);
  const bias = new Float32Array(outputs);
  const logits = new Float32Array(outputs);
  const gradient = new Float32Array(outputs);
  const order = Int32Array.from(chosen);
  const draw = random(settings.seed);
  const { offsets, ids, values, rows } = prepared;
  const kept = new Uint8Array(100_000);
  for (let epoch = 0; epoch < settings.epochs; epoch++) {
    for (let at = order.length - 1; at > 0; at--) {
      const other = Math.floor(draw() * (at + 1));
      [order[at], order[other]] = [order[other]!, order[at]!];
    }
    const rate = settings.rate * (1 - epoch / settings.epochs) ** 0.5;
    for (const index of order) {
      const row = rows[index]!;
      const [begin, end] = [offsets[index]!, offsets[index + 1]!];
      const scale = 1 / (1 - settings.dropout);
      for (let at = begin; at < end; at++) kept[at - begin] = draw() >= settings.dropout ? 1 : 0;
      logits.set(bias);
      const wanted = Object.keys(row.targets).map((name) => heads[name as Head]);
      for (let at = begin; at < end; at++) {
        if (kept[at - begin] === 0) continue;
        const base = ids[at]! * outputs;
        const value = values[at]! * scale;
        for (const { from, to } of wanted)
          for (let out = from; out < to; out++) logits[out]! += table[base + out]! * value;
      }
      for (const [from, to] of errors(row, logits, gradient)) {
        for (let out = from; out < to; out++) bias[out]! -= 0.02 * rate * gradient[out]!;
        for (let at = begin; at < end; at++) {
          if (kept[at - begin] === 0) continue;
          const base = ids[at]! * outputs;
          const value = values[at]! * scale;
          for (let out = from; out < to; out++) {
            const cell = base + out;
            const slope = gradient[out]! * value + settings.decay * table[cell]!;
            const square = squares[cell]! + slope * slope;
            squares[cell] = square;
            table[cell]! -= (rate * slope) / Math.sqrt(square);
          }
        }
      }
    }
  }
  return { table, bias };
}

/** The logits of one prepared row. */
export function logitsOf(prepared: Prepared, index: number, weights: Weights): number[] {
  const logits = Array.from(weights.bias);
  for (let at = prepared.offsets[index]!; at < prepared.offsets[index + 1]!; at++) {
    const base = prepared.ids[at]! * outputs;
    const value = prepared.values[at]!;
    for (let out = 0; out < outputs; out++) logits[out]! += weights.table[base + out]! * value;
  }
  return logits;
}
