import { cuesOf } from './cues.ts';
import { bucketBits, buckets, Group, groups, pieceRows, relations, wholes, wordRow, worth } from './features.ts';
import { outputs } from './heads.ts';
import { Kind, readTokens } from './tokens.ts';

/** The quantised weights: a row of `outputs` signed bytes for each bucket. */
export interface Linear {
  readonly table: Int8Array;
  /** What one unit of a byte is worth, for each output. */
  readonly scales: Float64Array;
  readonly bias: Float64Array;
  readonly pieces: PieceSums;
}

/** `numbers` are the scales and then the biases. Throws where the sizes do not fit. */
export function linearOf(bytes: Uint8Array, scales: readonly number[], bias: readonly number[]): Linear {
  const size = buckets * outputs;
  if (bytes.length !== size || scales.length !== outputs || bias.length !== outputs) {
    throw new Error(
      `the linear weights have ${bytes.length} bytes; ${size} belong to 2^${bucketBits} rows of ${outputs}`,
    );
  }
  const table = new Int8Array(bytes.buffer, bytes.byteOffset, size);
  return { table, scales: Float64Array.from(scales), bias: Float64Array.from(bias), pieces: pieceSums(table) };
}

/** What the pieces of words add up to, remembered for the words that were met last: pieces are most of the features, and
 *  most words come again. */
export interface PieceSums {
  /** The word's place in `values`: the number of its pieces, and then a sum for each output. */
  placeOf(text: string, start: number, end: number, hash: number): number;
  readonly values: Int32Array;
}

const slots = 1 << 15;
const width = outputs + 1;

export function pieceSums(table: Int8Array): PieceSums {
  const values = new Int32Array(slots * width);
  /** A second hash to know a word by. */
  const known = new Int32Array(slots);
  const rows: number[] = [];
  return {
    values,
    placeOf(text, start, end, hash) {
      const second = check(text, start, end);
      const slot = (hash ^ (hash >>> 15)) & (slots - 1);
      const place = slot * width;
      if (known[slot] === second) return place;
      rows.length = 0;
      pieceRows(text, start, end, rows);
      known[slot] = second;
      values.fill(0, place, place + width);
      values[place] = rows.length;
      for (const row of rows) add(values, place + 1, table, row * outputs);
      return place;
    },
  };
}

/** Reads texts with one set of weights. */
export interface LinearReader {
  /** Logits of a normalised text, in the order of `heads`; a scratch that the next call overwrites. */
  read(normalised: string): Float64Array;
}

export function linearReader({ table, scales, bias, pieces: known }: Linear): LinearReader {
  const sums = groupSums();
  const logits = new Float64Array(outputs);
  return {
    read(normalised) {
      const text = normalised.toLowerCase();
      const tokens = readTokens(text);
      const [words, pieces, related, whole] = sums;
      for (const sum of sums) sum.fill(0);
      let pieceCount = 0;
      let cue = 0;
      for (let at = 0; at < tokens.count; at++) {
        const hash = tokens.hash[at]!;
        add(words, 0, table, wordRow(hash) * outputs);
        cue |= cuesOf(hash);
        if (tokens.kind[at] !== Kind.Word) continue;
        const place = known.placeOf(text, tokens.start[at]!, tokens.end[at]!, hash);
        pieceCount += known.values[place]!;
        for (let out = 0; out < outputs; out++) pieces[out]! += known.values[place + 1 + out]!;
      }
      let relationCount = 0;
      relations(tokens, (row) => {
        relationCount++;
        add(related, 0, table, row * outputs);
      });
      wholes(tokens, cue, (row) => add(whole, 0, table, row * outputs));
      const word = worth(Group.Words, tokens.count);
      const piece = worth(Group.Pieces, pieceCount);
      const relation = worth(Group.Relations, relationCount);
      const all = worth(Group.Cues, 1);
      for (let out = 0; out < outputs; out++) {
        const sum = words[out]! * word + pieces[out]! * piece + related[out]! * relation + whole[out]! * all;
        logits[out] = sum * scales[out]! + bias[out]!;
      }
      return logits;
    },
  };
}

function add(sum: Int32Array, to: number, from: Int8Array, at: number): void {
  for (let out = 0; out < outputs; out++) sum[to + out]! += from[at + out]!;
}

function groupSums(): [Int32Array, Int32Array, Int32Array, Int32Array] {
  const [words, pieces, related, whole] = Array.from({ length: groups }, () => new Int32Array(outputs));
  return [words!, pieces!, related!, whole!];
}

/** A second, independent hash of a word; never 0, which is an empty slot. */
function check(text: string, start: number, end: number): number {
  let hash = end - start;
  for (let at = start; at < end; at++) hash = Math.imul(hash, 31) + text.charCodeAt(at);
  return hash | 1;
}
