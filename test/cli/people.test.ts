import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { audit, mondayOf } from '../../src/cli/audit.ts';
import type { Mention } from '../../src/model.ts';
import { openStore } from '../../src/store/open.ts';
import type { Store } from '../../src/store/store.ts';
import { aMention, aPost, aTicket, aVerdict } from '../support/a.ts';
import { minutesAgo, postLine, ticketLine, undelivered, waiting, writeCompany } from '../support/company.ts';
import { startDaemon } from '../support/daemon.ts';
import { klankbord } from '../support/klankbord.ts';

const folder = mkdtempSync(join(tmpdir(), 'klankbord-people-'));
afterAll(() => rmSync(folder, { recursive: true }));
const open = (): Promise<Store> => openStore({ kind: 'sqlite', path: join(folder, 'k.db') });

/** Anna waits on the phone under her account; a ticket about waiting comes from an address that nobody knows to be hers. */
beforeAll(async () => {
  writeCompany(folder);
  writeFileSync(join(folder, 'posts.jsonl'), postLine('1', 'anna', waiting) + postLine('2', 'bert', undelivered));
  const requester = { name: null, email: 'Annie@Post.example', phone: null, handles: {} };
  const story = 'Klant staat al een uur in de wacht, niemand neemt op. Boos over de klantenservice.';
  writeFileSync(
    join(folder, 'tickets.jsonl'),
    ticketLine('T1', { subject: 'Lang in de wacht', text: story, requester, createdAt: minutesAgo(55) }),
  );
  const file = join(folder, 'klankbord.yaml');
  writeFileSync(file, readFileSync(file, 'utf8').replaceAll(/(path: )(\w)/g, `$1${folder}/$2`));
  await listen();
});

/** The daemon, until it has read the helpdesk once and reviewed what is due. */
async function listen(): Promise<void> {
  const daemon = await startDaemon(readFileSync(join(folder, 'klankbord.yaml'), 'utf8'));
  await daemon.until((event) => event.what === 'caught-up' && event.part === 'source:posts');
  await daemon.until((event) => event.what === 'caught-up' && event.part === 'helpdesk:desk');
  const settled = async (): Promise<boolean> => {
    const store = await open();
    const kept = await store.known(['x:1', 'x:2']);
    await store.close();
    return kept.size === 2 && [...kept.values()].every(({ verdict }) => verdict?.label !== 'unknown');
  };
  await daemon.untilTrue(settled);
  await daemon.stop();
}

async function kept(id: string): Promise<Mention> {
  const store = await open();
  try {
    return (await store.known([id])).get(id)!;
  } finally {
    await store.close();
  }
}

describe('link and unlink', () => {
  it('make two identities one person, whose complaint is judged again, and take that back', async () => {
    expect((await kept('x:1')).verdict?.label).toBe('unreported');
    const link = ['link', 'x:Anna', 'annie@post.example', '--because', 'she said so on the phone'];
    const linked = await klankbord(link, folder);
    expect(linked).toMatchObject({ status: 0, err: '' });
    expect(linked.out).toContain('one complaint will be judged again');
    expect(linked.out).not.toContain('post.example');
    await listen();
    const { verdict, said } = await kept('x:1');
    expect({ label: verdict?.label, ticket: verdict?.ticket, said }).toEqual({
      label: 'reported',
      ticket: 'desk:T1',
      said: 'unreported',
    });

    const shown = await klankbord(['why', 'x:1'], folder);
    expect(shown.out).toMatch(/^reported, \d+ % reported, ticket desk:T1$/m);
    expect(shown.out).toContain('Dit account is aan de klant gekoppeld');
    expect(shown.out).toMatch(/ticket desk:T1 \(open\)/);

    expect(await klankbord(['unlink', 'annie@post.example', 'x:anna'], folder)).toMatchObject({ status: 0, err: '' });
    await listen();
    expect((await kept('x:1')).verdict?.label).toBe('unreported');
  });

  it.each([
    [['link', 'x:anna', 'name:Anna', '--because', 'so'], 'a name alone never links'],
    [['link', 'x:anna', 'x:annie'], 'why with --because'],
    [['link', 'x:anna', 'X:@Anna', '--because', 'so'], 'the same identity'],
    [['unlink', 'x:anna', 'x:annie'], 'are not linked'],
    [['why', 'x:404'], 'no mention "x:404" is kept'],
  ])('refuse %j', async (args, told) => {
    expect(await klankbord(args, folder)).toMatchObject({ status: 2, out: '', err: expect.stringContaining(told) });
  });
});

