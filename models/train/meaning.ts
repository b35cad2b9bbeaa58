/** Writes `../meaning.json`, the middle of what pieces of posts and tickets mean, by the texts of this repository and the
 *  model that stands beside it, which must be the one that nothing was trained on: `node models/train/meaning.ts`. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { readerOf } from '../../src/verdict/reading.ts';

const most = 150;
const size = 384;
const here = new URL('.', import.meta.url);

function texts(file: URL): string[] {
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as { subject?: string; text: string })
    .map(({ subject, text }) => (subject === undefined ? text : `${subject}. ${text}`));
}

const reader = await readerOf();

async function middleOf(all: readonly string[]): Promise<Float64Array> {
  const step = Math.max(1, Math.floor(all.length / most));
  const sum = new Float64Array(size);
  let count = 0;
  for (const text of all.filter((_, at) => at % step === 0)) {
    const directions = await reader.directionsOf(text);
    count += directions.length / size;
    for (const [i, value] of directions.entries()) sum[i % size]! += value;
  }
  return sum.map((value) => value / count);
}

const pens = readdirSync(new URL('posts/', here)).filter((name) => name.endsWith('.jsonl'));
const post = await middleOf(pens.flatMap((name) => texts(new URL(`posts/${name}`, here))));
const ticket = await middleOf(texts(new URL('../../demo/tickets.jsonl', here)));
const middle = Array.from(post, (value, i) => Math.round(((value + ticket[i]!) / 2) * 1e5) / 1e5);
writeFileSync(new URL('../meaning.json', here), `${JSON.stringify({ middle })}\n`);
