import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { buckets, featuresOf } from '../../src/classification/features.ts';
import { outputs } from '../../src/classification/heads.ts';
import { linearOf, linearReader } from '../../src/classification/linear.ts';
import { normalise } from '../../src/classification/normalise.ts';
import { reasons } from '../../src/classification/reasons.ts';

const models = new URL('../../models/', import.meta.url);
const { linear: numbers } = JSON.parse(readFileSync(new URL('calibration.json', models), 'utf8')) as {
  linear: { scales: number[]; bias: number[] };
};
const linear = linearOf(readFileSync(new URL('linear.bin', models)), numbers.scales, numbers.bias);

const texts = [
  '',
  '!',
  'Top hoor @kabelaar, weer een uur in de wacht 🙃 en dan opgehangen!!!',
  'Mijn bestelling zou dinsdag komen. Het is nu vrijdag.',
  "I can't log in for 3 days. No reply to my e-mails :( #fail",
  'GEEN KLACHTEN, nooit problemen gehad. Niet normaal zo snel 👍🏽',
  'Привет 日本語 ½ ŉ ﷽',
  'ja '.repeat(3000),
];

describe('the linear part', () => {
  it('adds up exactly the features that it was trained on', () => {
    const { read } = linearReader(linear);
    for (const text of [...texts, ...texts]) {
      const normalised = normalise(text, ['Kabelaar', '@kabelaar']);
      const { rows, values } = featuresOf(normalised);
      const expected = Array.from({ length: outputs }, (_, out) =>
        rows.reduce(
          (sum, row, at) => sum + linear.table[row * outputs + out]! * linear.scales[out]! * values[at]!,
          linear.bias[out]!,
        ),
      );
      const logits = [...read(normalised)];
      for (const [out, logit] of logits.entries()) expect(logit).toBeCloseTo(expected[out]!, 3);
    }
  });

  it('gives the same result whatever was read before', () => {
    const { read } = linearReader(linear);
    const text = normalise(texts[2]!, ['Kabelaar']);
    const alone = [...read(text)];
    // More words than the memory for words has places.
    for (let at = 0; at < 1500; at++) read(Array.from({ length: 30 }, (_, word) => `woord${at * 30 + word}`).join(' '));
    expect([...read(text)]).toEqual(alone);
  });

  it('refuses weights of another size', () => {
    expect(() => linearOf(new Uint8Array(100), numbers.scales, numbers.bias)).toThrow('have 100 bytes');
    expect(buckets * outputs).toBe(linear.table.length);
  });
});

describe('the reasons for a complaint', () => {
  const brand = ['Kabelaar', '@kabelaar'];
  const of = (text: string) => reasons(text, normalise(text, brand), linear, 3);

  it('are parts of the original text, at its own offsets', () => {
    const text = '“Héél slécht”, @kabelaar… https://x.nl/a  weer een uuuuuur in de wacht, en niemand die opneemt 😡';
    const spans = of(text);
    expect(spans.length).toBeGreaterThan(0);
    for (const span of spans) expect(text.slice(span.start, span.end)).toBe(span.text);
  });

  it('are whole words, in order, apart from each other, and never small words alone', () => {
    const text =
      'Al drie weken wacht ik op mijn geld. Gebeld, gemaild, niemand reageert. De monteur kwam niet opdagen en de factuur klopt ook niet.';
    const spans = of(text);
    expect(spans.length).toBeLessThanOrEqual(3);
    for (const [at, { start, end }] of spans.entries()) {
      expect(text.slice(start - 1, start)).toMatch(/^[^\p{L}\p{N}]?$/u);
      expect(text.slice(end, end + 1)).toMatch(/^[^\p{L}\p{N}]?$/u);
      if (at > 0) expect(start).toBeGreaterThan(spans[at - 1]!.end);
    }
    expect(of('de het een en')).toEqual([]);
  });

  it('never contain our own name alone', () => {
    for (const { text } of of('@kabelaar kabelaar Kabelaar! weer storing')) expect(text).not.toMatch(/^@?kabelaar$/i);
  });
});
