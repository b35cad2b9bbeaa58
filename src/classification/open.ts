import { fileURLToPath } from 'node:url';
import type { Classification } from '../model.ts';
import type { Classifier, Utterance } from './classifier.ts';
import { openThread } from './thread.ts';
import type { Start } from './worker.ts';

export interface Options {
  /** Leave the transformer out: some fifty times as fast, and a few points worse. */
  readonly fast?: boolean;
  /** Where the trained models are; the package's own by default. */
  readonly folder?: string;
  /** What runs in the thread; a test has it die. */
  readonly thread?: URL;
}

const shipped = fileURLToPath(new URL('../../models', import.meta.url));

/** Starts the classification in a thread of its own. Rejects where a model file is missing or damaged. */
export async function openClassifier(options: Options = {}): Promise<Classifier> {
  const start: Start = { folder: options.folder ?? shipped, fast: options.fast ?? false };
  const module = options.thread ?? new URL('./worker.ts', import.meta.url);
  const thread = await openThread<readonly Utterance[], Classification[]>(module, 'classification', start);
  return {
    classify: async (posts) => (posts.length === 0 ? [] : thread.ask(posts)),
    close: () => thread.close(),
  };
}
