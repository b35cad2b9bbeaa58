import { z } from 'zod';
import type { Instant, Ticket } from '../../src/model.ts';
import type { Checkpoint, Connector } from '../contract.ts';
import { readGrowing } from '../growing-file.ts';
import { readTicketLine } from '../ticket-line.ts';

const settings = z.strictObject({
  /** A file of JSON lines that grows, or a folder of them. */
  path: z.string().min(1),
  /** Whoever writes the file writes every change at once, so that at the end of the file everything until now is read.
   *  Without it, the newest `updatedAt` says how far the helpdesk is read. */
  complete: z.boolean().default(false),
});
export type JsonlSettings = z.infer<typeof settings>;

/** The newest `updatedAt` read, and the watermark that was told last. */
const position = z.object({ newest: z.string(), told: z.string() });

/** Tickets that another program appends to a file; a ticket that changed is written again. */
export const connector: Connector<JsonlSettings, Ticket> = {
  settings,
  every: 5_000,
  async *read({ name, settings: { path, complete }, checkpoint, signal, skip, gap, now }) {
    const begun = new Date(now()).toISOString();
    const was = position.safeParse(checkpoint).data ?? { newest: '', told: '' };
    let newest: Instant = was.newest;
    let last: Checkpoint | undefined = checkpoint;
    for await (const portion of readGrowing({ path, checkpoint, signal, skip, gap })) {
      const items = portion.values
        .map((value) => readTicketLine(value, name, skip))
        .filter((item) => item !== undefined);
      for (const { updatedAt } of items) if (updatedAt > newest && updatedAt <= begun) newest = updatedAt;
      last = { ...portion.checkpoint, newest, told: was.told };
      yield { items, checkpoint: last };
    }
    const watermark = complete ? begun : newest;
    if (last === undefined || signal.aborted || watermark === '' || watermark === was.told) return;
    yield { items: [], checkpoint: { ...last, newest, told: watermark }, watermark };
  },
};