describe('the audit', () => {
  const from = mondayOf('2026-W46');
  const at = '2026-11-10T10:00:00.000Z';
  const later = (minutes: number): string => new Date(Date.parse(at) + minutes * 60_000).toISOString();

  it('counts what was called unreported and was not, per source', async () => {
    const store = await openStore({ kind: 'sqlite', path: ':memory:' });
    const mention = (id: string, over: Partial<Mention>) =>
      aMention({ ...over, id, post: aPost({ id, createdAt: at }) });
    const reported = (ticket: string) => aVerdict({ label: 'reported', ticket });
    await store.save({
      tickets: [
        aTicket({ id: 'desk:before', createdAt: later(-60) }),
        aTicket({ id: 'desk:after', createdAt: later(600) }),
      ],
      mentions: [
        mention('x:1', { said: 'unreported' }),
        mention('x:2', { said: 'unreported', verdict: reported('desk:before') }),
        mention('x:3', { said: 'unreported', verdict: reported('desk:after') }),
        mention('x:4', { said: 'reported', verdict: aVerdict() }),
        mention('x:5', { verdict: aVerdict({ label: 'unknown' }) }),
        mention('x:6', { verdict: null }),
      ],
    });
    expect(await audit(from, store, 600_000)).toEqual([
      {
        ...{ source: 'x', complaints: 5, unknown: 1, unreported: 3, reportedLater: 1 },
        ...{ missed: 1, mistaken: 1, noComplaint: 0 },
      },
    ]);
    await store.close();
  });

  it('knows on which Monday an ISO week begins, also over the turn of the year', () => {
    expect(new Date(mondayOf('2026-W47')).toISOString()).toBe('2026-11-16T00:00:00.000Z');
    expect(new Date(mondayOf('2026-W01')).toISOString()).toBe('2025-12-29T00:00:00.000Z');
  });

  it('says at the command line how often we were wrong', async () => {
    const week = weekOf(new Date(Date.now() - 3_600_000));
    const { status, out } = await klankbord(['audit', '--week', week], folder);
    expect(status).toBe(0);
    expect(out).toMatch(/Of \d complaints that were called unreported, 0 had been reported by then/);
  });
});

describe('train verdict', () => {
  it('says before and after, and changes nothing without being told to', async () => {
    await klankbord(['answer', 'x:2', 'already-reported', '--ticket', 'desk:T1'], folder);
    const { status, out } = await klankbord(['train', 'verdict'], folder);
    expect({ status, out }).toEqual({
      status: 0,
      out: expect.stringMatching(/1 labelled pairs?\n.*\n.*\nnothing was changed/),
    });
  });

  it('writes what it learnt where it is told to, and the configuration takes it from there', async () => {
    const file = join(folder, 'klankbord.yaml');
    const yaml = readFileSync(file, 'utf8');
    await klankbord(['train', 'verdict', '--accept', 'weights.json'], folder);
    writeFileSync(file, yaml.replace('grace: 1s', 'grace: 1s, weights: weights.json'));
    expect(await klankbord(['check'], folder)).toMatchObject({ status: 0 });
    writeFileSync(join(folder, 'weights.json'), '{}');
    const damaged = await klankbord(['check'], folder);
    expect(damaged.status).toBe(1);
    expect(damaged.out + damaged.err).toMatch(/klankbord\.yaml:\d+:\d+ alerts\.weights: .*weights\.json/);
    writeFileSync(file, yaml);
  });
});

function weekOf(moment: Date): string {
  const day = Temporal.Instant.fromEpochMilliseconds(moment.getTime()).toZonedDateTimeISO('UTC');
  return `${day.yearOfWeek}-W${String(day.weekOfYear).padStart(2, '0')}`;
}
