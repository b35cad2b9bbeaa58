import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import type { Company } from '../model.ts';
import { openStore } from '../store/open.ts';
import type { Answer, Store } from '../store/store.ts';
import { type Example, fit } from '../verdict/fit.ts';
import { type Meaning, meaningWhenAsked } from '../verdict/meaning.ts';
import { comparePair } from '../verdict/pair.ts';
import { featuresOf, oddsOf, type Weights } from '../verdict/weights.ts';
import { readSettings } from './settings.ts';
import { UsageError, type Verb } from './verb.ts';

export const verb: Verb = {
  summary: 'learn from what people answered to alerts',
  help: `
klankbord train verdict [--accept FILE] [--config FILE] [--json]

Refits the weights of the evidence on the answers "already reported (ticket …)", "not reported" and "other person".
Shows how often old and new weights agree with people, the new ones by cross-validation. Changes nothing unless --accept
names the file to write the new weights to; they count once klankbord.yaml has alerts: { weights: FILE }.`,
  async run(args, io) {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { accept: { type: 'string' }, config: { type: 'string' }, json: { type: 'boolean' } },
    });
    if (positionals[0] !== 'verdict') throw new UsageError('there is one thing to train: verdict');
    const { config } = await readSettings(values.config);
    const store = await openStore(config.store);
    const meaning = meaningWhenAsked();
    try {
      const { plain, deep } = await examplesOf(store, config.company, meaning);
      const { weights, ...figures } = refit(deep, config.alerts.weights.deep);
      const both = { plain: refit(plain, config.alerts.weights.plain).weights, deep: weights };
      if (values.accept) await writeFile(values.accept, `${JSON.stringify(both, null, 2)}\n`);
      if (values.json) io.stdout.write(`${JSON.stringify({ ...figures, weights: both })}\n`);
      else io.stdout.write(readable(figures, values.accept));
      return 0;
    } finally {
      await meaning.close();
      await store.close();
    }
  },
};

const folds = 5;
/** A few answers move the shipped weights a little, many move them far. */
const strength = 2;

export interface Learnt {
  readonly pairs: number;
  /** The share of pairs in which the weights in use say what people said, 0…1. */
  readonly before: number;
  /** The same of weights learnt without the pair's post. */
  readonly after: number;
  readonly weights: Weights;
}

/** Weights refitted on labelled pairs, starting from those in use, and how both do. */
export function refit(examples: readonly Example[], from: Weights): Learnt {
  const posts = [...new Set(examples.map(({ post }) => post))].sort();
  const foldOf = new Map(posts.map((post, at) => [post, at % folds]));
  let after = 0;
  for (let fold = 0; fold < folds; fold++) {
    const held = examples.filter(({ post }) => foldOf.get(post) === fold);
    const rest = examples.filter(({ post }) => foldOf.get(post) !== fold);
    if (held.length > 0) after += agreed(held, { ...from, ...fit(rest, strength, from) });
  }
  const total = Math.max(1, examples.length);
  const weights = { ...from, ...fit(examples, strength, from) };
  return { pairs: examples.length, before: agreed(examples, from) / total, after: after / total, weights };
}

function agreed(examples: readonly Example[], weights: Weights): number {
  return examples.filter(({ values, same }) => oddsOf(values, weights) >= weights.unreported === same).length;
}

/** The labelled pairs in the store, as words alone see them and with the model of meaning: the latest answer to each
 *  mention, with the ticket it is about. */
async function examplesOf(
  store: Store,
  company: Company,
  meaning: Meaning,
): Promise<{ plain: Example[]; deep: Example[] }> {
  const latest = new Map<string, Answer>();
  for await (const answer of store.answers()) {
    const before = latest.get(answer.mention);
    if (before === undefined || before.at < answer.at) latest.set(answer.mention, answer);
  }
  const mentions = await store.known([...latest.keys()]);
  const plain: Example[] = [];
  const deep: Example[] = [];
  for (const [id, answer] of latest) {
    const mention = mentions.get(id);
    const told = answer.ticket ?? mention?.verdict?.ticket;
    if (!mention || !told || answer.answer === 'not-a-complaint') continue;
    const ticket = (await store.tickets([told])).get(told);
    if (!ticket) continue;
    const [alike] = await meaning.compare(mention.post, [ticket]);
    const [words, both] = [null, alike!].map((heard) => comparePair(mention.post, ticket, company, new Set(), heard));
    const example = { post: id, same: answer.answer === 'already-reported' };
    plain.push({ ...example, values: featuresOf(words!) });
    deep.push({ ...example, values: featuresOf(both!) });
  }
  return { plain, deep };
}

function readable({ pairs, before, after }: Omit<Learnt, 'weights'>, accepted: string | undefined): string {
  const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;
  const done = accepted
    ? `the new weights are in ${accepted}`
    : 'nothing was changed; --accept FILE writes the new weights';
  return `${pairs} labelled ${pairs === 1 ? 'pair' : 'pairs'}\nthe weights in use agree with people in ${percent(before)}\nweights learnt from them (cross-validated) in ${percent(after)}\n${done}\n`;
}
