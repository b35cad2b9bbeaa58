/**
 * Scores on held-out texts, with 95 % bootstrap intervals, beside the packages for Node that offer sentiment; writes
 * `models/scores.md`. Ours are of models and calibrations that had seen neither the texts nor their companies.
 * Arguments: see `held-out.ts`.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { topics } from '../../src/model.ts';
import { models, readHeldOut } from './held-out.ts';
import { random } from './learn.ts';
import { accuracy, auc, bootstrap, calibrationError, macroF1, mean, microF1 } from './measure.ts';
import { peers } from './peers.ts';
import { crossFit, type Judged } from './report.ts';

const { heard } = readHeldOut();
const full = crossFit(heard, 'full');
const fast = crossFit(heard, 'fast');
const draw = random(11);
const out: string[] = [];

/** What one system says of one text: a score around 0, and of three labels the likeliest (0 negative … 2 positive). */
interface Said {
  readonly score: number;
  readonly label: number;
}
interface Case {
  readonly truth: number;
  readonly said: Said;
}

const percent = (value: number): string => (100 * value).toFixed(1);
const share = (value: number): string => value.toFixed(3);

function cell<Item>(items: readonly Item[], score: (items: readonly Item[]) => number, show = percent): string {
  const [low, high] = bootstrap(items, score, draw);
  return `${show(score(items))} (${show(low)}–${show(high)})`;
}

function table(title: string, columns: readonly string[], rows: readonly (readonly string[])[]): void {
  out.push(`\n### ${title}\n`, `| ${columns.join(' | ')} |`, `|${columns.map(() => '---').join('|')}|`);
  out.push(...rows.map((row) => `| ${row.join(' | ')} |`));
}

const ofSet = (judged: readonly Judged[], ...sets: string[]): Judged[] =>
  judged.filter(({ row }) => sets.includes(row.set));
const moods = ['negative', 'neutral', 'positive'];
const ours = ({ heard: { sentiment } }: Judged): Said => ({
  score: sentiment.score,
  label: moods.indexOf(sentiment.label),
});
const peer = (score: number): Said => ({ score, label: score > 0 ? 2 : score < 0 ? 0 : 1 });

/** One row for each system over the same texts. */
function systems(
  sets: readonly string[],
  language: 'nl' | 'en',
  truthOf: (one: Judged) => number | undefined,
  scores: (cases: readonly Case[]) => string[],
): string[][] {
  const cases = (judged: readonly Judged[], say: (one: Judged) => Said): Case[] =>
    ofSet(judged, ...sets)
      .filter(({ row }) => row.language === undefined || row.language === language)
      .flatMap((one) => {
        const truth = truthOf(one);
        return truth === undefined ? [] : [{ truth, said: say(one) }];
      });
  return [
    ['**Klankbord**', ...scores(cases(full, ours))],
    ['Klankbord `--fast`', ...scores(cases(fast, ours))],
    ...Object.entries(peers[language]).map(([name, score]) => [
      name,
      ...scores(cases(full, ({ row }) => peer(score(row.text)))),
    ]),
  ];
}

const moodOf = ({ row }: Judged): number | undefined => row.targets.sentiment?.value as number | undefined;

const twoClass: readonly (readonly [string, string, 'nl' | 'en'])[] = [
  ['nl-books', 'Dutch reviews of books', 'nl'],
  ['nl-restaurants', 'Flemish reviews of restaurants', 'nl'],
  ['nl-phones', 'Flemish reviews of phones', 'nl'],
  ['nl-app-reviews', 'Dutch reviews of an app (the whole set unseen)', 'nl'],
  ['en-products', 'English reviews of products', 'en'],
];
for (const [set, title, language] of twoClass) {
  const rows = systems(
    [set],
    language,
    (one) => (moodOf(one) === 1 ? undefined : moodOf(one)),
    (cases) => {
      const right = (of: readonly Case[]): number =>
        mean(of.map(({ truth, said }) => ((said.score > 0 ? 2 : 0) === truth ? 1 : 0)));
      const f1 = (of: readonly Case[]): number =>
        macroF1(
          of.map(({ truth }) => truth),
          of.map(({ said }) => (said.score > 0 ? 2 : 0)),
        );
      const area = (of: readonly Case[]): number =>
        auc(
          of.map(({ truth }) => truth === 2),
          of.map(({ said }) => said.score),
        );
      return [String(cases.length), cell(cases, right), cell(cases, f1), cell(cases, area, share)];
    },
  );
  table(`${title}: positive or negative`, ['System', 'Texts', 'Right %', 'Macro-F1', 'AUC'], rows);
}

