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

/** Logistic regression with a penalty on leaving `prior` (0 each without one), by Newton's method. The same examples give
 *  the same weights. No feature speaks against what it stands for. */
export function fit(
  examples: readonly Example[],
  strength: number,
  prior?: Weights,
): Pick<Weights, 'bias' | 'features'> {
  const size = features.length + 1;
  const start = [prior?.bias ?? 0, ...features.map((feature) => certain[feature] ?? prior?.features[feature] ?? 0)];
  const weights = [...start];
  const rows = examples.map(({ values }) => [1, ...values]);
  for (let round = 0; round < rounds; round++) {
    const gradient = new Array<number>(size).fill(0);
    const curvature = Array.from({ length: size }, (_, i) => {
      const row = new Array<number>(size).fill(0);
      row[i] = i === 0 && !prior ? 1e-6 : i > 0 && features[i - 1]! in certain ? 1e9 : strength;
      return row;
    });
    for (let i = 0; i < size; i++) gradient[i] = -curvature[i]![i]! * (weights[i]! - start[i]!);
    rows.forEach((row, at) => {
      const odds = row.reduce((sum, value, i) => sum + value * weights[i]!, 0);
      const probability = 1 / (1 + Math.exp(-odds));
      const error = (examples[at]!.same ? 1 : 0) - probability;
      const spread = probability * (1 - probability);
      for (let i = 0; i < size; i++) {
        if (row[i] === 0) continue;
        gradient[i]! += error * row[i]!;
        for (let j = 0; j < size; j++) curvature[i]![j]! += spread * row[i]! * row[j]!;
      }
    });
    const step = solve(curvature, gradient);
    let moved = 0;
    for (let i = 0; i < size; i++) {
      const before = weights[i]!;
      const next = before + Math.max(-2, Math.min(2, step[i]!));
      weights[i] = i === 0 ? next : against.has(features[i - 1]!) ? Math.min(0, next) : Math.max(0, next);
      moved = Math.max(moved, Math.abs(weights[i]! - before));
    }
    if (moved < 1e-6) break;
  }
  const named = features.map((feature, i): [Feature, number] => [feature, rounded(weights[i + 1]!)]);
  return { bias: rounded(weights[0]!), features: Object.fromEntries(named) as Record<Feature, number> };
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
