import { parseArgs } from 'node:util';
import { parseDuration } from '../duration.ts';
import { openStore } from '../store/open.ts';
import { testRule } from './rules-test.ts';
import { readSettings } from './settings.ts';
import { UsageError, type Verb } from './verb.ts';

export const verb: Verb = {
  summary: 'try a rule on what is stored',
  help: `
klankbord rules test <rule> [--history 30d] [--config FILE] [--json]

Runs one rule over the stored mentions of the last days: hits, expected alerts a week, ten samples. Changes nothing.`,
  async run(args, io) {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { history: { type: 'string', default: '30d' }, config: { type: 'string' }, json: { type: 'boolean' } },
    });
    const [act, name] = positionals;
    if (act !== 'test' || !name) throw new UsageError('write: klankbord rules test <rule>');
    const history = parseDuration(values.history);
    if (!history) throw new UsageError(`--history "${values.history}" is no duration; write 30d`);
    const { config, rules } = await readSettings(values.config);
    const store = await openStore(config.store);
    try {
      return await testRule(
        {
          name,
          history,
          json: values.json ?? false,
          rules,
          company: config.company,
          routes: config.alerts.routes,
          store,
          now: Date.now(),
        },
        io.stdout,
      );
    } finally {
      await store.close();
    }
  },
};
