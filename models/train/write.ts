import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buckets } from '../../src/classification/features.ts';
import { outputs } from '../../src/classification/heads.ts';
import type { Weights } from './learn.ts';

/** The table in signed bytes, and what one unit is worth for each output. The few weights beyond six times the usual
 *  size of the larger ones are cut off. */
export function quantise({ table }: Weights): { bytes: Int8Array; scales: number[] } {
  const scales = Array.from({ length: outputs }, (_, out) => {
    const sizes = Float32Array.from({ length: buckets }, (_, row) => Math.abs(table[row * outputs + out]!)).sort();
    return (sizes[Math.floor(buckets * 0.9999)]! || 1) / 127;
  });
  const bytes = new Int8Array(buckets * outputs);
  for (let at = 0; at < bytes.length; at++) {
    bytes[at] = Math.max(-127, Math.min(127, Math.round(table[at]! / scales[at % outputs]!)));
  }
  return { bytes, scales };
}

export function writeJson(file: string, value: unknown): void {
  const text = JSON.stringify(
    value,
    (_, one: unknown) => (typeof one === 'number' ? Number(one.toPrecision(6)) : one),
    1,
  );
  // Rows of numbers on one line each.
  writeFileSync(file, `${text.replace(/\[[^[\]{}"]*\]/g, (row) => row.replace(/\s+/g, ' '))}\n`);
}

/** What the product reads from `models/`. */
const sealed = ['calibration.json', 'linear.bin', 'vocabulary.tsv', 'hearing.onnx', 'meaning.onnx', 'meaning.json'];

/** Writes `manifest.json`: length and SHA-256 of every file that the product reads. */
export function seal(folder: string): void {
  const files = sealed
    .filter((name) => existsSync(join(folder, name)))
    .map((name) => {
      const bytes = readFileSync(join(folder, name));
      return { name, bytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') };
    });
  writeFileSync(join(folder, 'manifest.json'), `${JSON.stringify({ files }, null, 2)}\n`);
}
