import { parentPort } from 'node:worker_threads';
import type { Question } from '../../src/classification/worker.ts';

/** The real thread, which dies of the word “die”. */
await import('../../src/classification/worker.ts');
parentPort?.on('message', ({ posts }: Question) => {
  if (posts.some(({ text }) => text === 'die')) process.exit(7);
});
