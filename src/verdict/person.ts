import type { Ticket } from '../model.ts';
import { formsOfFirstName, isFirstName, isSameFirstName } from './first-names.ts';
import { fold } from './fold.ts';
import { placesIn } from './places.ts';
import { firstNameShare, surnameShare } from './surnames.ts';

/** A person's name as far as it is told: `M. v.d. P.` has initials only. */
export interface PersonName {
  /** Whole words in lower case without accents, particles left out. */
  readonly words: readonly string[];
  /** First letters, where no more is told. */
  readonly initials: readonly string[];
  /** The last part with its particles, where it is told whole: `de vries`. */
  readonly surname: string;
  readonly first: string;
  /** First letters of the surname with its particles: `vdv`. */
  readonly surnameLetters: string;
  /** Reads like what somebody is called, and not like `Moeke van vier`. */
  readonly credible: boolean;
}

/** How well two names agree: natural logarithm of how many people one would have to ask to meet another one who fits. */
export interface NameMatch {
  readonly weight: number;
  /** The surname, or all that is told, agrees as a whole. */
  readonly whole: boolean;
  readonly conflict: boolean;
}

const none: NameMatch = { weight: 0, whole: false, conflict: false };
const conflicting: NameMatch = { weight: 0, whole: false, conflict: true };
const oneLetter = Math.log(15);
const particles = new Set('van von vd de den der het ter ten te la le el al du des di da dos of op in'.split(' '));
/** Short for a particle where they are written small: `Rens v. O.`, `'t Hart`. */
const smallLetters = new Set(['v', 'd', 't', 's']);
const salutations = new Set(
  'dhr heer meneer mw mevr mevrouw mej mr mrs ms miss mme madame monsieur mlle sir dr drs ir ing prof fam familie de_heer'.split(
    ' ',
  ),
);
const institutions =
  /\b(?:b\.?v\.?|n\.?v\.?|vzw|bvba|vof|stichting|vereniging|vve|school|obs|praktijk|secretariaat|administratie|koor|caf[eé]|restaurant|hotel|winkel|garage|anonymous|anoniem|onbekend|unknown|inconnu|bezoeker|gast|guest|visitor|klant|customer|webcare|intern)\b/i;

/** What no name has in it: `Ad uit Roosendaal`, `Wool & Water`. */
const pretending = /\b(?:uit|from|un|une|vrouw van|man van|fan|opa|oma|moeke)\b|[&?!\d]/i;

