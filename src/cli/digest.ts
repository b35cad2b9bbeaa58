import { parseArgs } from 'node:util';
import { lastWeek, weekRange } from '../digest/due.ts';
import { makeDigest } from '../digest/make.ts';
import { openStore } from '../store/open.ts';
import { readSettings } from './settings.ts';
import { UsageError, type Verb } from './verb.ts';

const formats = ['html', 'csv', 'md'] as const;
type Format = (typeof formats)[number];

export const verb: Verb = {
  summary: 'write the digest of a week',
  help: `
klankbord digest [--week 2026-W47] [--format html,csv,md] [--out DIR] [--config FILE]

Writes the digest of a week (the last whole one unless told) from what is in the store, and prints the files' paths.
It announces nothing.`,
  async run(args, io) {
    const { values } = parseArgs({
      args: [...args],
      options: {
        week: { type: 'string' },
        format: { type: 'string' },
        out: { type: 'string' },
        config: { type: 'string' },
      },
    });
    const { config } = await readSettings(values.config);
    const week = values.week ?? lastWeek(Date.now(), config.company.timeZone);
    if (!weekRange(week, config.company.timeZone)) throw new UsageError(`"${week}" is no week; write it as 2026-W47`);
    const wanted = (values.format?.split(',') ?? config.digest.formats).map((name) => name.trim());
    const unknown = wanted.find((name) => !formats.includes(name as Format));
    if (unknown !== undefined) throw new UsageError(`"${unknown}" is no format; there is ${formats.join(', ')}`);
    const digest = { ...config.digest, folder: values.out ?? config.digest.folder, formats: wanted as Format[] };
    const store = await openStore(config.store);
    try {
      const { files } = await makeDigest(week, store, { ...config, digest }, Date.now());
      io.stdout.write(`${files.join('\n')}\n`);
      return 0;
    } finally {
      await store.close();
    }
  },
};
