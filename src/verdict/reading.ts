import { InferenceSession, Tensor } from 'onnxruntime-node';
import { calibratedOf } from '../classification/calibrated.ts';
import { type Gist, gistReader } from '../classification/gist.ts';
import { readModels } from '../classification/models.ts';
import { normalise } from '../classification/normalise.ts';
import { vocabularyOf } from '../classification/tokenise.ts';
import { topics } from '../model.ts';
import { type Alike, files, folder } from './meaning.ts';
import { withoutReferences } from './reference.ts';

/** The model of meaning in this thread. What it reads of a text it keeps, of the last 2,000 texts. */
export interface Reader {
  read(text: string): Promise<Reading>;
  /** The direction of each piece in its text, 384 numbers each, before the middle is taken off. */
  directionsOf(text: string): Promise<Float32Array>;
}

const mostKept = 2_000;
const mostText = 2_000;

export async function readerOf(): Promise<Reader> {
  const models = readModels(folder, files);
  const vocabulary = vocabularyOf(models.get('vocabulary.tsv')!.toString('utf8'));
  const gistOf = gistReader(calibratedOf(models));
  const middle = (JSON.parse(models.get('meaning.json')!.toString('utf8')) as { middle: number[] }).middle;
  const session = await InferenceSession.create(models.get('meaning.onnx')!, {
    intraOpNumThreads: 1,
    interOpNumThreads: 1,
    executionMode: 'sequential',
    graphOptimizationLevel: 'all',
  });
  const kept = new Map<string, Reading>();

  async function run(ids: readonly number[]): Promise<Float32Array> {
    const input = new Tensor('int64', BigInt64Array.from(ids, BigInt), [1, ids.length]);
    const { tokens } = await session.run({ input_ids: input }, ['tokens']);
    if (!(tokens?.data instanceof Float32Array)) throw new Error('meaning.onnx gives no tokens');
    return tokens.data;
  }
  const idsOf = (text: string): number[] => vocabulary.encode(`query: ${plain(text)}`);

  return {
    async read(text) {
      const before = kept.get(text);
      if (before) return before;
      const ids = idsOf(text);
      const directions = directionsOf(ids.map(vocabulary.rarityOf), await run(ids), middle);
      const reading = { ...directions, gist: gistOf(text.slice(0, mostText)) };
      if (kept.size >= mostKept) kept.delete(kept.keys().next().value!);
      kept.set(text, reading);
      return reading;
    },
    directionsOf: (text) => run(idsOf(text)),
  };
}

/** The pieces of a text that tell something: what each tells, and its direction in signed bytes. */
interface Directions {
  readonly weights: Float32Array;
  readonly directions: Int8Array;
}
export interface Reading extends Directions {
  readonly gist: Gist;
}

const size = 384;
const scale = 127;
/** `<s>`, `query` and `:`. */
const lead = 3;
/** Natural logarithms: pieces commoner than this tell nothing, and none tells more than so much. */
const commonest = 7;
const most = 6;
/** Likeness of two texts that have nothing to do with each other, and of two that tell one story. */
const strangers = 0.2;
const oneStory = 0.6;

function directionsOf(rarity: readonly number[], values: Float32Array, middle: readonly number[]): Directions {
  const telling = rarity.flatMap((rare, at) => (at >= lead && rare > commonest ? [at] : []));
  const directions = new Int8Array(telling.length * size);
  const direction = new Float64Array(size);
  for (const [row, at] of telling.entries()) {
    let square = 0;
    for (let i = 0; i < size; i++) {
      direction[i] = values[at * size + i]! - middle[i]!;
      square += direction[i]! ** 2;
    }
    const factor = scale / (Math.sqrt(square) || 1);
    for (let i = 0; i < size; i++) directions[row * size + i] = Math.round(direction[i]! * factor);
  }
  return { weights: Float32Array.from(telling, (at) => Math.min(most, rarity[at]! - commonest)), directions };
}

/** Each piece looks for the likest on the other side. */
export function align(a: Reading, b: Reading): Alike {
  const bestA = new Float64Array(a.weights.length);
  const bestB = new Float64Array(b.weights.length);
  for (let i = 0; i < bestA.length; i++) {
    for (let j = 0; j < bestB.length; j++) {
      let dot = 0;
      for (let k = 0; k < size; k++) dot += a.directions[i * size + k]! * b.directions[j * size + k]!;
      if (dot > bestA[i]!) bestA[i] = dot;
      if (dot > bestB[j]!) bestB[j] = dot;
    }
  }
  return {
    told: share(bestA, a.weights),
    asked: share(bestB, b.weights),
    topics: rounded(topicsAlike(a.gist, b.gist)),
    complaint: rounded(b.gist.complaint),
    saysReported: rounded(a.gist.saysReported),
  };
}

const named = topics.indexOf('other');

/** The cosine of what both are about, `other` left out. */
function topicsAlike(a: Gist, b: Gist): number {
  let [product, left, right] = [0, 0, 0];
  for (let at = 0; at < named; at++) {
    product += a.topics[at]! * b.topics[at]!;
    left += a.topics[at]! ** 2;
    right += b.topics[at]! ** 2;
  }
  return product / Math.sqrt(left * right || 1);
}

function rounded(value: number): number {
  return Math.round(1_000 * value) / 1_000;
}

function share(best: Float64Array, weights: Float32Array): number {
  let [found, all] = [0, 0];
  weights.forEach((weight, at) => {
    found += weight * best[at]!;
    all += weight;
  });
  const likeness = all === 0 ? 0 : found / all / scale ** 2;
  return rounded(Math.min(1.2, Math.max(0, (likeness - strangers) / (oneStory - strangers))));
}

/** Without links, handles, numbers of orders and the like, and what only looks different. */
function plain(text: string): string {
  const bare = withoutReferences(text.slice(0, mostText))
    .replace(/https?:\/\/\S{1,500}/g, ' ')
    .replace(/[@#]([\p{L}\p{N}_]{1,80})[.@\w-]*/gu, '$1');
  return normalise(bare, []);
}
