import type { Calibration } from './decide.ts';
import { type Linear, linearOf } from './linear.ts';
import type { Models } from './models.ts';

/** The linear part, and how the logits of both models become probabilities. */
export interface Calibrated {
  readonly linear: Linear;
  /** For the linear part alone. */
  readonly fast: Calibrations;
  /** For both models together. */
  readonly full: Calibrations;
}

/** Where it is known for whom we listen, and where a text stands alone. */
interface Calibrations {
  readonly listening: Calibration;
  readonly alone: Calibration;
}

export const calibratedFiles = ['calibration.json', 'linear.bin'];

/** Throws where the sizes do not fit. */
export function calibratedOf(models: Models): Calibrated {
  const { linear, fast, full } = JSON.parse(String(models.get('calibration.json'))) as Omit<Calibrated, 'linear'> & {
    readonly linear: { readonly scales: number[]; readonly bias: number[] };
  };
  return { linear: linearOf(models.get('linear.bin')!, linear.scales, linear.bias), fast, full };
}
