import type { Changes, Store } from '../../src/store/store.ts';
import { alert, mention, minute, noon, ticket, toldAbout } from './samples.ts';

/** What is there before, with something of every kind that the change below touches. */
export async function before(store: Store): Promise<void> {
  await store.save({
    alerts: ['x:1', 'x:2', 'x:3'].map((id) => alert(id, 'one')),
    tickets: [ticket('desk:1')],
    mentions: [mention('x:1'), mention('x:2', { handle: 'ans' }), mention('x:3')],
    checkpoint: { of: 'source:timeline', at: { n: 0 } },
  });
  await store.markSent('complaint:x:1>care', 'one', { ts: '17.1' });
  await store.markSent('complaint:x:3>care', 'one', { ts: '17.3' });
  await store.saveAnswer({ id: 'a1', mention: 'x:2', answer: 'not-reported', ticket: null, by: 'Ans', at: noon });
}

/** New and changed alerts, tickets and mentions, a post and an author deleted, a digest and a checkpoint. */
export const change: Changes = {
  alerts: [alert('x:3', 'two'), alert('x:4', 'one'), { ...alert('x:1', 'deleted'), onlyEdit: true }],
  tickets: [ticket('desk:1', { status: 'solved', keys: ['ref:2'] }), ticket('desk:2', { createdAt: minute(1) })],
  mentions: [mention('x:3', { keys: ['term:new'] }), mention('x:4', { at: minute(2) })],
  deletions: [{ id: 'x:1' }, { author: 'x:ans' }],
  digest: { week: '2026-W48', createdAt: noon },
  checkpoint: { of: 'source:timeline', at: { n: 1 } },
};

export function told(store: Store) {
  const posts = ['x:1', 'x:2', 'x:3', 'x:4'];
  const keys = ['term:new', 'ref:2', 'ref:PP2026000123', 'handle:x:jdevries84', 'handle:x:ans'];
  return toldAbout(store, posts, ['desk:1', 'desk:2'], keys);
}
