import { z } from 'zod';
import { instantOf, plainName, plainText, plainUrl } from '../../connectors/plain-text.ts';
import { readPostLine } from '../../connectors/post-line.ts';
import { type Deletion, type Post, type Ticket, ticketStatuses } from '../model.ts';

const ticketLine = z.object({
  id: z.union([z.string().min(1).max(200), z.number()]),
  channel: z.string().max(100).default('other'),
  subject: z.string().nullish(),
  text: z.string().nullish(),
  requester: z
    .object({
      name: z.string().nullish(),
      email: z.string().nullish(),
      phone: z.string().nullish(),
      handles: z.record(z.string(), z.string()).nullish(),
    })
    .nullish(),
  status: z.enum(ticketStatuses),
  createdAt: z.union([z.string(), z.number()]),
  updatedAt: z.union([z.string(), z.number()]).nullish(),
  refs: z.array(z.union([z.string(), z.number()])).nullish(),
  sourceUrl: z.string().nullish(),
  url: z.string().nullish(),
  openedByUs: z.boolean().nullish(),
});

/** The post on a line of a batch, or what is wrong with it. */
export function readPost(line: string): Post | string {
  let reason = 'no post';
  const value = parsed(line);
  const read = value === undefined ? undefined : readPostLine(value, (why) => (reason = why));
  if (value === undefined) return 'no JSON';
  return read !== undefined && isPost(read) ? read : reason;
}

function isPost(read: Post | Deletion): read is Post {
  return 'text' in read;
}

/** The ticket on a line of a batch, its id as it stands, or what is wrong with it. */
export function readTicket(line: string): Ticket | string {
  const read = ticketLine.safeParse(parsed(line));
  if (!read.success) {
    const issue = read.error.issues[0];
    return `${issue?.path.map(String).join('.') || 'the line'}: ${issue?.message}`.slice(0, 200);
  }
  const { data } = read;
  const createdAt = instantOf(data.createdAt);
  if (createdAt === undefined) return 'createdAt: no date between 1990 and 2100';
  return {
    id: String(data.id),
    helpdesk: 'batch',
    channel: data.channel,
    subject: plainText(data.subject ?? ''),
    text: plainText(data.text ?? ''),
    requester: {
      name: plainName(data.requester?.name),
      email: data.requester?.email ?? null,
      phone: data.requester?.phone ?? null,
      handles: data.requester?.handles ?? {},
    },
    status: data.status,
    createdAt,
    updatedAt: instantOf(data.updatedAt) ?? createdAt,
    refs: (data.refs ?? []).map(String),
    sourceUrl: plainUrl(data.sourceUrl),
    url: plainUrl(data.url),
    openedByUs: data.openedByUs ?? false,
    keys: [],
  };
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

const mostHandles = 10_000;

/** Finds the handle that many posts address: the company's own, where none is told. */
export function addressees(): { add(text: string): void; most(): string | undefined } {
  const counts = new Map<string, number>();
  let total = 0;
  return {
    add(text) {
      total += 1;
      for (const handle of new Set(
        text
          .slice(0, 4_000)
          .toLowerCase()
          .match(/@[a-z][\w-]{2,30}/g) ?? [],
      )) {
        if (counts.has(handle) || counts.size < mostHandles) counts.set(handle, (counts.get(handle) ?? 0) + 1);
      }
    },
    most() {
      const [best] = [...counts].sort((a, b) => b[1] - a[1]);
      return best && best[1] >= Math.max(3, total / 10) ? best[0].slice(1) : undefined;
    },
  };
}
