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
}

/** `numbers` are the scales and then the biases. Throws where the sizes do not fit. */
export function linearOf(bytes: Uint8Array, scales: readonly number[], bias: readonly number[]): Linear {
  const size = buckets * outputs;
  if (bytes.length !== size || scales.length !== outputs || bias.length !== outputs) {
    throw new Error(
      `the linear weights have ${bytes.length} bytes; ${size} belong to 2^${bucketBits} rows of ${outputs}`,
    );
  }
  return {
    table: new Int8Array(bytes.buffer, bytes.byteOffset, size),
    scales: Float64Array.from(scales),
    bias: Float64Array.from(bias),
  };
}

/** Reads texts with one set of weights. The sums of the words that were met last are remembered: pieces of words are
 *  most of the features, and most words come again. */
export interface LinearReader {
  /** Logits of a normalised text, in the order of `heads`; a scratch that the next call overwrites. */
  read(normalised: string): Float64Array;
}

const slots = 1 << 15;
const width = outputs + 2;

export function linearReader({ table, scales, bias }: Linear): LinearReader {
  const sums = groupSums();
  const logits = new Float64Array(outputs);
  // A slot holds a second hash to know the word by, its number of pieces, and the sum of its pieces' rows.
  const known = new Int32Array(slots * width);
  const cues = new Uint16Array(slots);
  const rows: number[] = [];

  function add(sum: Int32Array, row: number): void {
    const base = row * outputs;
    for (let out = 0; out < outputs; out++) sum[out]! += table[base + out]!;
  }

  /** The slot of a word, filled. */
  function slotOf(text: string, start: number, end: number, hash: number): number {
    const second = check(text, start, end);
    const slot = (hash ^ (hash >>> 15)) & (slots - 1);
    const base = slot * width;
    if (known[base] === second) return slot;
    rows.length = 0;
    pieceRows(text, start, end, rows);
    known.fill(0, base, base + width);
    known[base] = second;
    known[base + 1] = rows.length;
    for (const row of rows) {
      const from = row * outputs;
      for (let out = 0; out < outputs; out++) known[base + 2 + out]! += table[from + out]!;
    }
    cues[slot] = cuesOf(hash);
    return slot;
  }

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
        add(words, wordRow(hash));
        if (tokens.kind[at] !== Kind.Word) {
          cue |= cuesOf(hash);
          continue;
        }
        const slot = slotOf(text, tokens.start[at]!, tokens.end[at]!, hash);
        const base = slot * width;
        pieceCount += known[base + 1]!;
        for (let out = 0; out < outputs; out++) pieces[out]! += known[base + 2 + out]!;
        cue |= cues[slot]!;
      }
      let relationCount = 0;
      relations(tokens, (row) => {
        relationCount++;
        add(related, row);
      });
      wholes(tokens, cue, (row) => add(whole, row));
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
