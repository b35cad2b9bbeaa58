import { z } from 'zod';
import { type Instant, type Ticket, ticketStatuses } from '../../src/model.ts';
import type { Checkpoint, Connector } from '../contract.ts';
import { readGrowing } from '../growing-file.ts';
import { instantOf, plainHandle, plainName, plainText, plainUrl } from '../plain-text.ts';

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

const line = z.object({
  id: z.union([z.string().min(1).max(200), z.number()]),
  channel: z.string().max(100).default('other'),
  subject: z.string().nullish(),
  text: z.string().nullish(),
  requester: z
    .object({
      name: z.string().nullish(),
      email: z.string().max(320).nullish(),
      phone: z.string().max(50).nullish(),
      handles: z.record(z.string().max(50), z.string().max(200)).nullish(),
    })
    .nullish(),
  status: z.enum(ticketStatuses),
  createdAt: z.union([z.string(), z.number()]),
  updatedAt: z.union([z.string(), z.number()]).nullish(),
  refs: z
    .array(z.union([z.string().max(200), z.number()]))
    .max(100)
    .nullish(),
  sourceUrl: z.string().nullish(),
  url: z.string().nullish(),
  openedByUs: z.boolean().nullish(),
});

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
      const items = portion.values.map((value) => ticketOf(value, name, skip)).filter((item) => item !== undefined);
      for (const { updatedAt } of items) if (updatedAt > newest && updatedAt <= begun) newest = updatedAt;
      last = { ...portion.checkpoint, newest, told: was.told };
      yield { items, checkpoint: last };
    }
    const watermark = complete ? begun : newest;
    if (last === undefined || signal.aborted || watermark === '' || watermark === was.told) return;
    yield { items: [], checkpoint: { ...last, newest, told: watermark }, watermark };
  },
};

function ticketOf(value: unknown, helpdesk: string, skip: (reason: string) => void): Ticket | undefined {
  const read = line.safeParse(value);
  if (!read.success) {
    const issue = read.error.issues[0];
    skip(`${issue?.path.map(String).join('.') || 'the line'}: ${issue?.message}`.slice(0, 200));
    return undefined;
  }
  const ticket = read.data;
  const createdAt = instantOf(ticket.createdAt);
  if (createdAt === undefined) {
    skip('createdAt: no date between 1990 and 2100');
    return undefined;
  }
  const own = String(ticket.id);
  const handles = Object.entries(ticket.requester?.handles ?? {}).filter(([, handle]) => handle.trim() !== '');
  return {
    id: own.startsWith(`${helpdesk}:`) ? own : `${helpdesk}:${own}`,
    helpdesk,
    channel: plainText(ticket.channel),
    subject: plainName(ticket.subject, 1_000) ?? '',
    text: plainText(ticket.text ?? ''),
    requester: {
      name: plainName(ticket.requester?.name),
      email: plainName(ticket.requester?.email, 320),
      phone: plainName(ticket.requester?.phone, 50),
      handles: Object.fromEntries(handles.map(([platform, handle]) => [platform, plainHandle(handle)])),
    },
    status: ticket.status,
    createdAt,
    updatedAt: instantOf(ticket.updatedAt) ?? createdAt,
    refs: (ticket.refs ?? []).map((ref) => plainText(String(ref))),
    sourceUrl: plainUrl(ticket.sourceUrl),
    url: plainUrl(ticket.url),
    openedByUs: ticket.openedByUs ?? false,
    keys: [],
  };
}
