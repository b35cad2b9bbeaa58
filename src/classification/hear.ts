import type { Classification } from '../model.ts';
import type { Utterance } from './classifier.ts';
import { blend, type Calibration, decide } from './decide.ts';
import { heads } from './heads.ts';
import { linearOf, linearReader } from './linear.ts';
import { readModels } from './models.ts';
import { normalise } from './normalise.ts';
import { reasons } from './reasons.ts';

interface CalibrationFile {
  readonly linear: { readonly scales: number[]; readonly bias: number[] };
  readonly fast: Calibration;
}

/** Loads the models of a folder; what it returns hears one text. `fast` leaves the transformer out. */
export async function hearer({
  folder,
}: {
  folder: string;
  fast: boolean;
}): Promise<(post: Utterance) => Promise<Classification>> {
  const models = readModels(folder, ['calibration.json', 'linear.bin']);
  const { linear: numbers, fast } = JSON.parse(String(models.get('calibration.json'))) as CalibrationFile;
  const linear = linearOf(models.get('linear.bin')!, numbers.scales, numbers.bias);
  const reader = linearReader(linear);
  return async (post) => {
    const normalised = normalise(post.text, post.brand);
    const logits = blend(reader.read(normalised), undefined, fast);
    const named = normalised.includes('@brand');
    const rating = post.rating === undefined ? {} : { rating: post.rating };
    return decide(logits, { named, ...rating }, fast, () =>
      reasons(post.text, normalised, linear, heads.complaint.from),
    );
  };
}
