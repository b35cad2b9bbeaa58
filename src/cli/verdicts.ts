import { createReadStream, statSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { instantOf } from '../../connectors/plain-text.ts';
import type { Company, Post, Ticket } from '../model.ts';
import { keysOf, keysOfTicket } from '../verdict/keys.ts';
import { type Meaning, openMeaning } from '../verdict/meaning.ts';
import { judgeDeeply } from '../verdict/reconcile.ts';
import { seal, sealPost } from '../verdict/seal.ts';
import { shipped } from '../verdict/weights.ts';
import { type Io, UsageError, type Verb } from './verb.ts';
import { addressees, readPost, readTicket } from './verdict-line.ts';

const help = `klankbord verdicts --posts FILE --tickets FILE [--now ISO] [--name NAME …] [--reference PATTERN …]

Says for each complaint of a file of posts whether its author told the helpdesk about it, with the evidence. Both files
are JSON lines. A post: id, source, url, author {handle, name}, text, createdAt. A ticket: id, channel, subject, text,
requester {name, email, phone, handles}, status, createdAt, updatedAt, refs, sourceUrl, openedByUs. One line comes out
for each post: {"id","verdict","ticket","probability","evidence":[{"kind","weight","detail"}]}.

  --now        the moment up to which the helpdesk was read; otherwise the latest moment in the files
  --name       a name of the company, so that it does not count as a shared word
  --fast       judge by words alone, without the model of meaning
  --reference  a form of its numbers, # for a digit: PP-####-######
`;

const day = 86_400_000;
const windowBefore = 30 * day;
const windowAfter = 3 * day;
const grace = 600_000;
/** The keys of a batch never leave it, so that this secret need not be one. */
const secret = new TextEncoder().encode('batch');

interface Kept {
  readonly all: Ticket[];
  readonly byKey: Map<string, Ticket[]>;
}

/** Up to so many tickets each complaint is compared with all of them; of more, with those that share a key. */
const mostWhole = 1_000;

type Out = Pick<Io, 'stdout' | 'stderr'>;

export const verb: Verb = {
  summary: 'say of each complaint in a file whether a file of tickets has it',
  help,
  run: (args, io) => verdicts(args, io),
};

/** The batch verb `verdicts`: returns the exit status, 1 where a line could not be read. */
export async function verdicts(args: readonly string[], io: Out): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      posts: { type: 'string' },
      tickets: { type: 'string' },
      now: { type: 'string' },
      name: { type: 'string', multiple: true, default: [] },
      reference: { type: 'string', multiple: true, default: [] },
      fast: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h' },
    },
  });
  if (values.help) {
    io.stdout.write(help);
    return 0;
  }
  if (!values.posts || !values.tickets) {
    throw new UsageError('give the complaints with --posts and the tickets with --tickets');
  }
  const until = values.now === undefined ? undefined : instantOf(values.now);
  if (values.now !== undefined && until === undefined) {
    throw new UsageError('--now is no moment; write it as 2026-11-24T12:00:00Z');
  }
  const seen = await survey(values.posts);
  const [name = seen.addressed ?? '', ...names] = values.name;
  const company: Company = {
    name,
    names,
    handles: [],
    locale: 'en',
    timeZone: 'Europe/Amsterdam',
    references: values.reference,
  };
  for (const file of [values.posts, values.tickets]) {
    if (statSync(file).isDirectory()) throw new UsageError(`${file} is a folder; name a file of JSON lines`);
  }
  const kept: Kept = { all: [], byKey: new Map() };
  const read = await readTickets(values.tickets, kept, company, io);
  const latest = until ?? [read.latest, seen.latest].sort().at(-1)!;
  let bad = read.bad;
  let at = 0;
  const meaning = values.fast ? undefined : await openMeaning();
  for await (const line of linesOf(values.posts)) {
    at += 1;
    if (line.trim() === '') continue;
    const post = readPost(line);
    if (typeof post === 'string') bad += 1;
    const out =
      typeof post === 'string'
        ? { id: null, error: `line ${at}: ${post}` }
        : await verdictOf(post, kept, company, latest, meaning);
    if (!io.stdout.write(`${JSON.stringify(out)}\n`)) await new Promise((resolve) => io.stdout.once('drain', resolve));
  }
  await meaning?.close();
  return bad === 0 ? 0 : 1;
}

async function verdictOf(
  raw: Post,
  { all, byKey }: Kept,
  company: Company,
  latest: string,
  meaning: Meaning | undefined,
): Promise<object> {
  const post = sealPost(raw, secret);
  const found = all.length <= mostWhole ? all : new Set(keysOf(post, company).flatMap((key) => byKey.get(key) ?? []));
  const now = Date.parse(latest) + grace;
  const { label, ...verdict } = await judgeDeeply(
    {
      post,
      tickets: [...found],
      links: [],
      watermark: new Date(now).toISOString(),
      now,
      grace,
      windowBefore,
      windowAfter,
      company,
      weights: shipped.plain,
    },
    meaning ? { meaning } : {},
  );
  return { id: post.id, verdict: label, ...verdict };
}

async function readTickets(
  file: string,
  { all, byKey }: Kept,
  company: Company,
  io: Out,
): Promise<{ bad: number; latest: string }> {
  let [bad, at, latest] = [0, 0, ''];
  for await (const line of linesOf(file)) {
    at += 1;
    if (line.trim() === '') continue;
    const ticket = readTicket(line);
    if (typeof ticket === 'string') {
      bad += 1;
      io.stderr.write(`klankbord verdicts: ${file}: line ${at}: ${ticket}\n`);
      continue;
    }
    const keys = keysOfTicket(ticket, company, secret);
    const sealed = { ...seal(ticket, secret), keys };
    all.push(sealed);
    for (const key of keys) {
      const same = byKey.get(key);
      if (same) same.push(sealed);
      else byKey.set(key, [sealed]);
    }
    for (const moment of [ticket.createdAt, ticket.updatedAt]) if (moment > latest) latest = moment;
  }
  return { bad, latest };
}

/** A first pass over the posts: the latest moment, and whom they address. */
async function survey(file: string): Promise<{ latest: string; addressed: string | undefined }> {
  const handles = addressees();
  let latest = '';
  for await (const line of linesOf(file)) {
    const post = line.trim() === '' ? '' : readPost(line);
    if (typeof post === 'string') continue;
    handles.add(post.text);
    if (post.createdAt > latest) latest = post.createdAt;
  }
  return { latest, addressed: handles.most() };
}

function linesOf(file: string): AsyncIterable<string> {
  return createInterface({ input: createReadStream(file), crlfDelay: Number.POSITIVE_INFINITY });
}
