/** What hearing a post costs beside the bare model, how long the start takes, and how `annotate --fast` compares with
 *  natural's Dutch sentiment. Ratios are of the same run: `node bench/classification.ts`.
 *
 *  natural looks each word up in one list. The linear part adds some 200 rows of 34 weights for a post of 25 words, decides
 *  eight heads by them and names its reasons, and `annotate` reads and prints JSON and tells the places of all rules, so
 *  that ten times natural's speed is out of reach; what is printed is the honest ratio. */
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { Readable, Writable } from 'node:stream';
import type { Utterance } from '../src/classification/classifier.ts';
import { hearerOf } from '../src/classification/hear.ts';
import { readModels } from '../src/classification/models.ts';
import { normalise } from '../src/classification/normalise.ts';
import { openClassifier } from '../src/classification/open.ts';
import { vocabularyOf } from '../src/classification/tokenise.ts';
import { transformerOf } from '../src/classification/transformer.ts';
import { verb } from '../src/cli/annotate.ts';

const folder = new URL('../models/', import.meta.url).pathname;
const posts = readdirSync(`${folder}train/posts`)
  .flatMap((name) => readFileSync(`${folder}train/posts/${name}`, 'utf8').trim().split('\n'))
  .map((line) => JSON.parse(line) as { lang: string; text: string; brand: string[] })
  .map(({ lang, text, brand }): Utterance => ({ language: lang, text, brand }));

const middle = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;

/** Milliseconds of one round. */
async function timed(work: () => unknown): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

async function ownPart(): Promise<void> {
  const models = readModels(folder, ['vocabulary.tsv', 'hearing.onnx']);
  const vocabulary = vocabularyOf(String(models.get('vocabulary.tsv')));
  const bare = await transformerOf(models.get('hearing.onnx')!);
  const { hear } = await hearerOf({ folder, fast: false });
  const usual = posts
    .map((post) => ({ post, ids: vocabulary.encode(normalise(post.text, post.brand)) }))
    .filter(({ ids }) => ids.length >= 36 && ids.length <= 44)
    .slice(0, 150);
  const mean = usual.reduce((sum, { ids }) => sum + ids.length, 0) / usual.length;
  const rounds: { bare: number; whole: number }[] = [];
  for (let round = 0; round < 9; round++) {
    rounds.push({
      bare: await timed(async () => {
        for (const { ids } of usual) await bare(ids);
      }),
      whole: await timed(async () => {
        for (const { post } of usual) await hear(post);
      }),
    });
  }
  const [bareTime, wholeTime] = [middle(rounds.map(({ bare }) => bare)), middle(rounds.map(({ whole }) => whole))];
  const extra = middle(rounds.map(({ bare, whole }) => whole / bare - 1));
  console.log(
    `${usual.length} posts of ${mean.toFixed(0)} tokens: bare onnxruntime ${(bareTime / usual.length).toFixed(2)} ms, ` +
      `whole ${(wholeTime / usual.length).toFixed(2)} ms a post (aim 12); our own part ${(100 * extra).toFixed(0)} % (aim 25)`,
  );
}

async function start(): Promise<void> {
  const times: number[] = [];
  for (let round = 0; round < 7; round++) {
    const begin = performance.now();
    const classifier = await openClassifier();
    times.push(performance.now() - begin);
    await classifier.close();
  }
  console.log(
    `start of the thread with both models: ${middle(times).toFixed(0)} ms (aim 200), at best ${Math.min(...times).toFixed(0)}`,
  );
}

interface Natural {
  new (language: string, stemmer: unknown, vocabulary: string): { getSentiment(words: string[]): number };
}

async function fast(): Promise<void> {
  const require = createRequire(import.meta.url);
  const plain = <T>(module: T | { default: T }): T =>
    typeof module === 'object' && module !== null && 'default' in module ? module.default : module;
  const SentimentAnalyzer = plain(require('natural/lib/natural/sentiment/SentimentAnalyzer.js') as Natural);
  const stemmer = plain(require('natural/lib/natural/stemmers/porter_stemmer_nl.js') as object);
  const analyzer = new SentimentAnalyzer('Dutch', stemmer, 'pattern');
  const dutch = posts.filter(({ language }) => language === 'nl');
  const many = Array.from({ length: 20_000 }, (_, at) => dutch[at % dutch.length]!);
  const lines = many.map(({ text, brand }) => `${JSON.stringify({ text, brand })}\n`);
  const words = many.map(({ text }) => text.split(/[^\p{L}\p{N}]+/u).filter(Boolean));
  const { hear } = await hearerOf({ folder, fast: true });
  const stdout = () => new Writable({ write: (_chunk, _encoding, done) => done() });
  const rounds: { natural: number; annotate: number; linear: number }[] = [];
  for (let round = 0; round < 5; round++) {
    rounds.push({
      natural: await timed(() => words.map((text) => analyzer.getSentiment(text))),
      annotate: await timed(() =>
        verb.run(['--fast'], { stdin: Readable.from(lines), stdout: stdout(), stderr: stdout() }),
      ),
      linear: await timed(async () => {
        for (const post of many) await hear(post);
      }),
    });
  }
  const each = (key: 'natural' | 'annotate' | 'linear'): string =>
    ((1000 * middle(rounds.map((round) => round[key]))) / many.length).toFixed(1);
  const ratio = (key: 'annotate' | 'linear'): string =>
    middle(rounds.map((round) => round.natural / round[key])).toFixed(2);
  console.log(
    `a post: natural's Dutch sentiment with its stemmer ${each('natural')} µs (words given); ` +
      `annotate --fast, JSON in and out, ${each('annotate')} µs = ${ratio('annotate')} × as fast; ` +
      `hearing alone with the linear part ${each('linear')} µs = ${ratio('linear')} × (aim 10)`,
  );
}

await ownPart();
await start();
await fast();
