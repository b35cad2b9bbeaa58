import { type Mention, type Topic, topics, type VerdictLabel, verdictLabels } from '../model.ts';
import { pseudonymous } from './pseudonymous.ts';

/** How many complaints there were of each verdict. */
export type Verdicts = Readonly<Record<VerdictLabel, number>>;

export interface TopicSummary {
  readonly topic: Topic;
  readonly volume: number;
  readonly before: number;
  readonly verdicts: Verdicts;
  /** Of the complaints with a known verdict, 0…1; `null` where none is known. */
  readonly neverReported: number | null;
  /** Pseudonymous, at most three, the gravest first. */
  readonly quotes: readonly { readonly text: string; readonly source: string; readonly verdict: VerdictLabel }[];
}

export interface Summary {
  readonly week: string;
  readonly mentions: number;
  readonly complaints: number;
  readonly complaintsBefore: number;
  readonly praise: number;
  readonly copies: number;
  readonly verdicts: Verdicts;
  readonly neverReported: number | null;
  /** Complaints a day, Monday first. */
  readonly days: readonly Verdicts[];
  /** With at least one complaint this week or the week before, the largest first. */
  readonly topics: readonly TopicSummary[];
  readonly sources: readonly { readonly source: string; readonly mentions: number; readonly complaints: number }[];
}

interface Candidate {
  readonly text: string;
  readonly source: string;
  readonly author: string;
  readonly verdict: VerdictLabel;
  readonly weight: number;
}

const mostQuotes = 3;
const keptCandidates = 12;

/** Sums up one week, a mention at a time: `add` everything of the week and of the week before, then `finish`. */
export function startSummary(week: string, dayOf: (instant: string) => number, ours: readonly string[] = []) {
  let mentions = 0;
  let complaints = 0;
  let complaintsBefore = 0;
  let praise = 0;
  let copies = 0;
  const verdicts = none();
  const days = Array.from({ length: 7 }, none);
  const perTopic = new Map(
    topics.map((topic) => [topic, { volume: 0, before: 0, verdicts: none(), candidates: [] as Candidate[] }]),
  );
  const perSource = new Map<string, { mentions: number; complaints: number }>();

  function add(mention: Mention, when: 'this' | 'before'): void {
    const { classification, post, copyOf } = mention;
    const label = mention.verdict?.label ?? 'unknown';
    const complaint = classification.complaint.is && copyOf === null;
    const about = complaint ? classification.topics.map(({ topic }) => topic) : [];
    if (when === 'before') {
      if (complaint) complaintsBefore += 1;
      for (const topic of about) perTopic.get(topic)!.before += 1;
      return;
    }
    mentions += 1;
    if (copyOf !== null) copies += 1;
    if (classification.intent === 'praise' && copyOf === null) praise += 1;
    const source = perSource.get(post.source) ?? { mentions: 0, complaints: 0 };
    perSource.set(post.source, source);
    source.mentions += 1;
    if (!complaint) return;
    complaints += 1;
    source.complaints += 1;
    verdicts[label] += 1;
    const day = days[dayOf(post.createdAt)];
    if (day) day[label] += 1;
    for (const topic of about) {
      const kept = perTopic.get(topic)!;
      kept.volume += 1;
      kept.verdicts[label] += 1;
      remember(kept.candidates, candidateOf(mention, label, ours));
    }
  }

  function finish(): Summary {
    const used = new Set<string>();
    const summaries = [...perTopic].map(([topic, kept]): TopicSummary => {
      return {
        topic,
        volume: kept.volume,
        before: kept.before,
        verdicts: kept.verdicts,
        neverReported: shareNeverReported(kept.verdicts),
        quotes: pick(kept.candidates, used),
      };
    });
    return {
      week,
      mentions,
      complaints,
      complaintsBefore,
      praise,
      copies,
      verdicts,
      neverReported: shareNeverReported(verdicts),
      days,
      topics: summaries
        .filter(({ volume, before }) => volume + before > 0)
        .sort((a, b) => b.volume - a.volume || b.before - a.before),
      sources: [...perSource]
        .map(([source, counts]) => ({ source, ...counts }))
        .sort((a, b) => b.mentions - a.mentions),
    };
  }
  return { add, finish };
}

function none(): Record<VerdictLabel, number> {
  return Object.fromEntries(verdictLabels.map((label) => [label, 0])) as Record<VerdictLabel, number>;
}

/** Of complaints whose verdict is known: the part that nobody reported. */
export function shareNeverReported(verdicts: Verdicts): number | null {
  const known = verdictLabels.reduce((sum, label) => sum + (label === 'unknown' ? 0 : verdicts[label]), 0);
  return known === 0 ? null : verdicts.unreported / known;
}

function candidateOf(mention: Mention, verdict: VerdictLabel, ours: readonly string[]): Candidate {
  const { post, classification } = mention;
  const short = post.text.length >= 40 && post.text.length <= 280 ? 1 : 0;
  const weight = classification.severity * 2 + classification.complaint.probability + short;
  return {
    text: pseudonymous(post.text, post.author, ours),
    source: post.source,
    author: post.author.handle,
    verdict,
    weight,
  };
}

/** Keeps the weightiest few: a week of a hundred thousand complaints stays small. */
function remember(candidates: Candidate[], candidate: Candidate): void {
  candidates.push(candidate);
  candidates.sort((a, b) => b.weight - a.weight || (a.text < b.text ? -1 : 1));
  if (candidates.length > keptCandidates) candidates.length = keptCandidates;
}

/** Different people, and no quote twice in one digest. */
function pick(candidates: readonly Candidate[], used: Set<string>): TopicSummary['quotes'] {
  const authors = new Set<string>();
  const picked: TopicSummary['quotes'][number][] = [];
  for (const { text, source, author, verdict } of candidates) {
    if (picked.length === mostQuotes) break;
    if (used.has(text) || authors.has(author)) continue;
    used.add(text);
    authors.add(author);
    picked.push({ text, source, verdict });
  }
  return picked;
}
