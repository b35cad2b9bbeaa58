import { appendFile, mkdtemp, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Checkpoint } from '../../../connectors/contract.ts';
import { connector } from '../../../connectors/helpdesks/csv.ts';
import { Refused, Unavailable, Unreadable } from '../../../src/net/errors.ts';
import { hear } from '../../contracts/source.ts';

const now = Date.parse('2026-11-24T12:00:00Z');

async function folder(): Promise<string> {
  const made = await mkdtemp(join(tmpdir(), 'klankbord-'));
  onTestFinished(() => rm(made, { recursive: true }));
  return made;
}

async function write(path: string, content: string | Buffer, at = now - 600_000): Promise<void> {
  await writeFile(path, content);
  await utimes(path, new Date(at), new Date(at));
}

const read = (path: string, settings: Record<string, unknown> = {}, checkpoint?: Checkpoint) =>
  hear(connector, { path, ...settings }, { checkpoint, now: () => now });

async function readText(content: string | Buffer, settings: Record<string, unknown> = {}) {
  const path = join(await folder(), 'export.csv');
  await write(path, content);
  return read(path, settings);
}

describe('the columns', () => {
  it('are found by their Dutch headings, and those that mean nothing are let be', async () => {
    const { posts, skipped } = await readText(
      [
        'Zaaknummer;Prioriteit;Onderwerp;Omschrijving;Voornaam;Tussenvoegsel;Achternaam;E-mailadres;Telefoonnummer;Toestand;Kanaal;Aangemaakt op;Laatst gewijzigd;Ordernummer;Klantnummer;Twitter',
        '2026-17;hoog;Pakket kwijt;"Al drie weken ""onderweg"";\nniemand weet iets.";Jan;de;Vries;jan@post.example;0612345678;Afgehandeld;Telefonisch;24-11-2026 09:05;24-11-2026 10:30;PP-118832, PP-118833;K-9;@jdevries84',
      ].join('\r\n'),
    );
    expect(skipped).toEqual([]);
    expect(posts).toEqual([
      {
        id: 'test:2026-17',
        helpdesk: 'test',
        channel: 'phone',
        subject: 'Pakket kwijt',
        text: 'Al drie weken "onderweg";\nniemand weet iets.',
        requester: {
          name: 'Jan de Vries',
          email: 'jan@post.example',
          phone: '0612345678',
          handles: { x: 'jdevries84' },
        },
        status: 'solved',
        createdAt: '2026-11-24T08:05:00.000Z',
        updatedAt: '2026-11-24T09:30:00.000Z',
        refs: ['PP-118832', 'PP-118833', 'K-9'],
        sourceUrl: null,
        url: null,
        openedByUs: false,
        keys: [],
      },
    ]);
  });

  it('are found by English headings in any case', async () => {
    const { posts } = await readText(
      'TICKET ID,Subject,Description,Requester name,Requester e-mail,Status,Created at,Updated at\n' +
        '7,Lost,My parcel is lost,Ann,ann@post.example,Waiting on customer,2026-11-20T10:00:00Z,2026-11-21 10:00\n',
    );
    expect(posts).toMatchObject([
      { id: 'test:7', status: 'pending', createdAt: '2026-11-20T10:00:00.000Z', updatedAt: '2026-11-21T09:00:00.000Z' },
    ]);
  });

  it('are those that the settings name', async () => {
    const { posts } = await readText('Sleutel;Datum;Kop;Bon\n1;20-11-2026;Kwijt;B1\n', {
      columns: { id: 'sleutel', subject: 'Kop', references: ['Bon'] },
    });
    expect(posts).toMatchObject([{ id: 'test:1', subject: 'Kwijt', refs: ['B1'], status: 'open' }]);
  });

  it.each([
    [
      'Sleutel;Aangemakt;Onderwerp\n1;20-11-2026;x\n',
      {},
      /^export\.csv: .*number of a ticket: name it under columns\.id/,
    ],
    [
      'Nummer;Aangemakt;Onderwerp\n1;20-11-2026;x\n',
      {},
      /columns\.createdAt; did you mean "Aangemakt"\?; there is "Nummer"/,
    ],
    ['Nummer;Datum\n1;20-11-2026\n', {}, /columns\.text/],
    [
      'Nummer;Datum;Onderwerp\n',
      { columns: { name: 'Onderwerpen' } },
      /columns\.name.*"Onderwerpen"; did you mean "Onderwerp"/,
    ],
  ])('make a clear error where one is missing: %j', async (text, settings, message) => {
    const failure = await readText(text, settings).catch((error: Error) => error);
    expect(failure).toBeInstanceOf(Refused);
    expect((failure as Error).message).toMatch(message);
  });
});

