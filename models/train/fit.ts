/** Small convex problems: a handful of parameters, all rows at once. */

/** Adds a row's gradient of the loss into `into`. */
export type Gradient = (parameters: Float64Array, row: number, into: Float64Array) => void;

/** Minimises the mean loss of `rows` plus `decay`/2 × the squared distance from `start`, by Adam. */
export function minimise(
  start: readonly number[],
  rows: number,
  gradient: Gradient,
  { decay = 1e-3, steps = 600, rate = 0.03 } = {},
): number[] {
  const parameters = Float64Array.from(start);
  const [sum, first, second] = [start, start, start].map((one) => new Float64Array(one.length)) as [
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  for (let step = 1; step <= steps; step++) {
    sum.fill(0);
    for (let row = 0; row < rows; row++) gradient(parameters, row, sum);
    const pace = rate * Math.min(1, (2 * (steps - step)) / steps);
    for (let at = 0; at < parameters.length; at++) {
      const slope = sum[at]! / rows + decay * (parameters[at]! - start[at]!);
      first[at] = 0.9 * first[at]! + 0.1 * slope;
      second[at] = 0.999 * second[at]! + 0.001 * slope * slope;
      const [mean, size] = [first[at]! / (1 - 0.9 ** step), second[at]! / (1 - 0.999 ** step)];
      parameters[at]! -= (pace * mean) / (Math.sqrt(size) + 1e-9);
    }
  }
  return [...parameters];
}

/** Factors of several inputs and a bias, so that sigmoid(inputs · factors + bias) is the probability of `truth`. */
export function fitSigmoid(
  inputs: readonly (readonly number[])[],
  truth: readonly number[],
  weights: readonly number[],
  start: readonly number[],
  options?: { decay?: number; steps?: number },
): number[] {
  return minimise(
    start,
    inputs.length,
    (parameters, row, into) => {
      const xs = inputs[row]!;
      let odds = parameters[xs.length]!;
      for (let at = 0; at < xs.length; at++) odds += parameters[at]! * xs[at]!;
      const error = weights[row]! * (1 / (1 + Math.exp(-odds)) - truth[row]!);
      for (let at = 0; at < xs.length; at++) into[at]! += error * xs[at]!;
      into[xs.length]! += error;
    },
    options,
  );
}

/** Factors of several models and a bias for each class, for a softmax over the classes. `models[m][row]` are the logits;
 *  `open[row]` says which classes a row may have at all. Each model has one factor, or with `perClass` one for each class;
 *  the answer lists model by model the factors of all classes, and then the biases. */
export function fitSoftmax(
  models: readonly (readonly (readonly number[])[])[],
  truth: readonly number[],
  open: readonly (readonly boolean[])[],
  weights: readonly number[],
  starts: readonly number[],
  perClass: boolean,
): number[] {
  const classes = open[0]!.length;
  const kinds = perClass ? classes : 1;
  const biases = models.length * kinds;
  const factor = (m: number, one: number): number => m * kinds + (perClass ? one : 0);
  const logits = new Float64Array(classes);
  const found = minimise(
    [...starts.flatMap((start) => new Array<number>(kinds).fill(start)), ...new Array<number>(classes).fill(0)],
    truth.length,
    (parameters, row, into) => {
      let sum = 0;
      for (let one = 0; one < classes; one++) {
        if (!open[row]![one]) continue;
        let logit = parameters[biases + one]!;
        for (const [m, rows] of models.entries()) logit += parameters[factor(m, one)]! * rows[row]![one]!;
        logits[one] = Math.exp(logit);
        sum += logits[one]!;
      }
      for (let one = 0; one < classes; one++) {
        if (!open[row]![one]) continue;
        const error = weights[row]! * (logits[one]! / sum - (truth[row] === one ? 1 : 0));
        for (const [m, rows] of models.entries()) into[factor(m, one)]! += error * rows[row]![one]!;
        into[biases + one]! += error;
      }
    },
  );
  const everyClass = Array.from({ length: classes }, (_, one) => one);
  return [
    ...models.flatMap((_, m) => everyClass.map((one) => found[factor(m, one)]!)),
    ...everyClass.map((one) => found[biases + one]!),
  ];
}
