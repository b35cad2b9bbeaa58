import { z } from 'zod';
import type { Post } from '../../src/model.ts';
import type { Connector } from '../contract.ts';
import { readGrowing } from '../growing-file.ts';
import { readPostLine, sorted } from '../post-line.ts';

const settings = z.strictObject({
  /** A file of JSON lines that grows, or a folder of them. */
  path: z.string().min(1),
});
export type JsonlSettings = z.infer<typeof settings>;

/** Posts that another program appends to a file; the shape of a line is that of `post-line`. */
export const connector: Connector<JsonlSettings, Post> = {
  settings,
  every: 5_000,
  async *read({ settings: { path }, checkpoint, signal, skip, gap }) {
    for await (const portion of readGrowing({ path, checkpoint, signal, skip, gap })) {
      yield { ...sorted(portion.values.map((value) => readPostLine(value, skip))), checkpoint: portion.checkpoint };
    }
  },
};
