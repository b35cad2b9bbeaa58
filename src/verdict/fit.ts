import { type Feature, features, type Weights } from './weights.ts';

/** One post and one ticket, and whether the ticket is that person's report of that issue. */
export interface Example {
  /** In the order of `features`. */
  readonly values: readonly number[];
  readonly same: boolean;
  /** Examples of one post stay together in cross-validation. */
  readonly post: string;
}

const rounds = 60;
/** Nothing is to be learnt where a ticket was made from the very post, and little where the post names its number; another
 *  number never came with a report, and how soon the ticket came would be a shortcut in invented worlds. */
const certain: Readonly<Partial<Record<Feature, number>>> = { url: 14, ticketNumber: 5, otherReference: -5, soon: 1.2 };
/** What can only speak against a report; everything else can only speak for one. */
const against: ReadonlySet<Feature> = new Set([
  'otherReference',
  'conflict',
  'otherPlace',
  'inquiry',
  'vague',
  'rival',
  'otherAmount',
]);

/** Logistic regression with a penalty on leaving `prior` (0 each without one), by Newton's method within bounds. The same
 *  examples give the same weights. No feature speaks against what it stands for. */
export function fit(
  examples: readonly Example[],
  strength: number,
  prior?: Weights,
): Pick<Weights, 'bias' | 'features'> {
  const start = [prior?.bias ?? 0, ...features.map((feature) => certain[feature] ?? prior?.features[feature] ?? 0)];
  const rows = examples.map(({ values, same }) => ({ values: [1, ...values], same: same ? 1 : 0 }));
  const size = start.length;
  const penalty = start.map((_, i) => (i === 0 && !prior ? 1e-6 : strength));

  /** What is lost with these weights: to be made small. */
  function lossOf(weights: readonly number[]): number {
    let loss = 0;
    for (const { values, same } of rows) {
      const odds = product(values, weights);
      loss += Math.max(odds, 0) + Math.log1p(Math.exp(-Math.abs(odds))) - same * odds;
    }
    return weights.reduce((sum, weight, i) => sum + (penalty[i]! / 2) * (weight - start[i]!) ** 2, loss);
  }

  let weights: readonly number[] = start;
  let loss = lossOf(weights);
  for (let round = 0; round < rounds; round++) {
    const gradient = weights.map((weight, i) => -penalty[i]! * (weight - start[i]!));
    const curvature = Array.from({ length: size }, (_, i) => {
      const row = new Array<number>(size).fill(0);
      row[i] = penalty[i]!;
      return row;
    });
    for (const { values, same } of rows) {
      const probability = 1 / (1 + Math.exp(-product(values, weights)));
      const error = same - probability;
      const spread = probability * (1 - probability);
      for (let i = 0; i < size; i++) {
        if (values[i] === 0) continue;
        gradient[i]! += error * values[i]!;
        for (let j = 0; j < size; j++) curvature[i]![j]! += spread * values[i]! * values[j]!;
      }
    }
    const free = weights.flatMap((weight, i) => (isFree(i, weight, gradient[i]!) ? [i] : []));
    const step = solve(
      free.map((i) => free.map((j) => curvature[i]![j]!)),
      free.map((i) => gradient[i]!),
    );
    const before = weights;
    const after = (part: number): number[] => {
      const moved = [...before];
      for (const [at, i] of free.entries()) moved[i] = bounded(i, before[i]! + part * step[at]!);
      return moved;
    };
    let part = 1;
    let next = after(part);
    let found = lossOf(next);
    while (found > loss && part > 1e-6) {
      part /= 2;
      next = after(part);
      found = lossOf(next);
    }
    if (found >= loss - 1e-9) break;
    [weights, loss] = [next, found];
  }
  const named = features.map((feature, i): [Feature, number] => [feature, rounded(weights[i + 1]!)]);
  return { bias: rounded(weights[0]!), features: Object.fromEntries(named) as Record<Feature, number> };
}

function product(values: readonly number[], weights: readonly number[]): number {
  let sum = 0;
  for (let i = 0; i < weights.length; i++) sum += values[i]! * weights[i]!;
  return sum;
}

/** Whether a weight may go where the slope leads. */
function isFree(i: number, weight: number, slope: number): boolean {
  if (i === 0) return true;
  if (features[i - 1]! in certain) return false;
  return weight !== 0 || slope > 0 !== against.has(features[i - 1]!);
}

function bounded(i: number, weight: number): number {
  if (i === 0) return weight;
  return against.has(features[i - 1]!) ? Math.min(0, weight) : Math.max(0, weight);
}

/** Gaussian elimination with pivoting; the matrix is positive definite. */
function solve(matrix: readonly (readonly number[])[], right: readonly number[]): number[] {
  const rows = matrix.map((row, i) => [...row, right[i]!]);
  const size = rows.length;
  for (let column = 0; column < size; column++) {
    let pivot = column;
    for (let row = column + 1; row < size; row++) {
      if (Math.abs(rows[row]![column]!) > Math.abs(rows[pivot]![column]!)) pivot = row;
    }
    [rows[column], rows[pivot]] = [rows[pivot]!, rows[column]!];
    for (let row = column + 1; row < size; row++) {
      const factor = rows[row]![column]! / rows[column]![column]!;
      for (let i = column; i <= size; i++) rows[row]![i]! -= factor * rows[column]![i]!;
    }
  }
  const solution = new Array<number>(size).fill(0);
  for (let row = size - 1; row >= 0; row--) {
    let sum = rows[row]![size]!;
    for (let i = row + 1; i < size; i++) sum -= rows[row]![i]! * solution[i]!;
    solution[row] = sum / rows[row]![row]!;
  }
  return solution;
}

function rounded(weight: number): number {
  return Math.round(weight * 1000) / 1000;
}
