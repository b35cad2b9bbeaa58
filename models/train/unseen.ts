/**
 * Scores the models of a folder, as they ship and calibrated as they ship, on posts of companies that they have not seen.
 *
 *   node models/train/unseen.ts --posts DIR [--models DIR]
 */
import { parseArgs } from 'node:util';
import { hearerOf } from '../../src/classification/hear.ts';
import { topics } from '../../src/model.ts';
import { models } from './held-out.ts';
import { accuracy, auc, calibrationError, macroF1, mean, microF1 } from './measure.ts';
import type { Judged } from './report.ts';
import { postRows } from './rows.ts';

const { values } = parseArgs({ options: { posts: { type: 'string' }, models: { type: 'string', default: models } } });
if (!values.posts) throw new Error('--posts DIR is missing');
const rows = postRows(values.posts);
const percent = (value: number): string => (100 * value).toFixed(1).padStart(5);
const moods = ['negative', 'neutral', 'positive'];

type One = Pick<Judged, 'row' | 'heard'>;
const isComplaint = ({ row }: One): boolean => (row.targets.complaint!.value as number[])[0] === 1;
const isReported = ({ row }: One): boolean => (row.targets.reported!.value as number[])[0] === 1;

function complaints(name: string, of: readonly One[]): void {
  if (of.length === 0) return;
  const truth = of.map(isComplaint);
  const chances = of.map(({ heard }) => heard.complaint.probability);
  const [is, said] = [truth.map(Number), of.map(({ heard }) => Number(heard.complaint.is))];
  console.log(
    `${name.padEnd(22)} ${String(of.length).padStart(5)}  right ${percent(accuracy(is, said))}  macro-F1 ${percent(macroF1(is, said))}  AUC ${auc(truth, chances).toFixed(3)}  ECE ${calibrationError(truth, chances).toFixed(3)}`,
  );
}

for (const fast of [false, true]) {
  const hearer = await hearerOf({ folder: values.models, fast });
  const all: One[] = [];
  for (const row of rows)
    all.push({ row, heard: await hearer.hear({ text: row.text, brand: row.brand, language: 'nl' }) });
  console.log(`\n== ${fast ? 'fast' : 'full'}`);
  complaints('all', all);
  for (const language of ['nl', 'en'])
    complaints(
      `  ${language}`,
      all.filter(({ row }) => row.language === language),
    );
  for (const company of new Set(rows.map(({ group }) => group)))
    complaints(
      `  ${company}`,
      all.filter(({ row }) => row.group === company),
    );
  for (const flag of ['ironic', 'implicit', 'negwords', 'other', 'question', 'reported', 'joke', 'news', 'mixed'])
    complaints(
      `  ${flag}`,
      all.filter(({ row }) => row.flags.includes(flag)),
    );
  complaints(
    '  ironic complaints',
    all.filter((one) => one.row.flags.includes('ironic') && isComplaint(one)),
  );
  const labels = all.map(({ row }) => row.targets.sentiment!.value as number);
  const heardMoods = all.map(({ heard }) => moods.indexOf(heard.sentiment.label));
  const topicsF1 = (of: readonly One[]): number =>
    microF1(
      of.map(({ row }) => row.targets.topics!.value as number[]),
      of.map(({ heard }) => topics.map((topic) => heard.topics.some((one) => one.topic === topic))),
    );
  const real = all.filter(isComplaint);
  const caught = real.filter(({ heard }) => heard.complaint.is);
  const grades = caught.map(({ row }) => row.targets.severity!.value as number);
  const given = caught.map(({ heard }) => heard.severity as number);
  const first = mean(
    real.map(({ row, heard }) => {
      const named = row.targets.topics!.value as number[];
      return heard.topics[0] && named[topics.indexOf(heard.topics[0].topic)] ? 1 : 0;
    }),
  );
  console.log(
    `sentiment of 3 right ${percent(accuracy(labels, heardMoods))}, macro-F1 ${percent(macroF1(labels, heardMoods))}`,
  );
  console.log(
    `topics micro-F1 ${percent(topicsF1(all))}, of complaints ${percent(topicsF1(real))}, first one right ${percent(first)}`,
  );
  console.log(
    `severity of complaints heard right ${percent(accuracy(grades, given))}, 3 found ${percent(mean(grades.flatMap((g, at) => (g === 3 ? [given[at] === 3 ? 1 : 0] : []))))} of ${grades.filter((g) => g === 3).length}`,
  );
  console.log(
    `says it was reported AUC ${auc(
      all.map(isReported),
      all.map(({ heard }) => heard.saysReported),
    ).toFixed(3)}`,
  );
}