/** Reads a display name or a requester's name; undefined where nothing in it names a person. */
export function readName(raw: string | null): PersonName | undefined {
  const text = turned((raw ?? '').slice(0, 120).replace(/\([^)]{0,60}\)/g, ' '));
  if (text.trim() === '' || institutions.test(text)) return undefined;
  const written = text
    .replace(/\b[vV]\.? ?d\.? /g, 'vd ')
    .replace(/[’'`]/g, '')
    .split(/[^\p{L}.]+/u)
    .flatMap((part) => {
      if (/^(?:\p{L}\.)+\p{L}?\.?$/u.test(part)) return part.split('.');
      // `JM Lefebvre`, but `LEFEBVRE` and `Li`.
      return /^\p{Lu}{2}$/u.test(part) && text.length > 4 ? [...part] : [part.replaceAll('.', '')];
    })
    .filter((part) => part !== '' && !salutations.has(fold(part)))
    .slice(0, 7);
  const parts = written.map(fold);
  const isParticle = parts.map(
    (part, at) => at < parts.length - 1 && (particles.has(part) || smallLetters.has(written[at]!)),
  );
  const words = parts.filter((part, at) => part.length > 1 && !isParticle[at]);
  const initials = parts.filter((part, at) => part.length === 1 && !isParticle[at]);
  if (words.length + initials.length === 0) return undefined;
  const startsWithParticle = isParticle[0] === true && words.length > 0;
  const soleFirst = words.length === 1 && parts.length > 1 && initials.length > 0 && parts[0] === words[0];
  const first = startsWithParticle
    ? words.length > 1
      ? words.at(-1)!
      : ''
    : words.length > 1 || soleFirst
      ? words[0]!
      : '';
  const last = startsWithParticle ? words[0]! : words.length > 1 || !soleFirst ? words.at(-1)! : '';
  const at = last === '' ? -1 : parts.indexOf(last);
  let from = at;
  while (from > 0 && isParticle[from - 1]) from -= 1;
  const surname = at < 0 || last === first ? '' : parts.slice(from, at + 1).join(' ');
  const letters =
    surname === ''
      ? parts
          .slice(1)
          .map((part) => (part === 'vd' ? 'vd' : part[0]))
          .join('')
      : surname
          .split(' ')
          .map((part) => (part === 'vd' ? 'vd' : part[0]))
          .join('');
  const credible = !pretending.test(raw ?? '') && (initials.length > 0 || words.some(isFirstName));
  return { words, initials, surname, first, surnameLetters: letters, credible };
}

/** The first name first: `Schrauwen, A.` and `Peeters Jozef` are turned around. */
function turned(text: string): string {
  const [, last = '', front = ''] = /^\s*([^,]{2,40}),\s*([^,]{1,40})$/.exec(text) ?? [];
  // `Dhr. Wouters, Heerlen` tells where he lives.
  if (front !== '') return placesIn(front).size > 0 ? last : `${front} ${last}`;
  const [, one = '', two = ''] =
    /^\s*(?:(?:dhr|mevr|mw|mr|mrs|m|mme)\.?\s+)?(\p{L}{3,})\s+(\p{L}{2,})\s*$/iu.exec(text) ?? [];
  return two !== '' && isFirstName(fold(two)) && !isFirstName(fold(one)) ? `${two} ${one}` : text;
}

/** The names of a ticket's requester: from its field, and where an agent or the customer wrote it whole in the text. */
export function namesOfTicket(ticket: Ticket): PersonName[] {
  const told = readName(ticket.requester.name);
  const signed =
    /(?:^|[\n.!?,] ?)((?:\p{Lu}[\p{L}'.-]{0,20} ){1,4}\p{Lu}[\p{L}'-]{1,30})(?:, \p{Lu}[\p{L} '-]{2,30})?\s*$/u.exec(
      ticket.text.slice(-120),
    )?.[1];
  const called =
    /(?:^|\n|[^\p{L}])(?:kl|klant|mw|mevr|mevrouw|dhr|caller|customer|client)\.? \(?((?:\p{Lu}[\p{L}'-]{1,20} |van |de |der |den |v\. |el ){1,4}\p{Lu}[\p{L}'-]{1,30})/u.exec(
      ticket.text.slice(0, 300),
    )?.[1];
  const names = [told, readName(called ?? null), readName(signed ?? null)].filter((name) => name !== undefined);
  return names.filter((name, at) => at === 0 || name.words.some((word) => told?.words.includes(word) ?? true));
}

/** Compares two written names. A word that stands against another word is a conflict where both are credible: Jan de Boer
 *  is not Piet de Boer, but may be Johan. */
export function compareNames(a: PersonName, b: PersonName): NameMatch {
  const shared = a.words.filter((word) => b.words.includes(word));
  let restA = a.words.filter((word) => !shared.includes(word));
  let restB = b.words.filter((word) => !shared.includes(word));
  let weight = 0;
  for (const word of shared) weight += rarity(word, a, b);
  let byForm = 0;
  for (const word of restA) {
    const form = restB.find((other) => isSameFirstName(word, other));
    if (form === undefined) continue;
    byForm += 1;
    weight -= 0.7 * Math.log(firstNameShare(word));
    restA = restA.filter((other) => other !== word);
    restB = restB.filter((other) => other !== form);
  }
  const [lettersA, lettersB] = [[...a.initials], [...b.initials]];
  const [freeA, freeB] = [restA.length, restB.length];
  restA = restA.filter((word) => !takeLetter(lettersB, word));
  restB = restB.filter((word) => !takeLetter(lettersA, word));
  const byWord = freeA - restA.length + (freeB - restB.length);
  const byLetter = lettersA.filter((letter) => takeLetter(lettersB, letter)).length;
  weight += (byWord + byLetter) * oneLetter;
  if (restA.length > 0 && restB.length > 0) return areOthers(a, b) ? conflicting : none;
  if (lettersA.length > byLetter && (lettersB.length > 0 || restB.length > 0)) {
    return shared.length > 0 && areOthers(a, b) ? conflicting : none;
  }
  if (shared.length + byForm === 0 && byWord + byLetter < 2) return none;
  const whole =
    shared.some((word) => word === lastWord(a) || word === lastWord(b)) && (shared.length + byForm > 1 || byWord > 0);
  return { weight, whole, conflict: false };
}

/** Whether what both tell, a first name, a surname or its letter, differs. */
function areOthers(a: PersonName, b: PersonName): boolean {
  if (!a.credible || !b.credible) return false;
  const [one, two] = [partsOf(a), partsOf(b)];
  if (one.first && two.first) {
    const short = one.first.startsWith(two.first) || two.first.startsWith(one.first);
    if (!short && !isSameFirstName(one.first, two.first)) return true;
  }
  if (one.last && two.last && one.last !== two.last) return true;
  if (one.letter && two.letter && one.letter !== two.letter) return true;
  return !one.first && !two.first && a.initials[0] !== b.initials[0];
}

/** A lone first name is no surname, and the letter of `Kirsten B` is one's. */
function partsOf(name: PersonName): { first: string; last: string; letter: string | undefined } {
  const lone =
    name.first === '' && name.words.length === 1 && name.initials.length === 0 && isFirstName(name.words[0]!);
  const first = lone ? name.words[0]! : name.first;
  const last = lone || lastWord(name) === first ? '' : lastWord(name);
  return { first, last, letter: last === '' ? (first === '' ? undefined : name.initials.at(-1)) : last[0] };
}

/** Compares a handle with a name: `jdevries84`, `svl_lokeren`, `nikpetrovjansen`. `places` may be named behind it. */
export function compareHandle(handle: string, name: PersonName, places: (place: string) => boolean): NameMatch {
  const letters = lettersOf(handle);
  if (letters.length < 3) return none;
  let best = none;
  for (const form of formsOf(name, letters)) {
    const rest = letters.slice(form.text.length);
    const place = rest.length > 2 && places(rest);
    if (form.text.length < 5 && rest !== '' && !place) continue;
    const weight = form.weight + (place ? 3 : rest.length > 2 ? -2 : 0);
    if (weight > best.weight) best = { weight, whole: form.whole, conflict: false };
  }
  if (best.weight === 0 && name.first === '' && name.surname) return handleOfSurname(letters, name);
  if (best.weight === 0 && name.first && name.surname) {
    const skeleton = consonants(name.first + name.surname.replaceAll(' ', ''));
    const weight = 0.8 * (-Math.log(firstNameShare(name.first)) - Math.log(surnameShare(name.surname)));
    if (skeleton.length >= 5 && consonants(letters) === skeleton) return { weight, whole: false, conflict: false };
  }
  return best;
}

/** `rachidbouzid` and `sevgi_ozt` for R. Bouzid and Mrs Ozturk: some first name, and the surname or its beginning. */
function handleOfSurname(letters: string, { surname, initials }: PersonName): NameMatch {
  const [initial] = initials;
  for (const rest of surnamesIn(letters)) {
    if (initial !== undefined && !letters.startsWith(initial)) continue;
    for (const last of new Set([surname.replaceAll(' ', ''), surname.split(' ').at(-1)!])) {
      const isWhole = rest.startsWith(last);
      if (!isWhole && !last.startsWith(rest)) continue;
      const share = isWhole ? 1 : 0.6;
      const weight = -Math.log(surnameShare(surname)) * share + (initial === undefined ? 0 : oneLetter);
      return { weight, whole: isWhole, conflict: false };
    }
  }
  return none;
}

/** What follows a first name at the beginning of a handle's letters. */
export function surnamesIn(letters: string): string[] {
  const rests: string[] = [];
  for (let cut = 3; cut <= Math.min(letters.length - 3, 12); cut++) {
    if (isFirstName(letters.slice(0, cut))) rests.push(letters.slice(cut));
  }
  return rests;
}

/** A handle without what its network writes before it: `@`, `u/`. */
export function bareHandle(handle: string): string {
  return handle.trim().replace(/^(?:@|\/?u\/)/, '');
}

/** The letters of a handle, without server, country, digits and separators. */
export function lettersOf(handle: string): string {
  return fold(
    bareHandle(handle)
      .replace(/@.*$/, '')
      .replace(/\.(?:bsky\.social|[a-z]+\.[a-z]{2,})$|[._-](?:nl|be|eu|uk|com|net|org)$/i, ''),
  ).replace(/[^\p{L}]/gu, '');
}

/** One way in which a name may be made into a handle. */
interface Form {
  readonly text: string;
  readonly weight: number;
  readonly whole: boolean;
}

/** How first name and surname begin, also by short forms of the first: `mit·par`. */
export function startsOfName({ first, words, surname }: PersonName): string[] {
  if (first === '') return [];
  const lasts = new Set([surname.replaceAll(' ', ''), ...words.filter((word) => word !== first)]);
  const starts = [first, ...formsOfFirstName(first)].flatMap((form) =>
    [...lasts].filter((last) => last.length >= 3).map((last) => `${form.slice(0, 3)}·${last.slice(0, 3)}`),
  );
  return [...new Set(starts)];
}

/** The commonest ways in which people make a handle of their name, for an index. */
export function nicksOfName(name: PersonName): string[] {
  const { first, surname, surnameLetters } = name;
  const joined = surname.replaceAll(' ', '');
  const bare = surname.split(' ').at(-1) ?? '';
  const letter = first[0] ?? name.initials[0] ?? '';
  const front = [...name.initials, ...name.words.slice(0, -1).map((word) => word[0])].join('');
  const nicks = [
    first + joined,
    first + bare,
    first && first + surnameLetters,
    letter + joined,
    front + joined,
    joined,
    joined + first,
    letter + surnameLetters,
    joined && consonants(joined),
    joined && first + consonants(joined),
    first && name.words.slice(1).join(''),
    first && first[0]! + name.words.slice(1).join(''),
  ];
  return [...new Set([...name.words, ...nicks])].filter((nick) => nick.length >= 3);
}

/** The ways in which people make a handle of their name that these letters begin with. */
function formsOf(name: PersonName, letters: string): Form[] {
  const { first, surname } = name;
  const joined = surname.replaceAll(' ', '');
  const bare = surname.split(' ').at(-1) ?? '';
  const firstWeight = first ? -Math.log(firstNameShare(first)) : 0;
  const lastWeight = surname ? -Math.log(surnameShare(surname)) : 0;
  const firsts: Form[] = [];
  if (first) {
    firsts.push({ text: first, weight: firstWeight, whole: true });
    for (let length = 3; length < first.length; length++) {
      firsts.push({ text: first.slice(0, length), weight: firstWeight * 0.7, whole: false });
    }
    for (const form of formsOfFirstName(first)) {
      if (form.length >= 3) firsts.push({ text: form, weight: firstWeight * 0.6, whole: false });
    }
    const skeleton = consonants(first);
    if (skeleton.length >= 3) firsts.push({ text: skeleton, weight: firstWeight * 0.7, whole: false });
    firsts.push({ text: first[0]!, weight: oneLetter, whole: false });
  }
  const front = name.words.slice(0, -1).map((word) => word[0]);
  for (const initials of [name.initials, front]) {
    if (initials.length > 0)
      firsts.push({ text: initials.join(''), weight: oneLetter * initials.length, whole: false });
  }
  const lasts: Form[] = [];
  if (surname) {
    for (const text of new Set([joined, bare, first ? name.words.slice(1).join('') : joined]))
      lasts.push({ text, weight: lastWeight, whole: true });
    const skeleton = consonants(joined);
    if (skeleton.length >= 4) lasts.push({ text: skeleton, weight: lastWeight * 0.8, whole: false });
    for (let length = 3; length < bare.length; length++) {
      lasts.push({ text: bare.slice(0, length), weight: lastWeight * 0.6, whole: false });
    }
  }
  if (name.surnameLetters) {
    lasts.push({ text: name.surnameLetters, weight: oneLetter + name.surnameLetters.length - 1, whole: false });
  }
  const forms: Form[] = [];
  const add = (one: Form, two: Form, whole: boolean): void => {
    if (!letters.startsWith(two.text, one.text.length)) return;
    forms.push({ text: one.text + two.text, weight: one.weight + two.weight, whole });
  };
  for (const one of firsts) {
    if (letters.startsWith(one.text)) for (const two of lasts) add(one, two, two.whole);
  }
  for (const two of lasts) {
    if (!letters.startsWith(two.text)) continue;
    for (const one of firsts) if (one.whole || two.whole) add(two, one, two.whole);
    if (two.whole && two.text.length >= 5) forms.push(two);
  }
  return forms.filter(({ text }) => text.length >= 3);
}

function consonants(word: string): string {
  return (word[0] ?? '') + word.slice(1).replace(/[aeiouy]/g, '');
}

function takeLetter(letters: string[], word: string): boolean {
  const at = letters.indexOf(word[0]!);
  if (at >= 0) letters.splice(at, 1);
  return at >= 0;
}

function rarity(word: string, a: PersonName, b: PersonName): number {
  if (word === a.first || word === b.first) return -Math.log(firstNameShare(word));
  const surname = lastWord(a) === word ? a.surname : b.surname;
  return -Math.log(surnameShare(surname || word));
}

function lastWord(name: PersonName): string {
  return name.surname.split(' ').at(-1) ?? '';
}
