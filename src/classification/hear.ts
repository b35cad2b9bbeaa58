import type { Classification } from '../model.ts';
import { calibratedFiles, calibratedOf } from './calibrated.ts';
import type { Utterance } from './classifier.ts';
import { blend, decide, namedIn } from './decide.ts';
import { heads, outputs } from './heads.ts';
import { linearReader } from './linear.ts';
import { type Models, readModels } from './models.ts';
import { normalise } from './normalise.ts';
import { reasons } from './reasons.ts';
import { vocabularyOf } from './tokenise.ts';
import { transformerOf } from './transformer.ts';

export interface Hearer {
  hear(post: Utterance): Promise<Classification>;
}

/** Loads the models of a folder. `fast` leaves the transformer out. */
export async function hearerOf({ folder, fast }: { folder: string; fast: boolean }): Promise<Hearer> {
  const names = [...calibratedFiles, ...(fast ? [] : ['vocabulary.tsv', 'hearing.onnx'])];
  const models = readModels(folder, names);
  const { linear, ...calibrated } = calibratedOf(models);
  const reader = linearReader(linear);
  const calibrations = fast ? calibrated.fast : calibrated.full;
  const transform = fast ? undefined : await transforms(models);
  return {
    async hear({ text, brand, rating }) {
      const normalised = normalise(text, brand);
      const deep = await transform?.(normalised);
      const listening = brand.length > 0;
      const calibration = listening ? calibrations.listening : calibrations.alone;
      const logits = blend(reader.read(normalised), deep, calibration);
      const named = namedIn(normalised);
      return decide(logits, { listening, named, ...(rating === undefined ? {} : { rating }) }, calibration, () =>
        reasons(text, normalised, linear, heads.complaint.from),
      );
    },
  };
}

/** A long text is read in parts, whose logits are averaged. */
async function transforms(models: Models): Promise<(normalised: string) => Promise<Float32Array>> {
  const vocabulary = vocabularyOf(String(models.get('vocabulary.tsv')));
  const transformer = await transformerOf(models.get('hearing.onnx')!);
  return async (normalised) => {
    const parts = vocabulary.parts(normalised);
    const logits = new Float32Array(outputs);
    for (const part of parts) {
      const said = await transformer(part);
      for (let out = 0; out < outputs; out++) logits[out]! += said[out]! / parts.length;
    }
    return logits;
  };
}
