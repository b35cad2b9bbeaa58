import { writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { parseArgs } from 'node:util';
import { defaultFile } from './settings.ts';
import { UsageError, type Verb } from './verb.ts';

export const verb: Verb = {
  summary: 'write a commented klankbord.yaml to start from',
  help: `
klankbord init [FILE]

Writes a commented configuration to FILE (klankbord.yaml unless told) and never overwrites one.`,
  async run(args, io) {
    const { positionals } = parseArgs({ args: [...args], allowPositionals: true, options: {} });
    if (positionals.length > 1) throw new UsageError(`one file at a time: ${positionals.join(', ')} are several`);
    const file = positionals[0] ?? defaultFile;
    try {
      writeFileSync(file, startingFile, { flag: 'wx', mode: 0o640 });
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException;
      if (code === 'ENOENT') throw new UsageError(`there is no folder ${dirname(file)}; make it first`);
      if (code !== 'EEXIST') throw new UsageError(`${file} cannot be written: ${message}`);
      throw new UsageError(`${file} is there already; remove it first, or name another file`);
    }
    io.stdout.write(
      `${file} is written. Fill in the company, then: klankbord check, klankbord try <source>, klankbord run\n`,
    );
    return 0;
  },
};

const startingFile = `# Klankbord: who to listen for, where, and whom to tell. Check it with: klankbord check
# A value may hold \${NAME} (from the environment) or \${file:/run/secrets/name}; such values are never printed.

company:
  name: Voorbeeld                 # as people write it
  names: []                       # other spellings, products, sub-brands
  handles: [voorbeeldcare]        # our own accounts: they count as our name, and never cause a mention
  locale: nl                      # nl or en: the language of alerts and digests
  timeZone: Europe/Amsterdam
  references: []                  # our own numbers, # for a digit: ["VB-####-######"]

# Nothing to install: one file. For production and several readers, MongoDB:
#   store: { kind: mongodb, url: "\${MONGODB_URI}" }
store: { kind: sqlite, path: data/klankbord.db }

# Rules beside this file; without such a folder the default pack is used.
rules: rules

sources:
  - name: mastodon
    kind: mastodon
    servers: [mastodon.social, mastodon.nl]
    hashtags: [voorbeeld]
    every: 2m
  # - name: bluesky
  #   kind: bluesky
  #   terms: [voorbeeld]
  # - name: news
  #   kind: rss
  #   url: https://www.google.com/alerts/feeds/0123456789/0123456789
  # - name: trustpilot
  #   kind: trustpilot
  #   unit: 0123456789abcdef01234567   # the business unit's id
  #   apikey: \${TRUSTPILOT_APIKEY}
  # - name: pushed                # POST /hooks/pushed, signed by Standard Webhooks
  #   kind: webhook
  #   secret: \${HOOK_SECRET}

# Without a helpdesk every verdict is "unknown".
helpdesks: []
  # - name: zendesk
  #   kind: zendesk
  #   subdomain: voorbeeld
  #   email: \${ZENDESK_EMAIL}
  #   token: \${ZENDESK_TOKEN}

channels:
  - name: console
    kind: console
  # - name: care
  #   kind: slack
  #   webhook: \${SLACK_WEBHOOK}   # or: token: \${SLACK_TOKEN} with channel: C0123456789, which can edit what it sent

alerts:
  complaint: 0.5                  # from which probability a post is a complaint
  grace: 2m                       # how far the helpdesk must be read past a post before "not reported" is said
  patience: 10m                   # how long an alert waits for that, unless it is urgent
  routes:                         # the first that fits counts; topics: and sources: narrow one down
    # Urgent by the model or by rules/urgent.yaml (danger, people who depend on it, law): sent at once, so name a
    # channel here that wakes someone.
    - { channels: [console], verdicts: [unreported, reported-unresolved, unknown], severity: 3 }
    # - { channels: [press], verdicts: [unreported], severity: 1, topics: [privacy, pricing] }
    - { channels: [console], verdicts: [unreported, reported-unresolved, unknown], severity: 0 }

digest:
  day: monday
  at: "08:00"
  folder: digests
  formats: [html, csv, md]

retention:
  mentions: 395d

http:
  host: 127.0.0.1                 # any other address needs a token of at least 16 characters
  port: 8080
`;
