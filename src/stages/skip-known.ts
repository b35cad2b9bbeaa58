import type { Store } from '../store/store.ts';
import type { Matched } from './batch.ts';

/** Drops what is kept already and has not been edited since: reading a page twice is reading it once. */
export async function skipKnown(batch: Matched, store: Store): Promise<Matched> {
  if (batch.heard.length === 0) return batch;
  const known = await store.known(batch.heard.map(({ post }) => post.id));
  const heard = batch.heard.flatMap((item) => {
    const before = known.get(item.post.id);
    if (!before) return [item];
    return before.post.text === item.post.text ? [] : [{ ...item, before }];
  });
  return { ...batch, heard };
}
