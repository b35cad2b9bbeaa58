import { workerData } from 'node:worker_threads';
import type { Classification } from '../model.ts';
import type { Utterance } from './classifier.ts';
import { hearerOf } from './hear.ts';
import { answerEach } from './thread.ts';

/** What a worker is started with. */
export interface Start {
  readonly folder: string;
  readonly fast: boolean;
}

const hearer = await hearerOf(workerData as Start);

answerEach(async (posts: readonly Utterance[]) => {
  const classifications: Classification[] = [];
  for (const post of posts) classifications.push(await hearer.hear(post));
  return classifications;
});
