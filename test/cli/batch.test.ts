import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { postLine, ticketLine, undelivered, waiting } from '../support/company.ts';
import { emptyFolder } from '../support/folder.ts';
import { klankbord, start } from '../support/klankbord.ts';

const linesOf = (out: string): Record<string, unknown>[] =>
  out
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Record<string, unknown>);

describe('annotate as a process', () => {
  it('needs no configuration, keeps the order, puts a bad line’s error in its place, and exits with 1', async () => {
    const folder = await emptyFolder();
    const input = [
      JSON.stringify({ id: 'a', text: waiting, brand: ['Voorbeeldia', 'voorbeeldia'] }),
      '{"id": "b", "text": 7}',
      JSON.stringify({ text: 'Fijn geholpen, dank!', rating: 5 }),
      'no JSON',
    ].join('\n');
    const { status, out, err } = await klankbord(['annotate', '--fast'], folder, input);
    expect({ status, err }).toEqual({ status: 1, err: '' });
    const [first, second, third, fourth] = linesOf(out);
    expect(first).toEqual({
      id: 'a',
      language: 'nl',
      sentiment: { label: expect.stringMatching(/^(negative|neutral|positive)$/), score: expect.any(Number) },
      complaint: { is: true, probability: expect.any(Number), because: expect.arrayContaining([expect.any(String)]) },
      intent: expect.any(String),
      severity: expect.any(Number),
      topics: expect.arrayContaining([{ topic: 'reachability', probability: expect.any(Number) }]),
      matches: expect.arrayContaining([{ rule: 'brand', start: waiting.indexOf('@'), end: waiting.indexOf(',') }]),
    });
    expect(second).toEqual({ id: null, error: expect.stringMatching(/^line 2: text: /) });
    expect(third).toMatchObject({ id: '3' });
    expect(fourth).toEqual({ id: null, error: 'line 4: is no JSON' });
  });

  it('answers nothing with nothing, and leaves quietly with a reader that has seen enough', async () => {
    const folder = await emptyFolder();
    expect(await klankbord(['annotate', '--fast'], folder)).toMatchObject({ status: 0, out: '', err: '' });
    const many = start(['annotate', '--fast'], folder);
    many.child.stdin!.end(`${JSON.stringify({ text: waiting })}\n`.repeat(20_000));
    await once(many.child.stdout!, 'data');
    many.child.stdout!.destroy();
    expect(await many.ended).toMatchObject({ status: 0, err: '' });
  });
});

describe('verdicts as a process', () => {
  it('says of each post, in order, whether the tickets have it', async () => {
    const folder = await emptyFolder();
    const posts = [postLine('1', 'anna', waiting), '{"id": 1}\n', postLine('2', 'bert', undelivered)];
    const text = 'Mijn pakket VB-2026-118832 is nooit bezorgd, ik bel al de hele week.';
    const ticket = ticketLine('T1', { subject: 'Niet bezorgd', text, refs: ['VB-2026-118832'] });
    writeFileSync(join(folder, 'posts.jsonl'), posts.join(''));
    writeFileSync(join(folder, 'tickets.jsonl'), `${ticket}{"id":"T2","status":"lost"}\n`);
    const args = ['verdicts', '--posts', 'posts.jsonl', '--tickets', 'tickets.jsonl', '--name', 'Voorbeeldia'];
    const { status, out, err } = await klankbord([...args, '--reference', 'VB-####-######'], folder);
    expect(status).toBe(1);
    expect(err).toContain('tickets.jsonl: line 2: status: ');
    const [first, second, third] = linesOf(out);
    expect(Object.keys(first!)).toEqual(['id', 'verdict', 'ticket', 'probability', 'evidence']);
    expect(first).toMatchObject({ id: 'x:1', verdict: 'unreported', ticket: null });
    expect(second).toEqual({ id: null, error: expect.stringMatching(/^line 2: /) });
    expect(third).toMatchObject({
      id: 'x:2',
      verdict: expect.stringMatching(/^(probably-)?reported$/),
      ticket: 'T1',
      evidence: expect.arrayContaining([
        { kind: expect.any(String), weight: expect.any(Number), detail: expect.stringContaining('118832') },
      ]),
    });
  });

  it('says which file it cannot read', async () => {
    const folder = await emptyFolder();
    writeFileSync(join(folder, 'tickets.jsonl'), '');
    const { status, out, err } = await klankbord(
      ['verdicts', '--posts', 'gone.jsonl', '--tickets', 'tickets.jsonl'],
      folder,
    );
    expect({ status, out }).toEqual({ status: 1, out: '' });
    expect(err).toContain('gone.jsonl');
    expect(err).not.toContain('    at ');
  });
});
