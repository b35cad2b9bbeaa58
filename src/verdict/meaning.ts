import { fileURLToPath } from 'node:url';
import { calibratedFiles } from '../classification/calibrated.ts';
import { readModels } from '../classification/models.ts';
import { openThread } from '../classification/thread.ts';
import type { Post, Ticket } from '../model.ts';

/** What the models say of a post and a ticket. `told` and `asked` are how much of what each says the other says too,
 *  whatever their languages, rare words counting most: about 0 for strangers, 1 for one story. */
export interface Alike {
  /** What of the post is on the ticket. */
  readonly told: number;
  /** What of the ticket is in the post. */
  readonly asked: number;
  /** How alike their topics are, 0…1. */
  readonly topics: number;
  /** The probability that the ticket complains. */
  readonly complaint: number;
  /** The probability that the post says to have told the company. */
  readonly saysReported: number;
}

export interface Meaning {
  /** The post with each of the tickets, in their order. */
  compare(post: Post, tickets: readonly Ticket[]): Promise<Alike[]>;
  close(): Promise<void>;
}

/** Two texts are read where the model is. */
export interface Comparison {
  readonly post: string;
  readonly tickets: readonly string[];
}

export const folder = fileURLToPath(new URL('../../models', import.meta.url));
export const files = ['meaning.onnx', 'meaning.json', 'vocabulary.tsv', ...calibratedFiles];

/** The same, opened at the first comparison, since many a start never compares; a file that is missing or damaged is an
 *  error at once. */
export function meaningWhenAsked(): Meaning {
  readModels(folder, files);
  let opened: Promise<Meaning> | undefined;
  const open = (): Promise<Meaning> => {
    opened ??= openMeaning();
    return opened;
  };
  return {
    compare: async (post, tickets) => (await open()).compare(post, tickets),
    close: async () => (await opened)?.close(),
  };
}

/** Opens `models/meaning.onnx` (see `models/README.md`) in a thread of its own, so that nothing waits while it reads; a
 *  quarter of a second and 120 MB. */
export async function openMeaning(): Promise<Meaning> {
  const thread = await openThread<Comparison, Alike[]>(new URL('./worker.ts', import.meta.url), 'model of meaning');
  return {
    compare: async (post, tickets) =>
      tickets.length === 0
        ? []
        : thread.ask({ post: post.text, tickets: tickets.map(({ subject, text }) => `${subject}. ${text}`) }),
    close: () => thread.close(),
  };
}
