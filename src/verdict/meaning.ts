import { fileURLToPath } from 'node:url';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { readModels } from '../classification/models.ts';
import { normalise } from '../classification/normalise.ts';
import { vocabularyOf } from '../classification/tokenise.ts';
import type { Post, Ticket } from '../model.ts';

/** How alike what two texts say is, whatever their languages: about 0 for strangers, 0.5 and more for one story. */
export interface Meaning {
  compare(post: Post, ticket: Ticket): Promise<number>;
  /** 384 numbers of length 1 together, before the middle is taken off. */
  directionOf(text: string): Promise<Float32Array>;
  close(): Promise<void>;
}

const mostKept = 2_000;
const mostText = 2_000;
const models = fileURLToPath(new URL('../../models', import.meta.url));
const wanted = ['meaning.onnx', 'meaning.json', 'vocabulary.tsv'];

/** The same, opened at the first comparison, since many a start never compares; a file that is missing or damaged is an
 *  error at once. */
export function meaningWhenAsked(): Meaning {
  readModels(models, wanted);
  let opened: Promise<Meaning> | undefined;
  const open = (): Promise<Meaning> => (opened ??= openMeaning());
  return {
    compare: async (post, ticket) => (await open()).compare(post, ticket),
    directionOf: async (text) => (await open()).directionOf(text),
    close: async () => (await opened)?.close(),
  };
}

/** Opens `models/meaning.onnx` (multilingual-e5-small); half a second and 60 MB. What it reads of a text it keeps for the
 *  next comparison, of the last 2,000 texts. */
export async function openMeaning(): Promise<Meaning> {
  const files = readModels(models, wanted);
  const vocabulary = vocabularyOf(files.get('vocabulary.tsv')!.toString('utf8'));
  const middles = JSON.parse(files.get('meaning.json')!.toString('utf8')) as Record<'post' | 'ticket', number[]>;
  const session = await InferenceSession.create(files.get('meaning.onnx')!, {
    intraOpNumThreads: 1,
    interOpNumThreads: 1,
    executionMode: 'sequential',
    graphOptimizationLevel: 'all',
  });
  const kept = new Map<string, Float32Array>();

  async function directionOf(text: string): Promise<Float32Array> {
    const ids = vocabulary.encode(`query: ${plain(text)}`);
    const input = new Tensor('int64', BigInt64Array.from(ids, BigInt), [1, ids.length]);
    const { embedding } = await session.run({ input_ids: input }, ['embedding']);
    if (!(embedding?.data instanceof Float32Array)) throw new Error('meaning.onnx gives no embedding');
    return embedding.data;
  }

  async function read(text: string, middle: readonly number[]): Promise<Float32Array> {
    const before = kept.get(text);
    if (before) return before;
    const direction = around(await directionOf(text), middle);
    if (kept.size >= mostKept) kept.delete(kept.keys().next().value!);
    kept.set(text, direction);
    return direction;
  }

  return {
    async compare(post, ticket) {
      const a = await read(post.text, middles.post);
      const b = await read(`${ticket.subject}. ${ticket.text}`, middles.ticket);
      return Math.round(a.reduce((sum, value, i) => sum + value * b[i]!, 0) * 10_000) / 10_000;
    },
    directionOf,
    close: () => session.release(),
  };
}

/** Without links, handles and what only looks different. */
function plain(text: string): string {
  const bare = text
    .slice(0, mostText)
    .replace(/https?:\/\/\S{1,500}/g, ' ')
    .replace(/[@#]([\p{L}\p{N}_]{1,80})[.@\w-]*/gu, '$1');
  return normalise(bare, []);
}

/** The direction as seen from the middle of its kind, of length 1: what all posts share says nothing. */
function around(values: Float32Array, middle: readonly number[]): Float32Array {
  const shifted = values.map((value, i) => value - (middle[i] ?? 0));
  const length = Math.sqrt(shifted.reduce((sum, value) => sum + value * value, 0)) || 1;
  return shifted.map((value) => value / length);
}
