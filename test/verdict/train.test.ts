import { describe, expect, it } from 'vitest';
import { audit, mondayOf } from '../../src/cli/audit.ts';
import { linkTogether } from '../../src/cli/link.ts';
import { refit } from '../../src/cli/train.ts';
import { takeApart } from '../../src/cli/unlink.ts';
import { openSqlite } from '../../src/store/sqlite.ts';
import type { Store } from '../../src/store/store.ts';
import type { Example } from '../../src/verdict/fit.ts';
import { features } from '../../src/verdict/weights.ts';

const open = (): Promise<Store> => openSqlite({ path: ':memory:' });

describe('learning from people', () => {
  it('comes to agree with what people say again and again, also about pairs it has not seen', () => {
    const figures = features.indexOf('figures');
    const examples = Array.from({ length: 60 }, (_, i): Example => {
      const same = i % 2 === 0;
      return { post: `p${i}`, same, values: features.map((_, at) => (at === figures && same ? 1 : 0)) };
    });
    const { before, after, weights } = refit(examples);
    expect(after).toBeGreaterThan(before);
    expect(after).toBe(1);
    expect(weights.features.url).toBeGreaterThan(10);
  });
});

describe('links between identities', () => {
  it('keeps a link without the e-mail address, refuses a name, and takes the link back', async () => {
    const store = await open();
    const link = { one: 'x:Sanne_V', other: 'sanne@post.example', because: 'she said so', by: 'ans' };
    expect(await linkTogether(link, store, 1)).not.toContain('post.example');
    expect(await store.links('handle:x:sanne_v')).toHaveLength(1);
    await expect(linkTogether({ ...link, other: 'name:Sanne' }, store, 1)).rejects.toThrow('name alone');
    await takeApart('sanne@post.example', 'x:sanne_v', store, 2);
    expect(await store.links('handle:x:sanne_v')).toHaveLength(0);
    await store.close();
  });
});

describe('the audit', () => {
  it('knows on which Monday an ISO week begins, also over the turn of the year', () => {
    expect(new Date(mondayOf('2026-W47')).toISOString()).toBe('2026-11-16T00:00:00.000Z');
    expect(new Date(mondayOf('2026-W01')).toISOString()).toBe('2025-12-29T00:00:00.000Z');
  });

  it('has nothing to say of an empty week', async () => {
    const store = await open();
    expect(await audit(mondayOf('2026-W47'), store, 0)).toEqual([]);
    await store.close();
  });
});
