import { answerEach } from '../classification/thread.ts';
import type { Comparison } from './meaning.ts';
import { align, readerOf } from './reading.ts';

const reader = await readerOf();

answerEach(async ({ post, tickets }: Comparison) => {
  const told = await reader.read(post);
  const found = [];
  for (const ticket of tickets) found.push(align(told, await reader.read(ticket)));
  return found;
});
