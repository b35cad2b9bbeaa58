import { describe, expect, it } from 'vitest';
import { openMeaning } from '../../src/verdict/meaning.ts';
import { aPost, aTicket } from './case.ts';

describe('the model of meaning in its thread', () => {
  const post = aPost({ text: 'De wasmachine lekt al sinds hij geplaatst is, de hele bijkeuken staat blank.' });
  const tickets = [
    aTicket({ id: 'desk:1', subject: 'Wrong colour', text: 'The sofa came in grey and I ordered green.' }),
    aTicket({
      id: 'desk:2',
      subject: 'Water',
      text: 'Since the washing machine was installed it leaks, the floor is flooded.',
    }),
  ];

  it('answers in the order of the tickets, and likens one story told in two languages', async () => {
    const meaning = await openMeaning();
    const [sofa, leak] = await meaning.compare(post, tickets);
    const [backwards] = await meaning.compare(post, [...tickets].reverse());
    await meaning.close();
    expect(leak!.told).toBeGreaterThan(sofa!.told + 0.2);
    expect(backwards).toEqual(leak);
  });

  it('hears what both are about, whether the ticket complains, and whether the post says to have told us', async () => {
    const meaning = await openMeaning();
    const late = aTicket({
      subject: 'Te laat',
      text: 'Mijn pakket is nog niet bezorgd, al vier dagen te laat. Waardeloos.',
    });
    const question = aTicket({ subject: 'Maat', text: 'Hallo, valt deze jas groot of klein uit? Groetjes' });
    const silent = aPost({ text: 'Pakket komt maar niet, de bezorger rijdt me weer voorbij.' });
    const told = aPost({ text: 'Al drie keer gemaild en gebeld over mijn pakket, niemand antwoordt.' });
    const [same, other] = await meaning.compare(silent, [late, question]);
    const [said] = await meaning.compare(told, [late]);
    await meaning.close();
    expect(same!.topics).toBeGreaterThan(other!.topics);
    expect(same!.complaint).toBeGreaterThan(other!.complaint);
    expect(said!.saysReported).toBeGreaterThan(same!.saysReported);
  });

  it('leaves the thread that asks free while it reads', async () => {
    const meaning = await openMeaning();
    const many = Array.from({ length: 30 }, (_, at) =>
      aTicket({ text: `${at} ${'lekkende wasmachine in de bijkeuken '.repeat(20)}` }),
    );
    let turns = 0;
    const ticking = setInterval(() => (turns += 1), 1);
    await meaning.compare(post, many);
    clearInterval(ticking);
    await meaning.close();
    expect(turns).toBeGreaterThan(many.length);
  });

  it('rejects what waits when it is closed', async () => {
    const meaning = await openMeaning();
    const waiting = meaning.compare(
      post,
      Array.from({ length: 200 }, (_, at) => aTicket({ text: `nummer ${at} lekt` })),
    );
    const rejected = expect(waiting).rejects.toThrow('closed');
    await meaning.close();
    await rejected;
  });
});
