import { crc32 } from 'node:zlib';
import { blend, decide, namedIn } from '../../src/classification/decide.ts';
import { normalise } from '../../src/classification/normalise.ts';
import { type Classification, intents, topics } from '../../src/model.ts';
import { fitBoth, type Heard, isComplaintSet, type Kind } from './calibration.ts';
import { accuracy, auc, calibrationError, macroF1, mean, microF1 } from './measure.ts';

/** A held-out text with what a calibration that had not seen its company made of it. */
export interface Judged extends Heard {
  readonly heard: Classification;
}

/** Calibrates on half of the groups and judges the other half, and the other way round, so that nothing is measured on
 *  what it was fitted to. Ratings are left out. */
export function crossFit(heard: readonly Heard[], kind: Kind): Judged[] {
  const half = ({ row }: Heard): number => {
    const single = [
      'nl-books',
      'nl-political',
      'nl-app-reviews',
      'en-airline',
      'en-tweets',
      'en-tweeteval-val',
      'en-products',
    ];
    const key = single.includes(row.set) || row.group.startsWith('random') ? row.id : row.group;
    return crc32(`half/${row.set}/${key}`) % 2;
  };
  return [0, 1].flatMap((side) => {
    const rest = heard.filter((one) => half(one) !== side);
    const { alone, listening } = fitBoth(rest, kind);
    return heard
      .filter((one) => half(one) === side)
      .map((one) => {
        const calibration = one.row.brand.length > 0 ? listening : alone;
        const logits = blend(one.linear, one.transformer, calibration);
        const named = namedIn(normalise(one.row.text, one.row.brand));
        return { ...one, heard: decide(logits, { listening: one.row.brand.length > 0, named }, calibration, () => []) };
      });
  });
}

const percent = (value: number): string => (100 * value).toFixed(1).padStart(5);
const moods = ['negative', 'neutral', 'positive'];

/** Prints the scores of each set. */
export function report(all: readonly Heard[], kind: Kind): void {
  const judged = crossFit(all, kind);
  const social = judged.filter(({ row }) => ['social', 'nl-social', 'posts'].includes(row.set));
  const complaint = (name: string, rows: readonly Judged[]): void => {
    if (rows.length === 0) return;
    const truth = rows.map(({ row }) => (row.targets.complaint!.value as readonly number[])[0]!);
    const said = rows.map(({ heard }) => (heard.complaint.is ? 1 : 0));
    const chances = rows.map(({ heard }) => heard.complaint.probability);
    const is = truth.map((one) => one === 1);
    console.log(
      `${name.padEnd(24)} ${String(rows.length).padStart(5)}  complaint F1 ${percent(macroF1(truth, said))}  right ${percent(accuracy(truth, said))}  AUC ${auc(is, chances).toFixed(3)}  ECE ${calibrationError(is, chances).toFixed(3)}`,
    );
  };
  complaint('social', social);
  for (const language of ['nl', 'en'])
    complaint(
      `  ${language}`,
      social.filter(({ row }) => row.language === language),
    );
  for (const group of new Set(social.map(({ row }) => row.group))) {
    complaint(
      `  ${group}`,
      social.filter(({ row }) => row.group === group),
    );
  }
  for (const flag of ['ironic', 'other', 'implicit', 'mixed', 'negwords']) {
    complaint(
      `  ${flag}`,
      social.filter(({ row }) => row.flags.includes(flag)),
    );
  }
  complaint(
    'en-complaints',
    judged.filter(({ row }) => row.set === 'en-complaints'),
  );
  complaint(
    'all',
    judged.filter(({ row }) => isComplaintSet(row.set)),
  );
  for (const set of new Set(judged.filter(({ row }) => row.targets.sentiment).map(({ row }) => row.set))) {
    const rows = judged.filter(({ row }) => row.set === set && row.targets.sentiment);
    const truth = rows.map(({ row }) => row.targets.sentiment!.value as number);
    const three = rows.map(({ heard }) => moods.indexOf(heard.sentiment.label));
    const two = rows.filter(({ row }) => row.targets.sentiment!.value !== 1);
    const poles = two.map(({ row }) => (row.targets.sentiment!.value === 2 ? 1 : 0));
    const signs = two.map(({ heard }) => (heard.sentiment.score > 0 ? 1 : 0));
    const scores = two.map(({ heard }) => heard.sentiment.score);
    const recall = mean(
      [0, 1, 2].map((one) => mean(truth.flatMap((t, at) => (t === one ? [three[at] === one ? 1 : 0] : [])))),
    );
    console.log(
      `${set.padEnd(24)} ${String(rows.length).padStart(5)}  3 classes F1 ${percent(macroF1(truth, three))}  right ${percent(accuracy(truth, three))}  recall ${percent(recall)}  | 2 classes right ${percent(accuracy(poles, signs))}  F1 ${percent(macroF1(poles, signs))}  AUC ${auc(
        poles.map((one) => one === 1),
        scores,
      ).toFixed(3)}`,
    );
  }
  const named = (rows: readonly Judged[]): number =>
    microF1(
      rows.map(({ row }) => row.targets.topics!.value as readonly number[]),
      rows.map(({ heard }) => topics.map((topic) => heard.topics.some((one) => one.topic === topic))),
    );
  const complaints = social.filter(({ row }) => (row.targets.complaint!.value as readonly number[])[0] === 1);
  console.log(`topics micro-F1 ${percent(named(social))}, of complaints ${percent(named(complaints))}`);
  const severe = complaints.filter(({ heard }) => heard.complaint.is);
  const grades = severe.map(({ row }) => row.targets.severity!.value as number);
  const given = severe.map(({ heard }) => heard.severity as number);
  console.log(
    `severity of complaints right ${percent(accuracy(grades, given))}, mean distance ${mean(grades.map((g, at) => Math.abs(g - given[at]!))).toFixed(2)}, 3 found ${percent(mean(grades.flatMap((g, at) => (g === 3 ? [given[at] === 3 ? 1 : 0] : []))))}`,
  );
  const intended = social.filter(({ row }) => row.targets.intent);
  console.log(
    `intent right ${percent(
      accuracy(
        intended.map(({ row }) => row.targets.intent!.value as number),
        intended.map(({ heard }) => intents.indexOf(heard.intent)),
      ),
    )}`,
  );
  const reported = social.map(({ row }) => (row.targets.reported!.value as readonly number[])[0] === 1);
  console.log(
    `reported AUC ${auc(
      reported,
      social.map(({ heard }) => heard.saysReported),
    ).toFixed(3)}`,
  );
}
