/** The outputs of both models, in one order: `logits[from…to)` of each head. */
export const heads = {
  sentiment: { from: 0, to: 3, link: 'softmax' },
  complaint: { from: 3, to: 4, link: 'sigmoid' },
  about: { from: 4, to: 7, link: 'softmax' },
  intent: { from: 7, to: 14, link: 'softmax' },
  topics: { from: 14, to: 28, link: 'sigmoid' },
  severity: { from: 28, to: 32, link: 'softmax' },
  reported: { from: 32, to: 33, link: 'sigmoid' },
  ironic: { from: 33, to: 34, link: 'sigmoid' },
} as const;
export type HeadName = keyof typeof heads;

export const outputs = 34;

export const sigmoid = (logit: number): number => 1 / (1 + Math.exp(-logit));

/** Probabilities of `logits`, which may be of any length. */
export function softmax(logits: readonly number[]): number[] {
  const highest = Math.max(...logits);
  const powers = logits.map((logit) => Math.exp(logit - highest));
  const sum = powers.reduce((total, power) => total + power, 0);
  return powers.map((power) => power / sum);
}
