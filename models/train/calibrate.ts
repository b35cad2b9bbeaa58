/**
 * Fits how the logits of the two models become probabilities, on texts of companies, products and kinds that neither
 * had seen; prints the scores, and with `--write` puts `fast` and `full` into `models/calibration.json`.
 * Arguments: see `held-out.ts`.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Calibration } from '../../src/classification/decide.ts';
import { fitBoth, type Kind } from './calibration.ts';
import { models, readHeldOut } from './held-out.ts';
import { report } from './report.ts';
import { seal, writeJson } from './write.ts';

const { heard, write } = readHeldOut();
console.log(`${heard.length} held-out texts with both logits`);
const calibrations = new Map<Kind, { listening: Calibration; alone: Calibration }>();
for (const kind of ['fast', 'transformer', 'full'] as const) {
  console.log(`\n== ${kind}`);
  report(heard, kind);
  calibrations.set(kind, fitBoth(heard, kind));
}
if (write) {
  const file = join(models, 'calibration.json');
  const before = JSON.parse(readFileSync(file, 'utf8')) as object;
  writeJson(file, { ...before, fast: calibrations.get('fast'), full: calibrations.get('full') });
  seal(models);
}
