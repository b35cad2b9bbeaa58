import { describe, expect, it } from 'vitest';
import type { Verb } from '../../src/cli/verb.ts';
import { emptyFolder } from '../support/folder.ts';
import { klankbord } from '../support/klankbord.ts';

const verbs = [
  ...['run', 'init', 'check', 'try', 'explain', 'status', 'digest', 'rules', 'annotate', 'verdicts'],
  ...['why', 'answer', 'link', 'unlink', 'audit', 'train'],
];

describe('klankbord', () => {
  it('lists every verb, and each says how it is used', async () => {
    const folder = await emptyFolder();
    const { status, out } = await klankbord(['--help'], folder);
    expect(status).toBe(0);
    for (const verb of verbs) expect(out).toMatch(new RegExp(`^ {2}${verb} +\\S`, 'm'));
    for (const verb of ['init', 'verdicts']) {
      const help = await klankbord([verb, '--help'], folder);
      expect({ verb, status: help.status, err: help.err }).toEqual({ verb, status: 0, err: '' });
      expect(help.out).toMatch(new RegExp(`^klankbord ${verb}`));
    }
  });

  it.each(verbs)('begins the help of %s with how it is called', async (name) => {
    const { verb } = (await import(`../../src/cli/${name}.ts`)) as { verb: Verb };
    expect(verb.help.trim()).toMatch(new RegExp(`^klankbord ${name}( |$)`, 'm'));
    expect(verb.help.split('\n').filter((line) => line.length > 120)).toEqual([]);
  });

  it.each([
    [['statsu'], 'did you mean "status"?'],
    [['constructor'], 'there is no verb "constructor"'],
    [['check', '--quiet'], "Unknown option '--quiet'"],
    [['--confg', 'x.yaml'], "klankbord run: Unknown option '--confg'"],
    [['status'], 'make one with "klankbord init"'],
    [['explain'], 'give the text to explain'],
    [['verdicts', '--posts', 'p.jsonl'], 'and the tickets with --tickets'],
    [['init', 'no/such/folder.yaml'], 'there is no folder no/such'],
  ])('says of %j what to write instead, with status 2 and no trace of its own code', async (args, told) => {
    const { status, out, err } = await klankbord(args, await emptyFolder());
    expect({ status, out }).toEqual({ status: 2, out: '' });
    expect(err).toContain(told);
    expect(err).toContain('Try: klankbord');
    expect(err).not.toContain('    at ');
  });

  it('tells its version', async () => {
    expect(await klankbord(['--version'], await emptyFolder())).toMatchObject({
      status: 0,
      out: expect.stringMatching(/^\d+\.\d+\.\d+\n$/),
    });
  });
});
