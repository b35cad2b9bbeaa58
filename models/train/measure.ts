/** Scores of predictions, as the card and the scripts print them. */

/** Macro-F1 of integer labels; classes that never occur in the truth are left out. */
export function macroF1(truth: readonly number[], heard: readonly number[]): number {
  const classes = [...new Set(truth)];
  return mean(
    classes.map((one) =>
      f1(
        truth.map((t) => t === one),
        heard.map((h) => h === one),
      ),
    ),
  );
}

export function f1(truth: readonly boolean[], heard: readonly boolean[]): number {
  let [hit, wrong, missed] = [0, 0, 0];
  for (const [at, is] of truth.entries()) {
    if (is && heard[at]) hit++;
    else if (is) missed++;
    else if (heard[at]) wrong++;
  }
  return hit === 0 ? 0 : (2 * hit) / (2 * hit + wrong + missed);
}

export const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / (values.length || 1);

export const accuracy = (truth: readonly number[], heard: readonly number[]): number =>
  mean(truth.map((t, at) => (t === heard[at] ? 1 : 0)));

/** Area under the ROC curve. */
export function auc(truth: readonly boolean[], scores: readonly number[]): number {
  const order = scores.map((score, at) => ({ score, is: truth[at]! })).sort((a, b) => a.score - b.score);
  let ranks = 0;
  for (let at = 0; at < order.length; ) {
    let next = at;
    while (next < order.length && order[next]!.score === order[at]!.score) next++;
    const rank = (at + 1 + next) / 2;
    for (; at < next; at++) if (order[at]!.is) ranks += rank;
  }
  const yes = truth.filter(Boolean).length;
  const no = truth.length - yes;
  return yes === 0 || no === 0 ? Number.NaN : (ranks - (yes * (yes + 1)) / 2) / (yes * no);
}

/** Expected calibration error over ten equal bins. */
export function calibrationError(truth: readonly boolean[], probabilities: readonly number[]): number {
  const bins = Array.from({ length: 10 }, () => ({ sum: 0, yes: 0, count: 0 }));
  for (const [at, probability] of probabilities.entries()) {
    const bin = bins[Math.min(9, Math.floor(probability * 10))]!;
    bin.sum += probability;
    bin.yes += truth[at] ? 1 : 0;
    bin.count++;
  }
  return bins.reduce((sum, { sum: p, yes, count }) => sum + (count === 0 ? 0 : Math.abs(p - yes)), 0) / truth.length;
}

/** The 95 % interval of a score of rows drawn again and again. */
export function bootstrap<Item>(
  items: readonly Item[],
  score: (items: readonly Item[]) => number,
  draw: () => number,
  times = 200,
): readonly [number, number] {
  const scores = Array.from({ length: times }, () =>
    score(items.map(() => items[Math.floor(draw() * items.length)]!)),
  ).sort((a, b) => a - b);
  return [scores[Math.floor(times * 0.025)]!, scores[Math.floor(times * 0.975)]!];
}

/** Micro-F1 of several labels at once, where the annotators agree: a truth of ½ is left out. */
export function microF1(truth: readonly (readonly number[])[], heard: readonly (readonly boolean[])[]): number {
  const agreed = truth.flat().flatMap((one, at) => (one === 0.5 ? [] : [{ one: one === 1, at }]));
  const said = heard.flat();
  return f1(
    agreed.map(({ one }) => one),
    agreed.map(({ at }) => said[at]!),
  );
}
