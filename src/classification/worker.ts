import { parentPort, workerData } from 'node:worker_threads';
import type { Classification } from '../model.ts';
import type { Utterance } from './classifier.ts';
import { hearerOf } from './hear.ts';

/** What a worker is started with. */
export interface Start {
  readonly folder: string;
  readonly fast: boolean;
}

export interface Question {
  readonly id: number;
  readonly posts: readonly Utterance[];
}

export type Answer =
  | { readonly ready: true }
  | { readonly id: number; readonly classifications: Classification[] }
  | { readonly id: number; readonly error: string };

const port = parentPort;
if (!port) throw new Error('worker.ts runs in a worker thread');

const hearer = await hearerOf(workerData as Start);
let last = Promise.resolve();

port.on('message', ({ id, posts }: Question) => {
  last = last.then(async () => {
    try {
      const classifications: Classification[] = [];
      for (const post of posts) classifications.push(await hearer.hear(post));
      port.postMessage({ id, classifications } satisfies Answer);
    } catch (error) {
      port.postMessage({ id, error: String(error) } satisfies Answer);
    }
  });
});
port.postMessage({ ready: true } satisfies Answer);
