import { parentPort } from 'node:worker_threads';
import type { Utterance } from '../../src/classification/classifier.ts';

/** The real thread, which dies of the word “die”. */
await import('../../src/classification/worker.ts');
parentPort?.on('message', ({ question }: { question: readonly Utterance[] }) => {
  if (question.some(({ text }) => text === 'die')) process.exit(7);
});
