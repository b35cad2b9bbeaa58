import { parseArgs } from 'node:util';
import { settle } from '../alerts/settle.ts';
import { answers, type Settlement } from '../model.ts';
import { alertsFor } from '../stages/alert.ts';
import { openStore } from '../store/open.ts';
import { readSettings } from './settings.ts';
import { UsageError, type Verb } from './verb.ts';

export const verb: Verb = {
  summary: 'settle a complaint by hand, as the buttons in Slack do',
  help: `
klankbord answer <post id> <answer> [--ticket HELPDESK:ID] [--by NAME] [--config FILE]

<answer> is already-reported, not-a-complaint, other-person or not-reported. The mention is settled (no machine judges
it again), its alert is edited, and the answer is kept to measure by and to learn from ("klankbord train verdict").`,
  async run(args, io) {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { ticket: { type: 'string' }, by: { type: 'string', default: 'cli' }, config: { type: 'string' } },
    });
    const [id = '', answer = ''] = positionals;
    if (!id || !isAnswer(answer)) throw new UsageError(`write a post id and one of ${answers.join(', ')}`);
    const { config } = await readSettings(values.config);
    const store = await openStore(config.store);
    try {
      const mention = (await store.known([id])).get(id);
      if (!mention) throw new UsageError(`no mention "${id}" is kept`);
      const now = Date.now();
      const at = new Date(now).toISOString();
      const settlement = { answer, ticket: values.ticket ?? null, by: values.by, at };
      const settled = settle(mention, settlement);
      const { company, alerts, channels } = config;
      const policy = { company, ...alerts };
      const names = channels.map(({ name }) => name);
      await store.saveAnswer({ ...settlement, id: `${id}|${values.by}|${at}`, mention: id });
      await store.save({ alerts: await alertsFor([settled], store, policy, names, now), mentions: [settled] });
      io.stdout.write(`${id} is settled: ${answer}\n`);
      return 0;
    } finally {
      await store.close();
    }
  },
};

function isAnswer(text: string): text is Settlement['answer'] {
  return (answers as readonly string[]).includes(text);
}
