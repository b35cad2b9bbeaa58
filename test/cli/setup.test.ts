import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { writeCompany } from '../support/company.ts';
import { emptyFolder } from '../support/folder.ts';
import { klankbord } from '../support/klankbord.ts';

describe('init', () => {
  it('writes a configuration that is in order, for nobody but its owner and group, and never overwrites it', async () => {
    const folder = await emptyFolder();
    const file = join(folder, 'klankbord.yaml');
    expect(await klankbord(['init'], folder)).toMatchObject({ status: 0, err: '' });
    expect(statSync(file).mode & 0o007).toBe(0);
    const written = readFileSync(file, 'utf8');
    const checked = await klankbord(['check'], folder);
    expect(checked).toMatchObject({ status: 0, err: '', out: expect.stringContaining('klankbord.yaml and 1') });
    const again = await klankbord(['init'], folder);
    expect(again).toMatchObject({ status: 2, err: expect.stringContaining('is there already') });
    expect(readFileSync(file, 'utf8')).toBe(written);
  });

  it('explains each of its commented settings so that they can be switched on', async () => {
    const folder = await emptyFolder();
    await klankbord(['init'], folder);
    const file = join(folder, 'klankbord.yaml');
    const text = readFileSync(file, 'utf8').replace('helpdesks: []', 'helpdesks:');
    writeFileSync(file, text.replaceAll(/^ {2}# ( {0,2}(?:- )?\w+: )/gm, '  $1'));
    const secrets = Object.fromEntries(
      [...text.matchAll(/\$\{(\w+)\}/g)].map(([, name]) => [name!, `whsec_${'c2VjcmV0'.repeat(6)}`]),
    );
    const checked = await klankbord(['check'], folder, '', {
      ...secrets,
      ZENDESK_EMAIL: 'care@voorbeeld.example',
      SLACK_WEBHOOK: 'https://hooks.slack.com/services/T/B/x',
    });
    expect(checked.out).toContain('are in order');
    expect(checked.status).toBe(0);
  });
});

describe('check', () => {
  it('tells all problems of the configuration and of the rules at once, each with its place, and exits with 1', async () => {
    const folder = await emptyFolder();
    writeCompany(folder, {
      sources: '[{ name: a, kind: rsss }, { name: a, kind: jsonl, path: 7 }]',
      http: '{ host: 0.0.0.0 }',
      rules: 'rules',
    });
    writeRules(
      folder,
      'rules:\n  - name: queue\n    topic: reachability\n    any: [wacht]\n    examples: { hit: ["ik sta in de rij"] }\n',
    );
    const { status, out, err } = await klankbord(['check', '--rules', 'rules'], folder);
    expect({ status, err }).toEqual({ status: 1, err: '' });
    expect(out).toMatch(/^klankbord\.yaml:3:\d+ sources\[0\]\.kind: "rsss" is unknown; did you mean "rss"\?$/m);
    expect(out).toMatch(/^klankbord\.yaml:3:\d+ sources\[1\]\.path: /m);
    expect(out).toMatch(/rules\/own\.yaml:\d+:\d+ /);
    const json = await klankbord(['check', '--rules', 'rules', '--json'], folder);
    const told = JSON.parse(json.out) as { ok: boolean; problems: string[] };
    expect({ ok: told.ok, status: json.status }).toEqual({ ok: false, status: 1 });
    expect(told.problems.length).toBe(out.trim().split('\n').length);
  });

  it('does not call a folder in order that has no rule', async () => {
    const folder = await emptyFolder();
    writeCompany(folder);
    writeRules(folder, 'notes: nothing yet\n');
    const { status, out } = await klankbord(['check'], folder);
    expect({ status, out }).toEqual({ status: 1, out: expect.stringContaining('rules:1:1 rules: there is no rule') });
  });

  it('without a configuration checks the rules that Klankbord brings', async () => {
    const { status, out } = await klankbord(['check'], await emptyFolder());
    expect({ status, out }).toEqual({ status: 0, out: expect.stringMatching(/^\d+ rules are in order\n$/) });
  });

  it('points at a configuration that is not there', async () => {
    const { status, out } = await klankbord(['check', '--config', 'mine.yaml'], await emptyFolder());
    expect({ status, out }).toEqual({ status: 1, out: expect.stringContaining('mine.yaml:1:1 is not there') });
  });
});

function writeRules(folder: string, text: string): void {
  mkdirSync(join(folder, 'rules'), { recursive: true });
  writeFileSync(join(folder, 'rules/own.yaml'), text);
}
