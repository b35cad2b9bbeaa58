import { InferenceSession, Tensor } from 'onnxruntime-node';
import { outputs } from './heads.ts';

/** Logits of one text's ids, in the order of `heads`. */
export type Transformer = (ids: readonly number[]) => Promise<Float32Array>;

/** Loads an ONNX graph with the input `input_ids` and the output `logits`. One text a call: the result of a text then
 *  never depends on its neighbours. */
export async function transformerOf(bytes: Uint8Array): Promise<Transformer> {
  const session = await InferenceSession.create(bytes, {
    intraOpNumThreads: 1,
    interOpNumThreads: 1,
    executionMode: 'sequential',
    graphOptimizationLevel: 'all',
  });
  return async (ids) => {
    const input = new Tensor('int64', BigInt64Array.from(ids, BigInt), [1, ids.length]);
    const { logits } = await session.run({ input_ids: input }, ['logits']);
    if (!(logits?.data instanceof Float32Array) || logits.data.length !== outputs) {
      throw new Error(`hearing.onnx gives no ${outputs} logits`);
    }
    return logits.data;
  };
}
