import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import type { Classification } from '../model.ts';
import type { Classifier, Utterance } from './classifier.ts';
import type { Answer, Question, Start } from './worker.ts';

export interface Options {
  /** Leave the transformer out: some fifty times as fast, and a few points worse. */
  readonly fast?: boolean;
  /** Where the trained models are; the package's own by default. */
  readonly folder?: string;
  /** What runs in the thread; a test has it die. */
  readonly thread?: URL;
}

interface Waiting {
  resolve(classifications: Classification[]): void;
  reject(error: Error): void;
}

const shipped = fileURLToPath(new URL('../../models', import.meta.url));

/** Starts the classification in a thread of its own. Rejects where a model file is missing or damaged. A thread that
 *  dies rejects what waits for it, and the next call starts another. */
export async function openClassifier(options: Options = {}): Promise<Classifier> {
  const start: Start = { folder: options.folder ?? shipped, fast: options.fast ?? false };
  const waiting = new Map<number, Waiting>();
  let next = 0;
  let closed = false;
  let running: Promise<Worker> | undefined = open();
  await running;

  function open(): Promise<Worker> {
    const worker = new Worker(options.thread ?? new URL('./worker.ts', import.meta.url), {
      workerData: start,
      name: 'classification',
    });
    return new Promise((resolve, reject) => {
      const fail = (error: Error): void => {
        running = undefined;
        reject(error);
        for (const one of waiting.values()) one.reject(error);
        waiting.clear();
      };
      worker.on('error', (error) => fail(error as Error));
      worker.on('exit', (code) => {
        if (running)
          fail(new Error(closed ? 'the classification is closed' : `the classification stopped with ${code}`));
      });
      worker.on('message', (answer: Answer) => {
        if ('ready' in answer) {
          resolve(worker);
          return;
        }
        const one = waiting.get(answer.id);
        waiting.delete(answer.id);
        if ('error' in answer) one?.reject(new Error(answer.error));
        else one?.resolve(answer.classifications);
      });
    });
  }

  return {
    async classify(posts: readonly Utterance[]) {
      if (posts.length === 0) return [];
      if (closed) throw new Error('the classification is closed');
      running ??= open();
      const worker = await running;
      const id = next++;
      return new Promise((resolve, reject) => {
        waiting.set(id, { resolve, reject });
        worker.postMessage({ id, posts } satisfies Question);
      });
    },
    async close() {
      closed = true;
      const worker = await running?.catch(() => undefined);
      await worker?.terminate();
    },
  };
}
