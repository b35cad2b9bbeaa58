import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { ConfigProblems, loadConfig } from '../src/config.ts';
import { parseDuration } from '../src/duration.ts';

const folder = mkdtempSync(join(tmpdir(), 'klankbord-config-'));
afterAll(() => rmSync(folder, { recursive: true }));

const load = (text: string, environment: Record<string, string> = {}) => {
  const file = join(folder, 'klankbord.yaml');
  writeFileSync(file, text);
  return loadConfig(file, environment);
};
const problemsOf = async (text: string, environment: Record<string, string> = {}): Promise<string[]> => {
  const error = await load(text, environment).catch((thrown: unknown) => thrown);
  if (!(error instanceof ConfigProblems)) throw new Error(`no problems, but ${String(error)}`);
  return error.problems.map((line) => line.replace(`${folder}/`, ''));
};

describe('klankbord.yaml', () => {
  it('needs no more than a company', async () => {
    const config = await load('company:\n  name: Voorbeeld\n  handles: ["@voorbeeldcare"]\n');
    expect(config.company).toMatchObject({ handles: ['voorbeeldcare'], locale: 'nl', timeZone: 'Europe/Amsterdam' });
    expect(config.store).toMatchObject({ kind: 'sqlite' });
    expect(config.alerts.routes[0]).toMatchObject({ channels: ['console'], severity: 0 });
    expect(config.digest).toMatchObject({ day: 1, at: '08:00', channels: ['console'] });
  });

  it('tells every problem at once, each with its place and a remedy', async () => {
    const problems = await problemsOf(`company:
  name: Voorbeeld
  handels: [voorbeeldcare]
  timeZone: Europe/Amsterdm
sources:
  - { name: a, kind: rsss }
  - { name: a, kind: jsonl, path: x.jsonl, everry: 5m }
  - { name: b, kind: jsonl, path: x.jsonl, every: soon }
http: { port: 99999 }
alerts: { weights: nowhere.json }
`);
    const told = problems.join('\n');
    expect(told).toContain('klankbord.yaml:3:3 company.handels: is not a setting; did you mean "handles"?');
    expect(told).toContain('klankbord.yaml:4:3 company.timeZone: is no time zone');
    expect(told).toMatch(/klankbord.yaml:6:\d+ sources\[0\].kind: "rsss" is unknown; did you mean "rss"\?/);
    expect(told).toMatch(/klankbord.yaml:7:\d+ sources\[1\].everry: is not a setting/);
    expect(told).toContain('"soon" is no duration; write 90s, 5m');
    expect(told).toMatch(/klankbord.yaml:9:\d+ http.port/);
    expect(told).toMatch(/klankbord.yaml:10:\d+ alerts.weights: .*nowhere.json.*no such file/);
  });

  it('points at broken YAML and at a name that is used twice', async () => {
    expect((await problemsOf('company: [\n'))[0]).toMatch(/^klankbord.yaml:\d+:\d+ /);
    expect((await problemsOf('company:\n  name: A\n  name: B\n'))[0]).toMatch(/^klankbord.yaml:3:3 .*unique/i);
    const twice =
      'company: { name: A }\nsources:\n  - { name: a, kind: jsonl, path: x }\n  - { name: a, kind: jsonl, path: y }\n';
    expect(await problemsOf(twice)).toEqual([
      expect.stringMatching(/^klankbord.yaml:4:\d+ sources\[1\].name: "a" is used twice/),
    ]);
  });

  it('fills in the environment and files, in values only, and never prints them', async () => {
    const secret = join(folder, 'secret');
    writeFileSync(secret, 'from-a-file-0123456789\n');
    const config = await load(`company: { name: "\${NAME}" }\nhttp: { host: 0.0.0.0, token: "\${file:${secret}}" }\n`, {
      NAME: 'Voorbeeld',
    });
    expect(config.company.name).toBe('Voorbeeld');
    expect(config.http.token).toBe('from-a-file-0123456789');
    expect(config.secrets.has('from-a-file-0123456789')).toBe(true);
    const problems = await problemsOf('company: { name: A }\nsources: [{ name: a, kind: "${KIND}" }]\n', {
      KIND: 'hunter2hunter2',
    });
    expect(problems.join()).not.toContain('hunter2');
    expect(await problemsOf('company: { name: "${NOWHERE}" }\n')).toEqual([
      expect.stringContaining('klankbord.yaml:1:18 ${NOWHERE}: is not set in the environment'),
    ]);
    expect((await problemsOf('company: { name: A, "${KEY}": 1 }\n', { KEY: 'names' }))[0]).toContain(
      'a key cannot hold',
    );
  });

  it('does not listen to others without a token', async () => {
    expect((await problemsOf('company: { name: A }\nhttp: { host: 0.0.0.0 }\n')).join()).toContain(
      'http.token is needed',
    );
  });

  it('knows no channel that is not there', async () => {
    const text = 'company: { name: A }\nalerts: { routes: [{ channels: [care] }], operator: [consol] }\n';
    const told = (await problemsOf(text)).join('\n');
    expect(told).toContain('there is no channel "care"');
    expect(told).toContain('there is no channel "consol"; did you mean "console"?');
  });

  it('is not blown up by anchors that multiply', async () => {
    const rows = Array.from(
      { length: 12 },
      (_, row) => `l${row + 1}: &l${row + 1} [${Array(9).fill(`*l${row}`).join(', ')}]`,
    );
    expect((await problemsOf(`l0: &l0 [x]\n${rows.join('\n')}\n`)).length).toBeGreaterThan(0);
  });
});

describe('durations', () => {
  it('are a number and a unit', () => {
    expect(['90s', '5m', '72h', '30d', '2w', '5', 'm', '-1m', '1e9d'].map(parseDuration)).toEqual([
      90_000,
      300_000,
      259_200_000,
      2_592_000_000,
      1_209_600_000,
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
  });
});
