import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { crc32 } from 'node:zlib';
import { normalise } from '../../src/classification/normalise.ts';
import { intents, topics } from '../../src/model.ts';

/** One head's target for one row: of softmax heads the index, of sigmoid heads 0 or 1 for each output. */
export interface Target {
  readonly value: number | readonly number[];
  readonly weight: number;
}

export type Head = 'sentiment' | 'complaint' | 'about' | 'intent' | 'topics' | 'severity' | 'reported' | 'ironic';

/** One labelled text. A head without a target is not labelled and learns nothing from the row. */
export interface Row {
  readonly set: string;
  readonly id: string;
  /** The company, product, airline or kind that is held out together. */
  readonly group: string;
  readonly text: string;
  readonly brand: readonly string[];
  readonly rating?: number;
  readonly language?: string;
  readonly flags: readonly string[];
  readonly targets: Partial<Record<Head, Target>>;
  /** False where the set knows no neutral: that output is left out. */
  readonly neutral: boolean;
}

/** How much a set counts; the same as in the transformer's training. */
const weights: Record<string, number> = {
  social: 3,
  'nl-social': 3,
  posts: 3,
  'en-complaints': 2,
  'nl-books': 1.5,
  'nl-restaurants': 1.5,
  'nl-phones': 1.5,
  'nl-app-reviews': 2.5,
  'nl-political': 2.5,
  reviews: 2,
  'lang-tweets': 1,
  'en-airline': 0.6,
  'en-tweets': 1,
  'en-tweeteval-val': 2,
  'en-products': 1,
  'en-films': 1,
  'nl-weak-translated': 0.28,
  'nl-weak-subtitles': 0.08,
};
const sentiments = ['neg', 'neu', 'pos'];
const airlines: Record<string, string> = {
  'US Airways': 'USAirways',
  American: 'AmericanAir',
  Southwest: 'SouthwestAir',
  Delta: 'JetBlue',
  United: 'united',
  'Virgin America': 'VirginAmerica',
};
/** Stars and polarity stand in for a complaint, with this weight. */
const proxy = 0.3;

type Raw = Record<string, unknown>;

const lines = (file: string): Raw[] =>
  readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => JSON.parse(line) as Raw);

const list = (value: unknown): string[] => (Array.isArray(value) ? value.map(String) : []);

/** A post about a named company. */
function socialRow(set: string, raw: Raw): Row {
  const complaint = raw.complaint ? 1 : 0;
  const other = raw.about === 'other';
  const by = weights[set] ?? 1;
  const hard = raw.ironic || other ? 1.5 : 1;
  const named = list(raw.topics);
  const learnsIntent = !other || ['question', 'news', 'ad'].includes(String(raw.intent));
  return {
    set,
    id: String(raw.id),
    group: String(raw.company),
    text: String(raw.text),
    brand: list(raw.brand),
    ...(typeof raw.rating === 'number' ? { rating: raw.rating } : {}),
    language: String(raw.lang),
    flags: [...list(raw.flags), ...(raw.ironic ? ['ironic'] : []), ...(other ? ['other'] : [])],
    neutral: true,
    targets: {
      complaint: { value: [complaint], weight: 1.5 * hard * by },
      about: { value: complaint ? 0 : other ? 1 : 2, weight: hard * by },
      sentiment: { value: sentiments.indexOf(String(raw.sentiment)), weight: 0.5 * by },
      ...(learnsIntent
        ? { intent: { value: (intents as readonly string[]).indexOf(String(raw.intent)), weight: 0.7 * by } }
        : {}),
      topics: { value: topics.map((topic) => (named.includes(topic) ? 1 : 0)), weight: 0.8 * by },
      severity: { value: Number(raw.severity), weight: 0.5 * by },
      reported: { value: [raw.reported ? 1 : 0], weight: 0.6 * by },
      ironic: { value: [raw.ironic ? 1 : 0], weight: 0.3 * by },
    },
  };
}

/** A review or tweet with a polarity; some sets also hint at a complaint. */
function polarityRow(set: string, raw: Raw): Row | undefined {
  const label = String(raw.label);
  const value = sentiments.indexOf(label);
  if (value < 0) return undefined;
  const id = String(raw.id);
  const by = (weights[set] ?? 1) * (set === 'nl-phones' && label === 'neg' ? 2.5 : 1);
  const hints = ['nl-app-reviews', 'nl-restaurants', 'nl-phones', 'en-airline'].includes(set) && label !== 'neu';
  const twoClass =
    ['nl-books', 'nl-weak-subtitles', 'en-products', 'en-films'].includes(set) ||
    (['nl-restaurants', 'nl-phones', 'nl-weak-translated'].includes(set) && label !== 'neu');
  return {
    set,
    id,
    group: String(raw.airline ?? raw.topic ?? raw.kind ?? id.split(':')[0]),
    text: String(raw.text),
    brand: set === 'en-airline' ? [airlines[String(raw.airline)] ?? ''] : [],
    flags: [],
    neutral: !twoClass,
    targets: {
      sentiment: { value, weight: by },
      ...(hints ? { complaint: { value: [label === 'neg' ? 1 : 0], weight: proxy * (weights[set] ?? 1) } } : {}),
    },
  };
}

