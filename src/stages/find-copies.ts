import { isCopy } from '../matching/copy.ts';
import type { Mention } from '../model.ts';
import type { Store } from '../store/store.ts';
import type { Classified } from './batch.ts';

const week = 7 * 86_400_000;
/** A copy shares nearly all of its keys: it is among the first. */
const mostCompared = 5;

/** Marks reposts and near-identical copies of a week: they count for reach and never alert. */
export async function findCopies(batch: Classified, store: Store): Promise<Classified> {
  const mentions: Mention[] = [];
  for (const mention of batch.mentions) {
    const original = mention.copyOf ?? (await originalOf(mention, mentions, store));
    mentions.push(
      original === null ? mention : { ...mention, copyOf: original, keys: [...mention.keys, `copyof:${original}`] },
    );
  }
  return { ...batch, mentions };
}

async function originalOf(mention: Mention, before: readonly Mention[], store: Store): Promise<string | null> {
  const { repostOf } = mention.post;
  if (repostOf) return repostOf;
  const keys = mention.keys.filter((key) => key.startsWith('copy:'));
  if (keys.length === 0) return null;
  const at = Date.parse(mention.post.createdAt);
  const kept = await store.findMentions({
    ...{ keys, from: instant(at - week), to: instant(at + week), perKey: 5 },
    best: { limit: mostCompared, near: mention.post.createdAt },
  });
  const near = before.filter((other) => other.keys.some((key) => keys.includes(key)));
  const found = [...near, ...kept].find(
    (other) => other.id !== mention.id && other.copyOf !== mention.id && isCopy(other.post.text, mention.post.text),
  );
  return found ? (found.copyOf ?? found.id) : null;
}

const instant = (ms: number): string => new Date(ms).toISOString();
