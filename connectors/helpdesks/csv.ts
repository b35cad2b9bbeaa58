import { hash } from 'node:crypto';
import { readdir, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { z } from 'zod';
import { type Instant, type Ticket, ticketStatuses } from '../../src/model.ts';
import { Refused, Unavailable } from '../../src/net/errors.ts';
import type { Connector, ReadRequest } from '../contract.ts';
import { type Columns, columnSettings, countKnown, type Field, findColumns, platforms } from '../csv-columns.ts';
import { encodings, mannerOf, readRows, separators } from '../csv-rows.ts';
import { fail } from '../growing-file.ts';
import { readLocalDate } from '../local-date.ts';
import { RowMarks } from '../row-marks.ts';
import { readTicketLine, type TicketLine } from '../ticket-line.ts';
import { channelOf, statusOf } from '../ticket-words.ts';

const settings = z.strictObject({
  /** An export with a row of headings, or a folder of `*.csv`, `*.tsv` and `*.txt`; of a ticket that stands in several
   *  files the last by name counts. */
  path: z.string().min(1),
  /** Which heading is what, where it is not found by itself: `{ createdAt: "Datum melding" }`. */
  columns: columnSettings.default({}),
  /** What a status of your own means: `{ "Bij leverancier": pending }`. One that nobody knows counts as open. */
  statuses: z.record(z.string(), z.enum(ticketStatuses)).default({}),
  /** Of dates that name none; IANA. */
  timeZone: z.string().refine(isTimeZone, 'a time zone, as Europe/Amsterdam').default('Europe/Amsterdam'),
  /** How 03-04-2026 is read. */
  dates: z.enum(['day-first', 'month-first']).default('day-first'),
  separator: z.union([z.enum(separators), z.literal('tab').transform(() => '\t' as const)]).optional(),
  encoding: z.enum(encodings).optional(),
  /** Every export holds all that had changed by then, so that the helpdesk is read up to five minutes before the newest
   *  file was written. Without it, the newest change in it says how far. */
  complete: z.boolean().default(false),
});
export type CsvSettings = z.infer<typeof settings>;
type Request = ReadRequest<CsvSettings>;

const position = z.object({
  /** What the files and settings were recognised by when they were last read whole. */
  files: z.string(),
  marks: z.string(),
  /** The newest change read, and the watermark that was told last. */
  newest: z.string(),
  told: z.string(),
  /** In the midst of these files so many changed rows were given. */
  reading: z.object({ files: z.string(), given: z.int() }).optional(),
});

const pageSize = 500;
const mostFiles = 1_000;
/** A file that changed later may still be in the writing. */
const settledMs = 60_000;
/** How long an export may take to be made. */
const exportMs = 300_000;

/** Tickets from exports. Files that changed are read again whole, and the rows that changed are given. */
export const connector: Connector<CsvSettings, Ticket> = {
  settings,
  every: 60_000,
  async *read(request) {
    const { settings, checkpoint, signal, now, skip } = request;
    let was = position.safeParse(checkpoint).data ?? { files: '', marks: '', newest: '', told: '' };
    const files = await filesOf(settings);
    if (files.mark !== was.files) {
      const begun = new Date(now()).toISOString();
      const marks = new RowMarks();
      let newest: Instant = '';
      for await (const { ticket, content } of ticketsIn(files.paths, request, skip)) {
        marks.add(ticket.id, content);
        if (ticket.updatedAt > newest && ticket.updatedAt <= begun) newest = ticket.updatedAt;
      }
      const before = RowMarks.from(was.marks);
      let given = was.reading?.files === files.mark ? was.reading.given : 0;
      let left = given;
      let items: Ticket[] = [];
      for await (const { ticket } of ticketsIn(files.paths, request, () => undefined)) {
        if (!marks.differs(ticket.id, before) || left-- > 0) continue;
        items.push(ticket);
        if (items.length < pageSize) continue;
        given += items.length;
        yield { items, checkpoint: { ...was, reading: { files: files.mark, given } } };
        items = [];
      }
      if (signal.aborted) return;
      if ((await filesOf(settings)).mark !== files.mark) {
        throw new Unavailable(`${settings.path} changed while it was read`);
      }
      was = { files: files.mark, marks: marks.toString(), newest, told: was.told };
      yield { items, checkpoint: was };
    }
    const written = files.newest;
    const watermark = settings.complete ? new Date(written - exportMs).toISOString() : was.newest;
    if (signal.aborted || now() - written < settledMs || watermark <= was.told) return;
    yield { items: [], checkpoint: { ...was, told: watermark }, watermark };
  },
};

interface Files {
  readonly paths: readonly string[];
  /** When the newest was written, in milliseconds since 1970. */
  readonly newest: number;
  /** Changes when a file or the settings do. */
  readonly mark: string;
}

async function filesOf(settings: CsvSettings): Promise<Files> {
  const { path } = settings;
  const found = await stat(path).catch((error: unknown) => fail(path, error));
  const names = found.isDirectory() ? await readdir(path).catch((error: unknown) => fail(path, error)) : [];
  const paths = found.isDirectory()
    ? names
        .filter(isTable)
        .sort()
        .map((name) => join(path, name))
    : [path];
  if (paths.length > mostFiles)
    throw new Refused(`${path}: more than ${mostFiles} files; move those that are done away`);
  if (paths.length === 0) throw new Unavailable(`${path} holds no CSV files (yet)`);
  let newest = 0;
  let all = JSON.stringify(settings);
  for (const one of paths) {
    const { size, mtimeMs } = await stat(one).catch((error: unknown) => fail(one, error));
    newest = Math.max(newest, mtimeMs);
    all += `\n${basename(one)} ${size} ${mtimeMs}`;
  }
  return { paths, newest, mark: hash('sha1', all) };
}

function isTable(name: string): boolean {
  return /\.(?:csv|tsv|txt)$/i.test(name) && !/^[.~]/.test(name);
}

interface Row {
  readonly ticket: Ticket;
  /** All that is used of it, as one text. */
  readonly content: string;
}

async function* ticketsIn(
  paths: readonly string[],
  request: Request,
  skip: (reason: string) => void,
): AsyncGenerator<Row> {
  const { settings, name, signal } = request;
  for (const path of paths) {
    const file = basename(path);
    const manner = await mannerOf(path, settings, (headings) => countKnown(headings, settings.columns));
    let columns: Columns | undefined;
    let number = 0;
    for await (const cells of readRows(path, manner)) {
      if (signal.aborted) return;
      number++;
      if (columns === undefined) {
        columns = findColumns(cells, settings.columns, file);
        continue;
      }
      const bad = (reason: string): void => skip(`${file}, row ${number}: ${reason}`.slice(0, 300));
      const line = lineOf(cells, columns, settings, bad);
      const ticket = line && readTicketLine(line, name, bad);
      if (ticket !== undefined) yield { ticket, content: JSON.stringify(line) };
    }
  }
}

function lineOf(
  cells: readonly string[],
  { at, references }: Columns,
  settings: CsvSettings,
  bad: (reason: string) => void,
): TicketLine | undefined {
  const cell = (field: Field): string => cells[at.get(field) ?? -1]?.trim() ?? '';
  const date = (field: Field): Instant | undefined => {
    const text = cell(field);
    const read = readLocalDate(text, settings.timeZone, settings.dates);
    if (read === undefined && text !== '') bad(`"${text.slice(0, 40)}" is no ${settings.dates} date`);
    return read;
  };
  const createdAt = date('createdAt');
  if (createdAt === undefined) {
    if (cell('createdAt') === '') bad('it has no date');
    return undefined;
  }
  const updatedAt = date('updatedAt');
  if (updatedAt === undefined && cell('updatedAt') !== '') return undefined;
  const own = cell('status');
  const parts = [cell('givenName'), cell('infix'), cell('familyName')].filter((part) => part !== '');
  return {
    id: cell('id'),
    channel: channelOf(cell('channel')),
    subject: cell('subject'),
    text: cell('text'),
    requester: {
      name: cell('name') || parts.join(' '),
      email: cell('email').slice(0, 320),
      phone: cell('phone').slice(0, 50),
      handles: Object.fromEntries(
        platforms.map((platform) => [platform, cell(platform).slice(0, 200)]).filter(([, handle]) => handle !== ''),
      ),
    },
    status: settings.statuses[own] ?? statusOf(own),
    createdAt,
    updatedAt: updatedAt ?? createdAt,
    refs: references
      .flatMap((index) => (cells[index] ?? '').split(/[,;|\n]/))
      .map((ref) => ref.trim().slice(0, 200))
      .filter((ref) => ref !== '')
      .slice(0, 100),
    sourceUrl: cell('postUrl'),
    url: cell('url'),
  };
}

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
