import { blend, type Calibration, complaintLogOdds, namedIn } from './decide.ts';
import { heads, sigmoid } from './heads.ts';
import { linearOf, linearReader } from './linear.ts';
import { type Models, readModels } from './models.ts';
import { normalise } from './normalise.ts';

/** What the linear part alone hears of a text, whomever we listen for: probabilities. */
export interface Gist {
  /** In the order of `topics`. */
  readonly topics: readonly number[];
  readonly complaint: number;
  readonly saysReported: number;
}

export const gistFiles = ['calibration.json', 'linear.bin'];

/** Loads the linear part of a folder of models; a text then takes a tenth of a millisecond, so that it serves for tickets
 *  too. */
export function gistReader(folder: string): (text: string) => Gist {
  const models: Models = readModels(folder, gistFiles);
  const numbers = JSON.parse(String(models.get('calibration.json'))) as {
    readonly linear: { readonly scales: number[]; readonly bias: number[] };
    readonly fast: { readonly alone: Calibration };
  };
  const reader = linearReader(linearOf(models.get('linear.bin')!, numbers.linear.scales, numbers.linear.bias));
  const calibration = numbers.fast.alone;
  return (text) => {
    const normalised = normalise(text, []);
    const logits = blend(reader.read(normalised), undefined, calibration);
    return {
      topics: logits.slice(heads.topics.from, heads.topics.to).map(sigmoid),
      complaint: sigmoid(complaintLogOdds(logits, namedIn(normalised), calibration.complaint)),
      saysReported: sigmoid(logits[heads.reported.from]!),
    };
  };
}
