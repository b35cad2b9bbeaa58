/** Writes `../meaning.json`, the middle of what posts and what tickets say, by the texts of this repository:
 *  `node models/train/meaning.ts`. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { openMeaning } from '../../src/verdict/meaning.ts';

const most = 250;
const here = new URL('.', import.meta.url);

function texts(file: URL): string[] {
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as { subject?: string; text: string })
    .map(({ subject, text }) => (subject === undefined ? text : `${subject}. ${text}`));
}

const meaning = await openMeaning();

async function middleOf(all: readonly string[]): Promise<number[]> {
  const step = Math.max(1, Math.floor(all.length / most));
  const chosen = all.filter((_, at) => at % step === 0);
  const sum = new Float64Array(384);
  for (const text of chosen) for (const [i, value] of (await meaning.directionOf(text)).entries()) sum[i]! += value;
  return [...sum].map((value) => Math.round((value / chosen.length) * 1e5) / 1e5);
}

const pens = readdirSync(new URL('posts/', here)).filter((name) => name.endsWith('.jsonl'));
const post = await middleOf(pens.flatMap((name) => texts(new URL(`posts/${name}`, here))));
const ticket = await middleOf(texts(new URL('../../demo/tickets.jsonl', here)));
await meaning.close();
writeFileSync(new URL('../meaning.json', here), `${JSON.stringify({ post, ticket })}\n`);