function complaintRow(raw: Raw): Row {
  return {
    set: 'en-complaints',
    id: String(raw.id),
    group: String(raw.domain),
    text: String(raw.text),
    brand: [],
    flags: [],
    neutral: true,
    targets: { complaint: { value: [Number(raw.label)], weight: weights['en-complaints'] ?? 1 } },
  };
}

/** A tweet that is labelled later: see `labelAgain`. */
function tweetRow(raw: Raw): Row {
  const [id, group] = [String(raw.id), String(raw.label)];
  return { set: 'lang-tweets', id, group, text: String(raw.text), brand: [], flags: [], neutral: true, targets: {} };
}

const linesOf = (folder: string): Raw[] => {
  const names = readdirSync(folder).filter((one) => one.endsWith('.jsonl'));
  return names.sort().flatMap((name) => lines(join(folder, name)));
};

/** Our own posts: a folder of `*.jsonl`. */
export function postRows(posts: string): Row[] {
  return labelAgain(
    linesOf(posts).map((raw) => socialRow('posts', raw)),
    join(dirname(posts), 'labels'),
  );
}

/** With the labels of a second annotator: a topic that only one of the two named counts half, and tweets that had no
 *  sentiment get one. Those of a language set that nobody labelled are left out. */
function labelAgain(rows: readonly Row[], labels: string): Row[] {
  const by = (file: string, key: string): Map<string, unknown> =>
    new Map(lines(join(labels, file)).map((raw) => [`${raw.set}/${raw.id}`, raw[key]]));
  const second = by('topics.jsonl', 'topics');
  const felt = by('sentiment.jsonl', 'label');
  return rows.flatMap((row) => {
    const key = `${row.set}/${row.id}`;
    const [named, label] = [second.get(key), felt.get(key)];
    const targets = { ...row.targets };
    if (named && targets.topics) {
      const first = targets.topics.value as readonly number[];
      const value = topics.map((topic, at) => (first[at]! + (list(named).includes(topic) ? 1 : 0)) / 2);
      targets.topics = { ...targets.topics, value };
    }
    if (label) {
      targets.sentiment = { value: sentiments.indexOf(String(label)), weight: 0.7 * (weights[row.set] ?? 1) };
    }
    return Object.keys(targets).length === 0 ? [] : [{ ...row, targets }];
  });
}

/** All rows of the corpora folder, of our own posts, and of our own reviews and tweets beside them. */
export function readRows(corpora: string, posts: string): Row[] {
  const own = dirname(posts);
  const rows: Row[] = [];
  for (const set of Object.keys(weights)) {
    if (set === 'posts') {
      rows.push(...linesOf(posts).map((raw) => socialRow('posts', raw)));
      continue;
    }
    if (set === 'reviews') {
      rows.push(...linesOf(join(own, 'reviews')).flatMap((raw) => polarityRow('reviews', raw) ?? []));
      continue;
    }
    for (const raw of lines(join(corpora, `${set}.jsonl`))) {
      const row =
        set === 'social' || set === 'nl-social'
          ? socialRow(set, raw)
          : set === 'en-complaints'
            ? complaintRow(raw)
            : set === 'lang-tweets'
              ? tweetRow(raw)
              : polarityRow(set, raw);
      if (row) rows.push(row);
    }
  }
  return labelAgain(rows, join(own, 'labels'));
}

/** The text as the models read it. In one case of ten the own name stays as it is, so that both are known. */
export function readAs(row: Row): string {
  const bare = crc32(`${row.set}/${row.id}/brand`) % 10 === 0;
  return normalise(row.text, bare ? [] : row.brand);
}

/** Which of `folds` parts a row belongs to; rows of one company, product or kind stay together. */
export function foldOf(row: Row, folds: number): number {
  const single = /^(nl-books|nl-political|en-tweeteval-val|en-products|en-films)$/.test(row.set);
  const whole = row.set === 'nl-app-reviews';
  const key = whole ? row.set : single || row.group.startsWith('random') ? row.id : row.group;
  return crc32(`fold/${key}`) % folds;
}
