import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, describe, expect, it } from 'vitest';

const doomed = new URL('../support/doomed.ts', import.meta.url).pathname;
const root = mkdtempSync(join(tmpdir(), 'klankbord-kill-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

describe('a daemon that is killed', () => {
  it('ends, after another start, where an undisturbed one ends, whichever write it was killed at', async () => {
    const whole = await run(aFolder('whole'));
    const writes = writesOf(whole);
    expect(writes).toBeGreaterThan(10);
    const expected = stateOf(join(root, 'whole'));
    expect(expected.alerts.length).toBeGreaterThan(1);

    const tries = Array.from({ length: writes }, (_, index) => index + 1);
    let kills = 0;
    await inParallel(tries, 4, async (killAt) => {
      const folder = aFolder(`kill-${killAt}`);
      const killed = await run(folder, killAt);
      if (killed.signal === 'SIGKILL') kills += 1;
      else {
        // A quicker run looks at its outbox less often, and is over before that write.
        expect(killed.code).toBe(0);
        expect(writesOf(killed)).toBeLessThan(killAt);
      }
      const after = await run(folder);
      expect(after.code).toBe(0);
      expect({ killAt, ...stateOf(folder) }).toEqual({ killAt, ...expected });
      const shown = (text: string) => (killed.out + after.out).split(text).length - 1;
      for (const alert of expected.alerts) {
        const times = shown(JSON.parse(alert.message).quote.text.slice(0, 40));
        expect(times).toBeGreaterThanOrEqual(1);
      }
      rmSync(folder, { recursive: true });
    });
    expect(kills).toBeGreaterThan(10);
  }, 900_000);
});

/** Two complaints, one of them reported by a ticket; one post about something else, one praise, one deletion. */
function aFolder(name: string): string {
  const folder = join(root, name);
  const posts = [
    aPost('1', 'klaas', 'Alweer een uur in de wacht bij Voorbeeldia, niemand neemt op. Wat een waardeloze service.'),
    aPost(
      '2',
      'mieke',
      'Voorbeeldia heeft twee keer afgeschreven, order VB-2026-118832. Belachelijk, ik wil mijn geld terug!',
    ),
    aPost('3', 'piet', 'Lekker weertje vandaag.'),
    aPost(
      '4',
      'els',
      'Wat een schandalige klantenservice bij Voorbeeldia, mijn pakket is nooit gekomen en niemand reageert.',
    ),
    aPost(
      '5',
      'jo',
      'De monteur van Voorbeeldia kwam niet opdagen, voor de derde keer. Niemand belt terug, schandalig.',
    ),
    { deleted: 'x:4' },
  ];
  const ticket = {
    id: 'T1',
    channel: 'email',
    subject: 'Dubbel afgeschreven VB-2026-118832',
    text: 'Er is twee keer afgeschreven voor mijn order VB-2026-118832, ik wil mijn geld terug.',
    requester: { name: 'Mieke', email: 'mieke@post.example', phone: null, handles: { x: '@mieke' } },
    status: 'open',
    createdAt: '2026-11-20T10:30:00.000Z',
    updatedAt: '2026-11-20T10:30:00.000Z',
    refs: ['VB-2026-118832'],
    sourceUrl: null,
  };
  rmSync(folder, { recursive: true, force: true });
  const file = (path: string, text: string): void => writeFileSync(join(folder, path), text);
  mkdirSync(folder);
  file('posts.jsonl', posts.map((line) => `${JSON.stringify(line)}\n`).join(''));
  file('tickets.jsonl', `${JSON.stringify(ticket)}\n`);
  file(
    'klankbord.yaml',
    `company: { name: Voorbeeldia, locale: nl, references: ["VB-####-######"] }
store: { kind: sqlite, path: "\${FOLDER}/klankbord.db" }
sources: [{ name: posts, kind: jsonl, path: "\${FOLDER}/posts.jsonl", every: 1h }]
helpdesks: [{ name: desk, kind: jsonl, path: "\${FOLDER}/tickets.jsonl", complete: true, every: 1h }]
alerts: { within: 3650d }
digest: { folder: "\${FOLDER}/digests" }
retention: { mentions: 3650d }
http: { port: 0 }
`,
  );
  return folder;
}

function aPost(id: string, handle: string, text: string): Record<string, unknown> {
  const createdAt = `2026-11-20T10:0${id}:00.000Z`;
  return {
    id,
    source: 'x',
    url: `https://x.example/${id}`,
    author: { handle, name: handle },
    text,
    createdAt,
    rating: null,
  };
}

/** How often a run that was not killed wrote to its store. */
function writesOf({ err }: Run): number {
  return Number(/writes: (\d+)/.exec(err)?.[1]);
}

interface Run {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly out: string;
  readonly err: string;
}

function run(folder: string, killAt = 0): Promise<Run> {
  const child = spawn(process.execPath, [doomed, folder], { env: { ...process.env, KILL_AT: String(killAt) } });
  let out = '';
  let err = '';
  child.stdout.on('data', (chunk) => {
    out += chunk;
  });
  child.stderr.on('data', (chunk) => {
    err += chunk;
  });
  return new Promise((resolve) => child.on('close', (code, signal) => resolve({ code, signal, out, err })));
}

interface State {
  readonly mentions: readonly unknown[];
  readonly tickets: readonly unknown[];
  readonly alerts: readonly { readonly id: string; readonly state: string; readonly message: string }[];
}

/** Everything that must be the same, without the moments at which it happened. */
function stateOf(folder: string): State {
  const db = new DatabaseSync(join(folder, 'klankbord.db'), { readOnly: true });
  const bodies = (table: string) =>
    db
      .prepare(`SELECT body FROM ${table} ORDER BY id`)
      .all()
      .map(({ body }) => JSON.parse(String(body)) as Record<string, unknown>);
  const mentions = bodies('mentions').map(({ heardAt, reviewAt, ...kept }) => kept);
  const tickets = bodies('tickets').map(({ requester, keys, ...kept }) => kept);
  const alerts = db
    .prepare("SELECT id, state, fingerprint, body FROM alerts WHERE id LIKE 'complaint:%' ORDER BY id")
    .all()
    .map(({ id, state, fingerprint, body }) => ({
      id: String(id),
      state: String(state),
      fingerprint,
      message: JSON.stringify(JSON.parse(String(body)).message),
    }));
  db.close();
  return { mentions, tickets, alerts };
}

async function inParallel<T>(items: readonly T[], at: number, work: (item: T) => Promise<void>): Promise<void> {
  const rest = [...items];
  const worker = async (): Promise<void> => {
    for (let item = rest.shift(); item !== undefined; item = rest.shift()) await work(item);
  };
  await Promise.all(Array.from({ length: at }, worker));
}
