import { type Classification, type Intent, intents, type Severity, type Span, topics } from '../model.ts';
import { heads, outputs, sigmoid, softmax } from './heads.ts';

/** How the logits of the models become probabilities; fitted by `models/train/calibrate.ts` on companies, products and
 *  kinds that the models had not seen. All lists run over the outputs of `heads`. */
export interface Calibration {
  /** Factors of the linear part's logits, and of the transformer's. */
  readonly linear: readonly number[];
  readonly transformer: readonly number[];
  readonly bias: readonly number[];
  /** The complaint's log-odds from the blended outputs. */
  readonly complaint: ComplaintWeights;
  /** From this probability on a topic is named, in the order of `topics`. */
  readonly topicThresholds: readonly number[];
}

export interface ComplaintWeights {
  readonly complaint: number;
  readonly aboutUs: number;
  readonly intent: number;
  readonly negative: number;
  readonly named: number;
  readonly bias: number;
}

/** What a rating says beside the text, in log-odds: evidence, and never the answer. */
const ratingForComplaint = [1.2, 0.8, 0.2, -0.6, -1.2] as const;
const ratingForPositive = [-1.5, -1, 0, 1, 1.5] as const;

/** The blended logits of one text. Without a transformer's, those of the linear part alone. */
export function blend(
  linear: ArrayLike<number>,
  transformer: ArrayLike<number> | undefined,
  calibration: Calibration,
): number[] {
  return Array.from({ length: outputs }, (_, out) => {
    const fromTransformer = transformer ? transformer[out]! * calibration.transformer[out]! : 0;
    return linear[out]! * calibration.linear[out]! + fromTransformer + calibration.bias[out]!;
  });
}

const part = (logits: readonly number[], head: keyof typeof heads): readonly number[] =>
  logits.slice(heads[head].from, heads[head].to);

const logOdds = (probability: number): number => {
  const bounded = Math.min(Math.max(probability, 1e-6), 1 - 1e-6);
  return Math.log(bounded / (1 - bounded));
};

/** What the complaint's log-odds are made of, in the order of `ComplaintWeights` without its bias. */
export function complaintInputs(logits: readonly number[], named: boolean): readonly number[] {
  const [us] = softmax(part(logits, 'about'));
  const [complaint] = softmax(part(logits, 'intent'));
  const [negative] = softmax(part(logits, 'sentiment'));
  return [part(logits, 'complaint')[0]!, logOdds(us!), logOdds(complaint!), logOdds(negative!), named ? 1 : 0];
}

/** The log-odds of a complaint about us, by the text alone. */
export function complaintLogOdds(logits: readonly number[], named: boolean, weights: ComplaintWeights): number {
  const factors = [weights.complaint, weights.aboutUs, weights.intent, weights.negative, weights.named];
  return complaintInputs(logits, named).reduce((sum, input, at) => sum + input * factors[at]!, weights.bias);
}

export interface Circumstances {
  /** Our name is in the text. */
  readonly named: boolean;
  readonly rating?: number;
}

/** The classification that follows from the blended logits; `because` is asked only for a complaint. */
export function decide(
  logits: readonly number[],
  { named, rating }: Circumstances,
  calibration: Calibration,
  because: () => readonly Span[],
): Classification {
  const star = rating === undefined ? undefined : Math.min(4, Math.max(0, Math.round(rating) - 1));
  const odds =
    complaintLogOdds(logits, named, calibration.complaint) + (star === undefined ? 0 : ratingForComplaint[star]!);
  const probability = sigmoid(odds);
  const is = probability >= 0.5;
  const [negative, neutral, positive] = part(logits, 'sentiment');
  const lift = star === undefined ? 0 : ratingForPositive[star]!;
  const moods = softmax([negative! - lift, neutral!, positive! + lift]);
  const [, other] = softmax(part(logits, 'about'));
  return {
    sentiment: sentimentOf(moods),
    complaint: { is, probability, because: is ? because() : [] },
    aboutUs: 1 - other!,
    intent: intentOf(softmax(part(logits, 'intent')), is),
    severity: is ? severityOf(softmax(part(logits, 'severity'))) : 0,
    topics: topicsOf(part(logits, 'topics').map(sigmoid), calibration.topicThresholds, is),
    saysReported: sigmoid(part(logits, 'reported')[0]!),
  };
}

function sentimentOf(moods: readonly number[]): Classification['sentiment'] {
  const [negative, neutral, positive] = moods;
  const highest = Math.max(...moods);
  const label = highest === neutral ? 'neutral' : highest === negative ? 'negative' : 'positive';
  return { label, score: positive! - negative! };
}

const ofComplaints: ReadonlySet<Intent> = new Set(['complaint', 'question', 'request']);

/** A complaint may be put as a question or a request; what is no complaint has any other intent. */
function intentOf(probabilities: readonly number[], isComplaint: boolean): Intent {
  const fits = (intent: Intent): boolean => (isComplaint ? ofComplaints.has(intent) : intent !== 'complaint');
  return intents.reduce((best, intent, at) => {
    const better = probabilities[at]! > probabilities[intents.indexOf(best)]!;
    return fits(intent) && (!fits(best) || better) ? intent : best;
  });
}

/** The middle of the distribution over 1 to 3: severity is a scale, not a set of kinds. */
function severityOf(probabilities: readonly number[]): Severity {
  const [, irritation, damage, urgent] = probabilities;
  const sum = irritation! + damage! + urgent!;
  if (urgent! / sum >= 0.5) return 3;
  return (damage! + urgent!) / sum >= 0.5 ? 2 : 1;
}

function topicsOf(
  probabilities: readonly number[],
  thresholds: readonly number[],
  isComplaint: boolean,
): Classification['topics'] {
  const all = topics
    .map((topic, at) => ({ topic, probability: probabilities[at]!, over: probabilities[at]! >= thresholds[at]! }))
    .sort((a, b) => b.probability - a.probability);
  const named = all.filter(({ over }) => over);
  const shown = named.length === 0 && isComplaint ? all.slice(0, 1) : named;
  return shown.map(({ topic, probability }) => ({ topic, probability }));
}
