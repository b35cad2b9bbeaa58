import { type Classification, type Intent, intents, type Severity, type Span, topics } from '../model.ts';
import { heads, outputs, sigmoid, softmax } from './heads.ts';

/** How the logits of the models become probabilities; fitted by `models/train/calibrate.ts` on companies, products and
 *  kinds that the models had not seen. All lists run over the outputs of `heads`. */
export interface Calibration {
  /** Factors of the linear part's logits, and of the transformer's. */
  readonly linear: readonly number[];
  readonly transformer: readonly number[];
  readonly bias: readonly number[];
  /** The complaint's log-odds from the blended outputs: a factor for each of `complaintInputs`, and a bias. */
  readonly complaint: readonly number[];
  /** From this probability on a topic is named, in the order of `topics`. */
  readonly topicThresholds: readonly number[];
}

/** What a rating says beside the text, in log-odds: evidence, and never the answer. */
const ratingForComplaint = [1.2, 0.8, 0.2, -0.6, -1.2] as const;
const ratingForPositive = [-1, -0.6, 0, 0.6, 1] as const;

/** The blended logits of one text. Without a transformer's, those of the linear part alone. */
export function blend(
  linear: ArrayLike<number>,
  transformer: ArrayLike<number> | undefined,
  calibration: Calibration,
): number[] {
  const blended: number[] = [];
  for (let out = 0; out < outputs; out++) {
    const fromTransformer = transformer ? transformer[out]! * calibration.transformer[out]! : 0;
    blended.push(linear[out]! * calibration.linear[out]! + fromTransformer + calibration.bias[out]!);
  }
  return blended;
}

const part = (logits: readonly number[], head: keyof typeof heads): readonly number[] =>
  logits.slice(heads[head].from, heads[head].to);

const logOdds = (probability: number): number => {
  const bounded = Math.min(Math.max(probability, 1e-6), 1 - 1e-6);
  return Math.log(bounded / (1 - bounded));
};

/** Whom a text names: us, and other accounts. */
export interface Named {
  readonly us: boolean;
  readonly others: boolean;
}

export function namedIn(normalised: string): Named {
  return { us: normalised.includes('@brand'), others: normalised.includes('@user') };
}

/** What the complaint's log-odds are made of: what the heads say of it, and whom the text names. */
export function complaintInputs(logits: readonly number[], named: Named): readonly number[] {
  const about = softmax(part(logits, 'about'));
  const [complaint] = softmax(part(logits, 'intent'));
  const [negative] = softmax(part(logits, 'sentiment'));
  return [
    part(logits, 'complaint')[0]!,
    ...[...about, complaint!, negative!].map(logOdds),
    part(logits, 'ironic')[0]!,
    named.us ? 1 : 0,
    named.others ? 1 : 0,
  ];
}

/** The log-odds of a complaint about us, by the text alone. */
export function complaintLogOdds(logits: readonly number[], named: Named, weights: readonly number[]): number {
  const inputs = complaintInputs(logits, named);
  return inputs.reduce((sum, input, at) => sum + input * weights[at]!, weights[inputs.length]!);
}

/** Probabilities of negative, neutral, positive. */
type Moods = [number, number, number];

export interface Circumstances {
  /** It is known for whom we listen: the sentiment is the one towards them, and not the text's as such. */
  readonly listening: boolean;
  readonly named: Named;
  readonly rating?: number;
}

/** The classification that follows from the blended logits; `because` is asked only for a complaint. */
export function decide(
  logits: readonly number[],
  { listening, named, rating }: Circumstances,
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
  const felt = softmax([negative! - lift, neutral!, positive! + lift]) as Moods;
  const moods = is && listening ? withComplaint(felt, probability) : felt;
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

/** Who complains about us is not content with us: negative is at least midway between what the sentiment's own head
 *  says and the complaint's probability. */
function withComplaint([negative, neutral, positive]: Moods, complaint: number): Moods {
  if (negative >= complaint) return [negative, neutral, positive];
  const raised = (negative + complaint) / 2;
  const rest = (1 - raised) / (1 - negative);
  return [raised, neutral * rest, positive * rest];
}

function sentimentOf([negative, neutral, positive]: Moods): Classification['sentiment'] {
  const highest = Math.max(negative, neutral, positive);
  const label = highest === neutral ? 'neutral' : highest === negative ? 'negative' : 'positive';
  return { label, score: positive - negative };
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

/** Overlooking danger costs more than looking once too often. */
const urgentFrom = 0.3;

/** The middle of the distribution over 1 to 3, for severity is a scale and not a set of kinds; urgent from less on. */
function severityOf(probabilities: readonly number[]): Severity {
  const [, irritation, damage, urgent] = probabilities;
  const sum = irritation! + damage! + urgent!;
  if (urgent! / sum >= urgentFrom) return 3;
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