describe('the file', () => {
  const text = 'Nummer;Onderwerp;Datum\n1;Café gesloten €5;20-11-2026\n';
  const latin = Buffer.from(text.replace('€', '\x80'), 'latin1');
  it.each<[string, string | Buffer, Record<string, unknown>]>([
    ['UTF-8', text, {}],
    ['UTF-8 with a byte order mark', `\uFEFF${text}`, {}],
    ['Windows-1252', latin, {}],
    ['UTF-16 with a byte order mark', Buffer.from(`\uFEFF${text}`, 'utf16le'), {}],
    ['commas', text.replaceAll(';', ','), {}],
    ['tabs', text.replaceAll(';', '\t'), {}],
    ['a separator of one’s own', text.replaceAll(';', '|'), { separator: '|' }],
    ['the first line of Excel', `sep=;\r\n${text.replaceAll('\n', '\r\n')}`, {}],
    ['no last line end', text.trimEnd(), {}],
  ])('may be written with %s', async (_, content, settings) => {
    const { posts } = await readText(content, settings);
    expect(posts.map(({ id, subject }) => [id, subject])).toEqual([['test:1', 'Café gesloten €5']]);
  });

  it('finds a comma in the text no separator', async () => {
    const { posts } = await readText('Nummer;Onderwerp, kort;Omschrijving;Datum\n1;a,b;c,d,e;20-11-2026\n');
    expect(posts).toMatchObject([{ text: 'c,d,e' }]);
  });

  it.each<[string, string | Buffer]>([
    ['that breaks off inside quotes', 'Nummer;Onderwerp;Datum\n1;"Kwijt;20-11-2026\n2;x;20-11-2026\n'],
    ['with a row without end', `Nummer;Onderwerp;Datum\n1;${'x'.repeat(1_200_000)};20-11-2026\n`],
  ])('is unreadable %s', async (_, content) => {
    await expect(readText(content)).rejects.toBeInstanceOf(Unreadable);
  });

  it.each<[string, string | Buffer]>([
    ['zeros', Buffer.alloc(10_000)],
    ['a picture', Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex')],
    ['a web page', '<!DOCTYPE html>\n<html><body>Log in</body></html>\n'],
  ])('is refused when it is %s', async (_, content) => {
    await expect(readText(content)).rejects.toBeInstanceOf(Refused);
  });

  it('is waited for when it is not there, and told when it may not be read', async () => {
    await expect(read(join(await folder(), 'none.csv'))).rejects.toBeInstanceOf(Unavailable);
    await expect(read(await folder())).rejects.toBeInstanceOf(Unavailable);
  });

  it('may be a folder, where the later file says how a ticket is now', async () => {
    const path = await folder();
    const head = 'Nummer;Onderwerp;Status;Datum\n';
    await write(join(path, '2026-11-24.csv'), `${head}1;Kwijt;opgelost;20-11-2026\n`);
    await write(join(path, '2026-11-23.csv'), `${head}1;Kwijt;nieuw;20-11-2026\n2;Stuk;nieuw;20-11-2026\n`);
    await write(join(path, 'lees mij.md'), 'geen export');
    const { posts } = await read(path);
    const last = new Map(posts.map(({ id, status }) => [id, status]));
    expect([...last]).toEqual([
      ['test:1', 'solved'],
      ['test:2', 'open'],
    ]);
  });
});

describe('a row', () => {
  it('with a bad date or number costs only itself', async () => {
    const { posts, skipped } = await readText(
      'Nummer;Onderwerp;Datum;Bijgewerkt\n1;a;31-02-2026;\n;b;20-11-2026;\n3;c;;\n4;d;20-11-2026;gisteren\n5;e;20-11-2026;\n6\n',
    );
    expect(posts.map(({ id }) => id)).toEqual(['test:5']);
    expect(skipped).toEqual([
      expect.stringMatching(/^export\.csv, row 2: "31-02-2026" is no day-first date/),
      expect.stringMatching(/row 3: id/),
      expect.stringMatching(/row 4: it has no date/),
      expect.stringMatching(/row 5: "gisteren"/),
      expect.stringMatching(/row 7: it has no date/),
    ]);
  });

  it('means by its status what the settings say', async () => {
    const { posts } = await readText(
      'Nummer;Onderwerp;Status;Datum\n1;a;Bij leverancier;20-11-2026\n2;b;Raar;20-11-2026\n',
      {
        statuses: { 'Bij leverancier': 'pending' },
      },
    );
    expect(posts.map(({ status }) => status)).toEqual(['pending', 'open']);
  });
});

describe('a changed file', () => {
  const head = 'Nummer;Onderwerp;Status;Datum\n';
  const row = (n: number, status = 'open'): string => `${n};Pakket ${n} kwijt;${status};20-11-2026\n`;
  const rows = (from: number, to: number): string =>
    Array.from({ length: to - from }, (_, i) => row(from + i)).join('');

  it('gives the rows that changed or came, wherever they stand now', async () => {
    const path = join(await folder(), 'export.csv');
    await write(path, head + rows(1, 20));
    const { checkpoint } = await read(path);
    await write(path, head + row(99) + rows(10, 20) + row(3, 'opgelost') + rows(1, 3) + rows(4, 10), now - 500_000);
    const { posts } = await read(path, {}, checkpoint);
    expect(posts.map(({ id, status }) => [id, status])).toEqual([
      ['test:99', 'open'],
      ['test:3', 'solved'],
    ]);
  });

  it('gives few others with one that changed among thousands, and keeps a small checkpoint', async () => {
    const path = join(await folder(), 'export.csv');
    await write(path, head + rows(1, 6_000));
    const { checkpoint } = await read(path);
    expect(JSON.stringify(checkpoint).length).toBeLessThan(40_000);
    await write(path, head + rows(1, 500) + row(500, 'opgelost') + rows(501, 6_000), now - 500_000);
    const { posts } = await read(path, {}, checkpoint);
    expect(posts.filter(({ status }) => status === 'solved').map(({ id }) => id)).toEqual(['test:500']);
    expect(posts.length).toBeLessThan(20);
  });

  it('is read from its beginning when it changes in the middle of reading', async () => {
    const path = join(await folder(), 'export.csv');
    await write(path, head + rows(1, 1_200));
    const { checkpoint } = await hear(connector, { path }, { pages: 1, now: () => now });
    await write(path, head + row(5_000) + rows(1, 1_200), now - 500_000);
    const { posts } = await read(path, {}, checkpoint);
    expect(new Set(posts.map(({ id }) => id)).size).toBe(1_200);
  });

  it('asks for another look when it changes under the reader', async () => {
    const path = join(await folder(), 'export.csv');
    await write(path, head + rows(1, 1_200));
    const reading = connector.read!({
      name: 'test',
      settings: connector.settings.parse({ path }),
      checkpoint: undefined,
      web: { fetch: () => expect.unreachable(), json: () => expect.unreachable() },
      signal: new AbortController().signal,
      now: () => now,
      skip: () => undefined,
      gap: () => undefined,
    });
    const all = async (): Promise<void> => {
      for await (const _ of reading) await appendFile(path, row(9_999));
    };
    await expect(all()).rejects.toBeInstanceOf(Unavailable);
  });
});

describe('how far the helpdesk is read', () => {
  const text = 'Nummer;Onderwerp;Datum;Bijgewerkt\n1;a;20-11-2026;24-11-2026 12:00\n2;b;20-11-2026;23-11-2026 12:00\n';
  const watermark = ({ pages }: Awaited<ReturnType<typeof read>>) => pages.at(-1)?.watermark;

  it('is the newest change in the export', async () => {
    expect(watermark(await readText(text))).toBe('2026-11-24T11:00:00.000Z');
  });

  it('is when the export was made, less what making it takes, where an export is complete', async () => {
    expect(watermark(await readText(text, { complete: true }))).toBe('2026-11-24T11:45:00.000Z');
  });

  it('is told a minute after the last write, for the file may be in the writing', async () => {
    const path = join(await folder(), 'export.csv');
    await write(path, text, now - 1_000);
    const first = await read(path);
    expect(first.posts).toHaveLength(2);
    expect(watermark(first)).toBeUndefined();
    const later = await hear(connector, { path }, { checkpoint: first.checkpoint, now: () => now + 60_000 });
    expect(later.pages).toMatchObject([{ items: [], watermark: '2026-11-24T11:00:00.000Z' }]);
    const again = await hear(connector, { path }, { checkpoint: later.checkpoint, now: () => now + 120_000 });
    expect(again.pages).toEqual([]);
    expect((await stat(path)).size).toBe(text.length);
  });

  it('is not beyond now, whatever a date in the export says', async () => {
    expect(watermark(await readText(`${text}3;c;20-11-2026;01-01-2027\n`))).toBe('2026-11-24T11:00:00.000Z');
  });
});
