import { describe, expect, it } from 'vitest';
import { compareHandle, compareNames, readName } from '../../src/verdict/person.ts';
import { masked, seal } from '../../src/verdict/seal.ts';
import { aTicket } from './case.ts';

const name = (text: string) => readName(text)!;
const nowhere = (): boolean => false;

describe('names and handles', () => {
  it.each([
    ['jdevries84', 'J. de Vries'],
    ['pjoosterwegel', 'Pieter-Jan Oosterwegel'],
    ['zeynep_k_genk', 'Zeynep Kaya'],
    ['omeryldz_053', 'Ömer Yıldız'],
    ['hildestapel.bsky.social', 'Hilde Stapel'],
    ['trienlanck', 'Katrien van Lanckeren'],
    ['priyasubr', 'Priya Subramanian'],
    ['rachidbouzid', 'R. Bouzid'],
    ['u/kuipers_assen', 'Dhr Kuipers'],
  ])('sees that %s may be %s', (handle, of) => {
    expect(compareHandle(handle, name(of), nowhere).weight).toBeGreaterThan(5);
  });

  it('lets a rare surname weigh more than a common one', () => {
    const common = compareNames(name('J. de Vries'), name('Jeroen de Vries')).weight;
    const rare = compareNames(name('J. Oosterwegel'), name('Jeroen Oosterwegel')).weight;
    expect(rare).toBeGreaterThan(common);
  });

  it('takes two first names for two people', () => {
    expect(compareNames(name('Jan de Boer'), name('Piet de Boer'))).toMatchObject({ weight: 0, conflict: true });
  });

  it.each([
    ['Jef Oosterwegel', 'Oosterwegel Jozef'],
    ['Jean-Marc L.', 'Lefèbvre JM'],
    ['Dirk M.', 'Mertens, Dirk'],
  ])('sees that %s may be %s', (one, other) => {
    expect(compareNames(name(one), name(other)).weight).toBeGreaterThan(5);
  });

  it('takes no town behind a name for the first name', () => {
    expect(readName('Dhr. Wouters, Heerlen')).toMatchObject({ words: ['wouters'] });
    expect(readName('Wouters, Sjef')).toMatchObject({ first: 'sjef', surname: 'wouters' });
  });

  it('sees no other person in a joke or a first name alone', () => {
    for (const joke of ['Oma van drie', 'Ad uit Roosendaal', 'Ria']) {
      expect(compareNames(name(joke), name('M. Hoogesteger')).conflict).toBe(false);
    }
  });

  it('finds no person in a household of letters or a firm', () => {
    expect(readName('Stichting Behoud Botter')).toBeUndefined();
    expect(readName('bezoeker 5521')).toBeUndefined();
  });
});

describe('sealing', () => {
  const secret = new TextEncoder().encode('secret');

  it('keeps no address or number in the clear, and hashes alike what is alike', () => {
    const raw = aTicket({
      text: 'Bel mij op 06-04367198 of mail Sanne@Post.example.',
      requester: { name: 'S', email: 'Sanne+shop@post.example', phone: '0031 6 0436 7198', handles: { X: '@Sanne_V' } },
    });
    const sealed = seal(raw, secret);
    expect(JSON.stringify(sealed)).not.toMatch(/04367198|0436 7198|post\.example/i);
    expect(sealed.requester.handles).toEqual({ x: 'sanne_v' });
    const other = seal(
      aTicket({ requester: { ...raw.requester, email: 'sanne@post.example', phone: '0604367198' } }),
      secret,
    );
    expect([other.requester.email, other.requester.phone]).toEqual([sealed.requester.email, sealed.requester.phone]);
    expect(seal(sealed, secret)).toEqual(sealed);
  });

  it('leaves accounts of other servers and order numbers in a text', () => {
    expect(masked('@loes@praatplein.example over PP-2026-118832')).toContain('@loes@praatplein.example');
    expect(masked('order PP-2026-118832')).toContain('118832');
  });
});
