import { type ZodError, z } from 'zod';
import { type Ticket, ticketStatuses } from '../src/model.ts';
import { instantOf, plainHandle, plainName, plainText, plainUrl } from './plain-text.ts';

/** Begins the `external_id` of a ticket that Klankbord opened itself: `klankbord:<post id>`. */
export const ourPrefix = 'klankbord:';

const text = z.string().nullish();
const when = z.union([z.string(), z.number()]);

/** A ticket as one JSON object, as files and webhooks bring it and as every helpdesk is read into; other keys are let be. */
const ticketLine = z.object({
  id: z.union([z.string().min(1).max(200), z.number()]),
  channel: z.string().max(100).default('other'),
  subject: text,
  text,
  requester: z
    .object({
      name: text,
      email: z.string().max(320).nullish(),
      phone: z.string().max(50).nullish(),
      handles: z.record(z.string().max(50), z.string().max(200)).nullish(),
    })
    .nullish(),
  status: z.enum(ticketStatuses),
  createdAt: when,
  updatedAt: when.nullish(),
  refs: z
    .array(z.union([z.string().max(200), z.number()]))
    .max(100)
    .nullish(),
  sourceUrl: text,
  url: text,
  openedByUs: z.boolean().nullish(),
});
export type TicketLine = z.input<typeof ticketLine>;

/** The ticket that one line says, of this configured helpdesk; anything else is undefined and told to `skip`. */
export function readTicketLine(value: unknown, helpdesk: string, skip: (reason: string) => void): Ticket | undefined {
  const read = ticketLine.safeParse(value);
  if (!read.success) {
    skip(firstIssue(read.error, 'the line'));
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

/** The first thing that is wrong, as `path: what`, in at most 200 characters. */
export function firstIssue(error: ZodError, whole: string): string {
  const issue = error.issues[0];
  return `${issue?.path.map(String).join('.') || whole}: ${issue?.message}`.slice(0, 200);
}
