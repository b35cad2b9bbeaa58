import type { Calibrated } from './calibrated.ts';
import { blend, complaintLogOdds, namedIn } from './decide.ts';
import { heads, sigmoid } from './heads.ts';
import { linearReader } from './linear.ts';
import { normalise } from './normalise.ts';

/** What the linear part alone hears of a text, whomever we listen for: probabilities. */
export interface Gist {
  /** In the order of `topics`. */
  readonly topics: readonly number[];
  readonly complaint: number;
  readonly saysReported: number;
}

/** Cheap enough for every ticket: no transformer. */
export function gistReader({ linear, fast }: Calibrated): (text: string) => Gist {
  const reader = linearReader(linear);
  const calibration = fast.alone;
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
