import { existsSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { wallClock } from '../flow/clock.ts';
import { logTo } from '../log.ts';
import { defaultFile, readSettings } from './settings.ts';
import type { Verb } from './verb.ts';

/** Whoever stops us waits ten seconds before he kills, in milliseconds. */
const stopLimit = 9_500;

export const verb: Verb = {
  summary: 'listen until stopped (plays the demo where there is no klankbord.yaml)',
  help: `
klankbord run [--config FILE | --demo]

Listens to the configured sources until it is stopped by SIGTERM or Ctrl-C; it then finishes the page in hand.
Where there is no klankbord.yaml, it plays a fictional company's two weeks in under a minute, in the
folder .klankbord/demo, which it replaces each time.

  --config FILE   another configuration file
  --demo          the demo, even where there is a klankbord.yaml`,
  async run(args, io) {
    const { values } = parseArgs({
      args: [...args],
      options: { config: { type: 'string' }, demo: { type: 'boolean' } },
    });
    if (values.demo || (!values.config && !existsSync(defaultFile))) {
      if (!values.demo) io.stdout.write(`There is no ${defaultFile} here, so the demo runs.\n`);
      const { playDemo } = await import('../../demo/play.ts');
      return playDemo(io);
    }
    const { config, rules, problems } = await readSettings(values.config);
    for (const problem of problems) io.stderr.write(`${problem}\n`);
    const report = logTo(io.stderr, config.secrets);
    const stop = new AbortController();
    for (const signal of ['SIGTERM', 'SIGINT'] as const) {
      process.once(signal, () => {
        report({ what: 'stopping', signal });
        stop.abort();
        // What does not let itself be closed is left behind: the store has what was finished.
        setTimeout(() => process.exit(0), stopLimit).unref();
      });
    }
    const { runDaemon } = await import('../daemon.ts');
    const write = (text: string): void => void io.stdout.write(text);
    await runDaemon(config, rules, { clock: wallClock, signal: stop.signal, report, write });
    return 0;
  },
};
