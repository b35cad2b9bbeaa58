import { describe, expect, it } from 'vitest';
import { Refused, Unavailable } from '../../src/net/errors.ts';
import { openMongodb } from '../../src/store/mongodb.ts';
import { databaseOf } from '../../src/store/mongodb-client.ts';
import { before, change, told } from './crash-cases.ts';
import { cuttingProxy } from './cutting-proxy.ts';
import { mongodb, mongodbUrl } from './open-stores.ts';

describe('the MongoDB store without a server', () => {
  it('says who does not answer and what to do, without the password', async () => {
    const opening = openMongodb({
      url: 'mongodb://ans:geheim@127.0.0.1:9/care?serverSelectionTimeoutMS=50&authSource=admin',
    });
    await expect(opening).rejects.toThrow(Unavailable);
    await expect(opening).rejects.toThrow('store mongodb 127.0.0.1:9/care: connect ECONNREFUSED 127.0.0.1:9; see that');
    await expect(opening).rejects.not.toThrow('geheim');
  });

  it('refuses an address that is none, without the password', async () => {
    const opening = openMongodb({ url: 'mongodb://ans:geheim@host:99999/' });
    await expect(opening).rejects.toThrow(Refused);
    await expect(opening).rejects.toThrow('correct store.url');
    await expect(opening).rejects.not.toThrow('geheim');
  });

  it('takes the database from the address', () => {
    expect(databaseOf('mongodb://a:b@h1:1,h2:2/care?w=1')).toBe('care');
    expect(databaseOf('mongodb+srv://h/')).toBe('klankbord');
    expect(databaseOf('mongodb://h?w=1')).toBe('klankbord');
  });
});

describe.runIf(mongodbUrl)('the MongoDB store on a server that is lost', () => {
  const url = mongodbUrl ?? '';

  it('comes to the same after being stopped at every single write, before and after it took place', {
    timeout: 120_000,
  }, async () => {
    const undisturbed = await mongodb(url).place();
    const store = await undisturbed.open();
    await before(store);
    await store.save(change);
    const wanted = await told(store);
    await store.close();
    await undisturbed.clear();

    let stops = 0;
    for (const cut of ['before', 'after'] as const) {
      for (let survive = cut === 'before' ? 0 : 1; ; survive += 1) {
        const place = await mongodb(url).place();
        const direct = await place.open();
        await before(direct);
        const proxy = await cuttingProxy(url, survive, cut);
        const cutOff = await place.open(proxy.url);
        const failure = await cutOff.save(change).then(
          () => undefined,
          (error: unknown) => error,
        );
        await cutOff.close();
        await proxy.close();
        if (failure !== undefined) {
          expect(failure).toBeInstanceOf(Unavailable);
          stops += 1;
        }
        const halfway = await told(direct);
        const point = `stopped ${cut} write ${survive}`;
        if (halfway.mentions.some(({ id }) => id === 'x:4')) {
          expect(
            halfway.alerts.map(({ id }) => id),
            point,
          ).toContain('complaint:x:4>care');
        }
        if (halfway.checkpoint?.n === 1) expect(halfway, point).toEqual(wanted);
        await direct.save(change);
        expect(await told(direct), point).toEqual(wanted);
        await direct.close();
        await place.clear();
        if (failure === undefined) break;
      }
    }
    expect(stops).toBeGreaterThan(15);
  });

  it('goes on by itself once the server is back', async () => {
    const place = await mongodb(url).place();
    const proxy = await cuttingProxy(url, 3, 'before');
    const store = await place.open(proxy.url);
    await expect(before(store)).rejects.toThrow('see that this MongoDB runs and can be reached');
    proxy.mend();
    await before(store);
    await store.save(change);
    expect((await told(store)).checkpoint).toEqual({ n: 1 });
    await store.close();
    await proxy.close();
    await place.clear();
  });
});
