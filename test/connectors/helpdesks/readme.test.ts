import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import type { Connector } from '../../../connectors/contract.ts';
import type { Ticket } from '../../../src/model.ts';

const root = new URL('../../../connectors/', import.meta.url);
const readme = readFileSync(new URL('README.md', root), 'utf8');
const kinds = readdirSync(new URL('helpdesks/', root)).map((name) => name.replace(/\.ts$/, ''));
const block = [...readme.matchAll(/```yaml\n([\s\S]*?)```/g)].find(([, text]) => text!.startsWith('helpdesks:'))![1]!;
const { helpdesks } = parse(block) as { helpdesks: { name: string; kind: string }[] };

it('shows every kind of helpdesk', () => {
  expect(helpdesks.map(({ kind }) => kind).sort()).toEqual(kinds.sort());
});

it.each(helpdesks)('shows settings of $kind that are right', async ({ kind, name: _, ...settings }) => {
  const { connector } = (await import(new URL(`helpdesks/${kind}.ts`, root).href)) as {
    connector: Connector<unknown, Ticket>;
  };
  const secret = `whsec_${'A'.repeat(40)}`;
  const filled = kind === 'webhook' ? { ...settings, secret } : settings;
  expect(connector.settings.safeParse(filled).error?.issues ?? []).toEqual([]);
});
