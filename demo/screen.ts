import { styleText } from 'node:util';
import { words } from '../src/alerts/words.ts';
import type { Io } from '../src/cli/verb.ts';
import { type Company, type Mention, topics, type VerdictLabel, verdictLabels } from '../src/model.ts';

/** The right answer to one post of the demo. */
export interface Expectation {
  readonly id: string;
  readonly complaint: boolean;
  readonly verdict?: VerdictLabel;
  readonly ticket?: string;
}

const bold = (text: string): string => styleText('bold', text, { stream: process.stdout });
const dim = (text: string): string => styleText('dim', text, { stream: process.stdout });

export function introduction(company: Company, lines: number): string {
  return `${bold('Klankbord demo')}: two weeks at ${company.name} are played in under a minute.
${company.name} does not exist; its ${lines} posts and tickets pass through the very
daemon that would listen for you. Alerts appear as Dutch care would see them:
${bold('!')} not reported  ${bold('‼')} urgent  ${bold('?')} not sure  ${bold('✓ ↻')} updated: a ticket came in  ${bold('≡')} digest\n\n`;
}

/** One line that is written over, on a terminal only. */
export function showProgress({ stdout }: Io, now: number, share: number): void {
  if (!stdout.isTTY) return;
  const filled = Math.round(share * 30);
  const when = new Date(now).toLocaleString('en-GB', {
    timeZone: 'Europe/Amsterdam',
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    hour: '2-digit',
    minute: '2-digit',
  });
  stdout.write(`\r\x1b[2K${'█'.repeat(filled)}${'░'.repeat(30 - filled)} ${when}`);
}

export function clearProgress({ stdout }: Io): void {
  if (stdout.isTTY) stdout.write('\r\x1b[2K');
}

/** What was heard, per topic and verdict, how much of it was right, and where to go next. */
export function summary(
  mentions: readonly Mention[],
  expected: ReadonlyMap<string, Expectation>,
  digests: readonly string[],
): string {
  const complaints = mentions.filter(({ classification, copyOf }) => classification.complaint.is && copyOf === null);
  const copies = mentions.filter(({ copyOf }) => copyOf !== null).length;
  return `${bold(`${mentions.length} mentions, ${complaints.length} complaints, ${copies} copies`)}

${perTopic(complaints)}
${accuracy(mentions, expected)}
${digests.length > 0 ? `Digests:\n${digests.map((file) => `  ${file}`).join('\n')}\n` : ''}
Next:
  ${bold('npm run klankbord -- init')}     writes a klankbord.yaml for your own company;
                                then ${bold('npm start')} listens for it
  ${bold('npm run klankbord -- explain "Weer een uur in de wacht @kievitel" --brand Kievitel')}
                                shows what is heard in a text, and why
`;
}

/** The complaints counted, in English as all of this screen, and within 80 columns. */
function perTopic(complaints: readonly Mention[]): string {
  const width = 13;
  const columns: readonly VerdictLabel[] = verdictLabels;
  const head = ['', ...columns]
    .map((label, index) => (index === 0 ? label.padEnd(width) : label.padStart(label.length + 1)))
    .join('');
  const rows = topics.flatMap((topic) => {
    const of = complaints.filter(({ classification }) => classification.topics[0]?.topic === topic);
    if (of.length === 0) return [];
    const counts = columns.map((label) =>
      String(of.filter(({ verdict }) => verdict?.label === label).length || '·').padStart(label.length + 1),
    );
    return [`${words.en.topic[topic].padEnd(width)}${counts.join('')}`];
  });
  return `${dim(head)}\n${rows.join('\n')}\n`;
}

/** The demo's texts were written with the answers beside them, so that it can say how often it was right. */
function accuracy(mentions: readonly Mention[], expected: ReadonlyMap<string, Expectation>): string {
  const heard = new Map(mentions.map((mention) => [mention.id, mention]));
  let complaintsRight = 0;
  let judged = 0;
  let verdictsRight = 0;
  for (const answer of expected.values()) {
    const mention = heard.get(answer.id);
    if ((mention?.classification.complaint.is ?? false) === answer.complaint) complaintsRight += 1;
    if (!answer.complaint || !answer.verdict || !mention?.verdict || mention.copyOf) continue;
    judged += 1;
    const given = mention.verdict.label === 'probably-reported' ? 'reported' : mention.verdict.label;
    if (given === answer.verdict) verdictsRight += 1;
  }
  return `Against the answers written beside the texts:
  complaint or not right in ${complaintsRight} of ${expected.size}, verdict right in ${verdictsRight} of ${judged}
  (the verdict has learnt from this company among others: see models/README.md)\n`;
}
