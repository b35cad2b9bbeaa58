import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import type { Connector } from '../../connectors/contract.ts';
import { readPostLine } from '../../connectors/post-line.ts';

const readme = await readFile(new URL('../../connectors/README.md', import.meta.url), 'utf8');
const part = readme.slice(readme.indexOf('## Sources'));

/** What stands between fences of this language. */
function example(language: string): string {
  const start = part.indexOf(`\`\`\`${language}\n`);
  return part.slice(start + language.length + 4, part.indexOf('\n```', start));
}

it('shows settings that each source accepts', async () => {
  const shape = z.object({ sources: z.array(z.looseObject({ name: z.string(), kind: z.string() })) });
  const secret = `whsec_${Buffer.alloc(24).toString('base64')}`;
  const { sources } = shape.parse(parse(example('yaml').replace('$' + '{FORUM_WEBHOOK_SECRET}', secret)));
  expect(sources).toHaveLength(6);
  for (const { name, kind, ...own } of sources) {
    const { connector } = (await import(`../../connectors/sources/${kind}.ts`)) as {
      connector: Connector<unknown, unknown>;
    };
    expect({ name, problem: connector.settings.safeParse(own).error?.message }).toEqual({ name, problem: undefined });
  }
});

it('shows a line that is read', () => {
  const skipped: string[] = [];
  expect(readPostLine(JSON.parse(example('json')), (reason) => skipped.push(reason))).toMatchObject({ source: 'x' });
  expect(skipped).toEqual([]);
});
