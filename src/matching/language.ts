export type Language = 'nl' | 'en' | 'de' | 'fr' | 'other';

/** The language of a text; `hint` is what the author or platform declared. */
export function languageOf(text: string, hint?: string): Language {
  const words = new Set(text.toLowerCase().split(/[^\p{L}]+/u));
  const count = (list: string): number => list.split(' ').filter((word) => words.has(word)).length;
  const nl = count(
    'de het een en van niet ik is dat op te in voor met zijn aan er maar om ook mijn bij nog al wel geen',
  );
  const en = count('the a and of to is that in it for you on with my was are this have not but be they at');
  const de = count('der die das und ist nicht ich ein eine mit auf für zu den von es auch wie');
  const fr = count('le la les un une et est pas je que pour dans des du ce vous avec sur');
  const best = Math.max(nl, en, de, fr);
  if (best === 0) return hint === 'nl' || hint === 'en' || hint === 'de' || hint === 'fr' ? hint : 'other';
  return best === nl ? 'nl' : best === en ? 'en' : best === de ? 'de' : 'fr';
}