const threeClass: readonly (readonly [string, string, 'nl' | 'en'])[] = [
  ['nl-political', 'Dutch political tweets', 'nl'],
  ['en-airline', 'Tweets to US airlines', 'en'],
  ['en-tweeteval-val', 'TweetEval', 'en'],
];
for (const [set, title, language] of threeClass) {
  const rows = systems([set], language, moodOf, (cases) => {
    const right = (of: readonly Case[]): number =>
      accuracy(
        of.map(({ truth }) => truth),
        of.map(({ said }) => said.label),
      );
    const f1 = (of: readonly Case[]): number =>
      macroF1(
        of.map(({ truth }) => truth),
        of.map(({ said }) => said.label),
      );
    const recall = (of: readonly Case[]): number =>
      mean(
        [0, 1, 2].map((one) =>
          mean(of.filter(({ truth }) => truth === one).map(({ said }) => (said.label === one ? 1 : 0))),
        ),
      );
    return [String(cases.length), cell(cases, right), cell(cases, f1), cell(cases, recall)];
  });
  table(`${title}: negative, neutral or positive`, ['System', 'Texts', 'Right %', 'Macro-F1', 'Macro-recall'], rows);
}

const social = ['social', 'nl-social', 'posts'];
const complaintOf = ({ row }: Judged): number | undefined =>
  (row.targets.complaint?.value as number[] | undefined)?.[0];

/** Complaints: a peer hears one where its score is negative. */
function complaints(title: string, sets: readonly string[], language: 'nl' | 'en', flag?: string): void {
  const of = (judged: readonly Judged[]): Judged[] =>
    ofSet(judged, ...sets).filter(
      ({ row }) => (row.language === undefined || row.language === language) && (!flag || row.flags.includes(flag)),
    );
  const scores = (cases: readonly { truth: number; chance: number; is: boolean }[], calibrated: boolean): string[] => {
    type Cases = typeof cases;
    const truth = (some: Cases): number[] => some.map((one) => one.truth);
    const f1 = (some: Cases): number =>
      macroF1(
        truth(some),
        some.map(({ is }) => (is ? 1 : 0)),
      );
    const right = (some: Cases): number =>
      accuracy(
        truth(some),
        some.map(({ is }) => (is ? 1 : 0)),
      );
    const area = (some: Cases): number =>
      auc(
        truth(some).map((one) => one === 1),
        some.map(({ chance }) => chance),
      );
    const off = calibrated
      ? share(
          calibrationError(
            truth(cases).map((one) => one === 1),
            cases.map(({ chance }) => chance),
          ),
        )
      : '';
    const both = new Set(truth(cases)).size > 1;
    return [
      String(cases.length),
      cell(cases, right),
      both ? cell(cases, f1) : '',
      both ? cell(cases, area, share) : '',
      off,
    ];
  };
  const said = (judged: readonly Judged[]) =>
    of(judged).map((one) => ({
      truth: complaintOf(one)!,
      chance: one.heard.complaint.probability,
      is: one.heard.complaint.is,
    }));
  table(
    title,
    ['System', 'Texts', 'Right %', 'Macro-F1', 'AUC', 'Calibration error'],
    [
      ['**Klankbord**', ...scores(said(full), true)],
      ['Klankbord `--fast`', ...scores(said(fast), true)],
      ...Object.entries(peers[language]).map(([name, score]) => [
        name,
        ...scores(
          of(full).map((one) => {
            const value = score(one.row.text);
            return { truth: complaintOf(one)!, chance: -value, is: value < 0 };
          }),
          false,
        ),
      ]),
    ],
  );
}
complaints('Dutch posts about a company: a complaint about it or not', social, 'nl');
complaints('English posts about a company: a complaint about it or not', social, 'en');
complaints('Ironic Dutch posts', social, 'nl', 'ironic');
complaints('Dutch posts about another company', social, 'nl', 'other');
complaints('English tweets to brands: a complaint or not', ['en-complaints'], 'en');

const rest = (['full', 'fast'] as const).map((kind) => {
  const judged = ofSet(kind === 'full' ? full : fast, ...social);
  const named = (of: readonly Judged[]): number =>
    microF1(
      of.map(({ row }) => row.targets.topics!.value as number[]),
      of.map((one) => topics.map((topic) => one.heard.topics.some((said) => said.topic === topic))),
    );
  const ofComplaints = judged.filter((one) => complaintOf(one) === 1);
  const severity = (of: readonly Judged[]): number =>
    mean(of.map(({ row, heard: { severity: said } }) => (row.targets.severity!.value === said ? 1 : 0)));
  const reported = (of: readonly Judged[]): number =>
    auc(
      of.map(({ row }) => (row.targets.reported!.value as number[])[0] === 1),
      of.map((one) => one.heard.saysReported),
    );
  return [
    kind === 'full' ? '**Klankbord**' : 'Klankbord `--fast`',
    cell(judged, named),
    cell(ofComplaints, severity),
    cell(judged, reported, share),
  ];
});
table(
  'Posts about a company: the rest',
  ['System', 'Topics, micro-F1', 'Severity of complaints right %', 'Says it was reported, AUC'],
  rest,
);

writeFileSync(
  join(models, 'scores.md'),
  `# Scores on held-out texts\n\nWritten by \`models/train/compare.ts\`; intervals are 95 % of 200 bootstrap draws.\n${out.join('\n')}\n`,
);
console.log(out.join('\n'));
