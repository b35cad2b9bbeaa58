/** A number by which a company knows an order, invoice, customer, case or device, as somebody wrote it. */
export interface Reference {
  /** Letters in front of the number, in upper case, or ''. */
  readonly prefix: string;
  /** Ways of writing the same number, without separators and leading zeros; the longest first. */
  readonly numbers: readonly string[];
  /** Only the last digits of the number are written, these. */
  readonly tail: string | null;
  /** How sure the writing is that this is a reference: said so, or of a known form; else a bare number. */
  readonly sure: boolean;
  /** Announced as the number of a ticket, case or file, and not of an order or customer. */
  readonly ofTicket: boolean;
  /** What it is announced as, where that is said. */
  readonly kind: Kind | null;
  /** For a person. */
  readonly written: string;
  readonly start: number;
  readonly end: number;
}

type Kind = 'order' | 'customer' | 'invoice' | 'case' | 'return' | 'booking' | 'parcel' | 'policy';

const most = 12;
const mostText = 20_000;

/** Digits in groups: joined by one space, dot, slash or dash; letters may stand before. */
const candidate =
  /(?<![\p{L}\p{N}#,/-]|\p{N}\.)(#?)([A-Za-z]{0,6})([ .-]?)(\d+(?:(?: ?[./-] ?| )\d+)*)(?![\p{L}\p{N}])/gu;

/** Words that announce a reference, in front of it. */
const announcing = new RegExp(
  `(?:^|[^\\p{L}])(?:${[
    '(?:order|bestel|bestellings?|factuur|klanten?|klant|ticket|zaak|dossier|case|meldings?|meld|retour|zending|zendings|contract|polis|track|tracking|relatie|aansluit|reserverings?|boekings?|lidmaatschaps?|kenmerk|serie|dossier|claim|schade|incident)[ -]?(?:nr|nummer|number|no|code|id)?',
    'best|bestelling(?:en)?|besteld onder|orders?|facturen|nota|invoice|bill|facture|commande|client|cliente|customer|account|booking|reservation|return|ret|parcel|pakket|shipment|referentie|reference|référence|ref|numéro de (?:client|dossier|commande|facture)|n° de (?:client|commande)',
    'voucher|coupon|pir|bon|werkbon|bonnummer|slip|repair|reparatie|herstelling|herstel|pnr',
    'laadpunt|laadpaal|laadpas|paal|charger|borne|charge point|meter|ean|teller',
    'nummer|nr|number|numéro|n°',
    'eindig(?:end|t) op|ends? in|ending(?: in)?|finit par|se terminant par',
    'klacht(?:en)?|complaint|plainte|réclamation|(?:gemeld|geregistreerd|reported|logged|registered|signalé|enregistré)e? (?:onder|met|als|under|with|as|sous)',
  ].join('|')})(?:[ -]?(?:nr|no|num|nummer|number|n°|id))?[ .:#°'"(…-]{0,4}$`,
  'iu',
);

/** Of these, the words that announce a ticket. */
const announcingTicket =
  /(?:^|[^\p{L}])(?:ticket|zaak|dossier|case|meldings?|incident|claim|klacht(?:en)?|complaint|plainte|réclamation|(?:gemeld|geregistreerd|reported|logged|registered|signalé|enregistré)e? (?:onder|met|als|under|with|as|sous))[ -]?(?:nr|nummer|number|numéro|no|code|id|n°)?[ .:#°'"(-]{0,4}$/iu;

const kinds: readonly (readonly [Kind, RegExp])[] = [
  ['return', /ret/i],
  ['order', /order|best|commande/i],
  ['customer', /klant|client|customer|relatie|lidmaat|account/i],
  ['invoice', /fact|invoice|bill|nota/i],
  ['case', /ticket|zaak|dossier|case|meld|incident|claim|schade|klacht|complaint|plainte|réclamation|reported|logged/i],
  ['booking', /boeking|reserv|booking/i],
  ['parcel', /pakket|parcel|zending|shipment|track/i],
  ['policy', /polis|contract/i],
];

/** Words after which only the end of a long number is written. */
const tailed = /(?:ean|eindig(?:end|t) op|ends? in|ending(?: in)?|finit par|se terminant par|…|\.{2,3})[ .:…-]{0,4}$/iu;

/** Words after which a number is none; the short ones not as the end of another: `kaart`, `hotel`. */
const denying =
  /(?:volgnummer|wachtrij|wachtnummer|queue|postcode|huisnummer|adres|address|telefoon|telefoonnummer|phone|gsm|mobiel|iban|rekening|rekeningnummer|model|type|artikel|size|versie|version|nr op de lijst|plaats|pagina|(?<!\p{L})(?:tel|bel|call|art|maat|page))[ .:#'"(-]{0,4}$/iu;

/** `2026/04417`, as invoices are numbered. */
const ofYear = /^20\d\d[/-]\d{3,}$/;

/** Behind a number that is a place in a queue. */
const queued =
  /^[ ,]{0,2}(?:(?:in|voor) (?:de |the )?(?:wachtrij|wachtlijst|rij|queue|line)\b|dans la file|wachtenden\b)/iu;

/** Units and currencies behind a number. */
const measured =
  /^[ -]?(?:euro?s?\b|eur\b|€|,-|%|k?wh?\b|kg\b|gram\b|km\b|cm\b|mm\b|m[²³23]?\b|kuub\b|liter\b|l\b|uur\b|u\b|h\b|min\b|minuten\b|minutes\b|dagen\b|days\b|jours\b|weken\b|weeks\b|maanden\b|months\b|mois\b|jaar\b|jr\b|years?\b|ans\b|keer\b|x\b|times\b|fois\b|graden\b|°|punten\b|points?\b|watt\b|volt\b|mb\b|gb\b|stuks\b|mensen\b|people\b)/iu;

/** The references of a text. `formats` are the company's own, `#` for a digit: `PP-####-######`.
 *  Money, measures, dates, times, telephone numbers, postcodes and bank accounts are none. */
export function referencesIn(text: string, formats: readonly string[] = []): Reference[] {
  const found: Reference[] = [];
  const part = text.slice(0, mostText);
  for (const hit of part.matchAll(candidate)) {
    const [whole, hash = '', letters = '', , digits = ''] = hit;
    const start = hit.index;
    const reference = judgeCandidate(part, start, whole, hash, letters, digits, formats);
    if (reference) found.push(reference);
    if (found.length === most) break;
  }
  return found;
}

/** A number out of a field that holds nothing but references. */
export function referenceOf(field: string): Reference | undefined {
  const hit = /^\W{0,3}([A-Za-z]{0,8})\W{0,3}(\d[\d ./-]{0,40})/u.exec(field.trim());
  const [, letters = '', digits = ''] = hit ?? [];
  const numbers = numbersOf(letters, digits);
  return numbers.length === 0
    ? undefined
    : {
        prefix: letters.toUpperCase(),
        numbers,
        tail: null,
        sure: true,
        ofTicket: false,
        kind: null,
        written: field.trim(),
        start: 0,
        end: field.length,
      };
}

/** Whether two writings may be one number: a shared number or its end, and no two different prefixes. */
export function sameReference(a: Reference, b: Reference): boolean {
  if (!isOnePrefix(a.prefix, b.prefix)) return false;
  return a.numbers.some((number) => b.numbers.includes(number)) || isTailOf(a, b) || isTailOf(b, a);
}

/** Whether either may be the other shortened: `R` is how people write `REP`. */
function isOnePrefix(a: string, b: string): boolean {
  const [short, long] = a.length < b.length ? [a, b] : [b, a];
  return long.startsWith(short) || long.endsWith(short);
}

/** Few digits may end a number of any kind: those of an order are none of a ticket. */
function isTailOf({ tail, ofTicket }: Reference, other: Reference): boolean {
  if (tail === null || (other.ofTicket && !ofTicket)) return false;
  return other.numbers.some((number) => number.length > tail.length && number.endsWith(tail));
}

/** A text without its numbers of orders, customers and the like: they say who it is, and not what happened. */
export function withoutReferences(text: string, formats: readonly string[] = []): string {
  let [rest, from] = ['', 0];
  for (const { sure, written, end } of referencesIn(text, formats)) {
    if (!sure) continue;
    rest += `${text.slice(from, end - written.length)} `;
    from = end;
  }
  return rest + text.slice(from);
}

const mostParts = 6;

/** All that a text may mean as a code of letters and digits, squeezed: `K7Q X2M` is also K7QX2M. Digits alone are left to
 *  `referencesIn`, which knows what is no reference. */
export function codesIn(text: string): ReadonlySet<string> {
  const codes = new Set<string>();
  const parts = [...text.slice(0, mostText).matchAll(/[\p{L}\p{N}]+/gu)];
  parts.forEach((part, at) => {
    let code = '';
    let end = part.index;
    for (const next of parts.slice(at, at + mostParts)) {
      if (isWordy(next[0]) || next.index - end > 3 || /[,;:!?\n]/.test(text.slice(end, next.index))) break;
      code += next[0].toUpperCase();
      end = next.index + next[0].length;
      if (isCode(code)) codes.add(code);
    }
  });
  return codes;
}

/** A code without what stands between its parts; '' where it is too short to know anybody by, or no code. */
export function codeOf(written: string): string {
  // `Varde 2204` is a thing, and many have one.
  if (/\p{Ll}{2}/u.test(written)) return '';
  const code = written.replace(/[^\p{L}\p{N}]/gu, '').toUpperCase();
  return isCode(code) ? code : '';
}

/** No part of a code, which has digits or few capitals. */
function isWordy(part: string): boolean {
  return !/\d/.test(part) && (part.length > 5 || /\p{Ll}{2}/u.test(part));
}

/** Letters with four digits, as of `M-7760`, or mixed with fewer as of a booking: `K7QX2M`. */
function isCode(code: string): boolean {
  if (code.length > 24 || !/\p{L}/u.test(code)) return false;
  return code.replace(/\D/g, '').length >= 4 || (code.length >= 6 && /\d.*\p{L}.*\d/u.test(code));
}

const comparableFrom = 5;

/** Whether two writings are numbers of one kind and surely not the same number: `VB-118831` and `VB-2026-118832`. */
export function rivalReferences(a: Reference, b: Reference): boolean {
  if (sameReference(a, b) || a.tail !== null || b.tail !== null) return false;
  if (!a.sure || !b.sure) return shapeOf(a).length >= longShape && shapeOf(a) === shapeOf(b);
  const isOneForm = a.prefix !== '' && b.prefix !== '' && isOnePrefix(a.prefix, b.prefix);
  const isOneKind = a.kind !== null && b.kind !== null ? a.kind === b.kind : isOneForm;
  return isOneKind && [longest, shortest].some((pick) => areComparable(pick(a), pick(b)));
}

function areComparable(one: string, other: string): boolean {
  return one.length >= comparableFrom && one.length === other.length;
}

/** `####-####`: as long as this, and written alike, two numbers are of one kind. */
const longShape = 9;

function shapeOf({ written }: Reference): string {
  return written.replace(/^\D+/, '').replace(/\d/g, '#');
}

function longest({ numbers }: Reference): string {
  return numbers[0]!;
}

function shortest({ numbers }: Reference): string {
  return numbers.reduce((least, number) => (number.length < least.length ? number : least));
}

function judgeCandidate(
  text: string,
  start: number,
  whole: string,
  hash: string,
  letters: string,
  written: string,
  formats: readonly string[],
): Reference | undefined {
  const end = start + whole.length;
  const before = text.slice(Math.max(0, start - 40), start);
  const after = text.slice(end, end + 20);
  if (isMoney(before, after) || isLink(before)) return undefined;
  const announcedByLetters = announcing.test(` ${letters} `);
  // `RET-44120` is a form; `Return 44120` announces a number.
  const isForm = /^[A-Z]{1,3}$/.test(letters) && /^[-\d]/.test(whole.slice(hash.length + letters.length));
  const attached = text.slice(start, end).startsWith(`${hash}${letters}${written[0]}`);
  // `Pas 6627` is a word and a number.
  const isPrefix = letters !== '' && !isWord(letters) && (attached || isForm || letters === letters.toUpperCase());
  const prefix = (announcedByLetters && !isForm) || !isPrefix ? '' : letters.toUpperCase();
  if (isBankAccount(prefix, written)) return undefined;
  const lead = prefix === '' && letters !== '' && !announcedByLetters ? `${before}${letters} ` : before;
  const said = announcedByLetters ? letters : (announcing.exec(lead)?.[0] ?? '');
  const announced = hash === '#' || said !== '';
  const formatted = formats.some((format) => fits(format, prefix, written));
  const code = prefix !== '' && (attached || letters === prefix) && written.replace(/\D/g, '').length >= 5;
  if (!announced && !formatted && denying.test(lead) && !ofYear.test(written)) return undefined;
  if (!formatted && !announced && !(isForm && code) && (isCalendar(written) || isPhone(prefix, written)))
    return undefined;
  // A day or a year stays one, whatever word stands before it; `#2026` is said to be a number.
  if (!formatted && hash === '' && (isWrittenDay(written) || isYear(written))) return undefined;
  if (
    !formatted &&
    (measured.test(after) || queued.test(after) || isPostcode(written, after) || isPhone(prefix, written))
  )
    return undefined;
  const bare = !announced && !formatted && !code;
  if (bare && !(prefix === '' && isLong(written))) return undefined;
  const digits = written.replace(/\D/g, '');
  const tail = announced && tailed.test(lead) && digits.length >= shortestTail ? digits.slice(-longestTail) : null;
  const numbers = numbersOf(prefix, written, tail !== null);
  return numbers.length === 0
    ? undefined
    : {
        prefix,
        numbers,
        tail,
        sure: !bare,
        ofTicket: announcingTicket.test(announcedByLetters ? `${before}${letters} ` : lead),
        kind: kinds.find(([, word]) => word.test(said))?.[0] ?? null,
        written: prefix === '' ? written : text.slice(start + hash.length, end),
        start,
        end,
      };
}

/** Fewer digits many numbers end in. */
const shortestTail = 4;
const longestTail = 6;

function isLong(written: string): boolean {
  const digits = written.replace(/\D/g, '').length;
  return digits >= 6 && digits <= 14;
}

/** `PP`, `2026-118832` → 2026118832 and 118832. Of 13 digits and more, as an EAN, also the last six. */
function numbersOf(prefix: string, written: string, tail = false): string[] {
  const groups = written.split(/\D+/).filter(Boolean);
  const digits = groups.join('');
  if (digits.length < 4 || digits.length > 30) return [];
  const last = groups.length > 1 ? groups.at(-1)! : '';
  const numbers = [stripped(digits), last.length >= 4 ? stripped(last) : ''];
  if (/^20\d\d\d{5,}$/.test(digits)) numbers.push(stripped(digits.slice(4)));
  if (/^F?2\d{7,9}$/.test(prefix === 'F' ? digits : '')) numbers.push(stripped(digits.slice(2)));
  if (tail || digits.length >= 13) numbers.push(digits.slice(-longestTail));
  return [...new Set(numbers)].filter((number) => number.length >= 4);
}

function stripped(digits: string): string {
  return digits.replace(/^0+/, '');
}

function fits(format: string, prefix: string, written: string): boolean {
  const wanted = format.replace(/[^\p{L}\p{N}#]/gu, '').toUpperCase();
  const given = `${prefix}${written.replace(/\D/g, '')}`;
  const pattern = [...wanted].map((char) => (char === '#' ? '\\d' : char)).join('');
  return new RegExp(`^${pattern}$`).test(given);
}

/** Whether a number is an amount, by what stands before and after it. */
export function isMoney(before: string, after: string): boolean {
  return (
    /(?:[€$£]|\beuros?|\beur)\s?$/i.test(before) || /^,(?:\d|-)/.test(after) || /^\s?(?:€|euros?\b|eur\b)/i.test(after)
  );
}

function isLink(before: string): boolean {
  return /\S*(?:https?:|www\.)\S*$/.test(before.slice(-40));
}

function isWord(letters: string): boolean {
  return (
    letters.length > 4 ||
    /^(?:de|het|een|is|op|in|van|met|voor|en|of|om|nr|no|the|on|at|to|for|and|my|was|le|la|et|du|des|les|sur|aan|tot|na|al|dat|die|ik|te|nog|maar|over|sinds|since|depuis)$/i.test(
      letters,
    )
  );
}

/** Four digits and two capitals: a Dutch postcode. */
function isPostcode(written: string, after: string): boolean {
  return /^[1-9]\d{3}$/.test(written) && /^ ?[A-Z]{2}\b/.test(after);
}

function isBankAccount(prefix: string, written: string): boolean {
  return /^(?:NL|BE|DE|FR|LU|GB|ES|IT|AT|PL)$/.test(prefix) && /^\d\d(?: ?\d{4}){2,}/.test(written);
}

function isPhone(prefix: string, written: string): boolean {
  if (prefix !== '') return false;
  const digits = written.replace(/\D/g, '');
  return /^0[1-9]\d{7,8}$/.test(digits) || /^00\d{9,13}$/.test(digits) || /^0[89]00\d{4,7}$/.test(digits);
}

/** A date or a time of day: `12-03-18`, `120318`, `20260918`. */
function isCalendar(written: string): boolean {
  const groups = written.split(/\D+/);
  const joined = groups.join('');
  if (groups.length === 1 && joined.length === 6) return isDate(joined.slice(0, 2), joined.slice(2, 4));
  if (groups.length === 1 && joined.length === 8) {
    const [first, last] = [joined.slice(0, 4), joined.slice(4)];
    return (
      (isYear(first) && isDate(last.slice(2), last.slice(0, 2))) ||
      (isYear(last) && isDate(first.slice(0, 2), first.slice(2)))
    );
  }
  return isWrittenDay(written);
}

/** A date or a time of day in its parts: `12-03-18`, `05-2026`, `14.30`. */
function isWrittenDay(written: string): boolean {
  const groups = written.split(/\D+/);
  const [first = '', second = '', third = ''] = groups;
  if (groups.length === 2) {
    const isShort = groups.every(({ length }) => length <= 2);
    const isTime = Number(first) <= 24 && Number(second) < 60;
    return isShort ? isDate(first, second) || isTime : first.length <= 2 && isDate('1', first) && isYear(second);
  }
  if (groups.length !== 3) return false;
  const isYearOf = (year: string): boolean => year.length === 2 || isYear(year);
  return (isDate(first, second) && isYearOf(third)) || (isYear(first) && isDate(third, second));
}

function isYear(digits: string): boolean {
  return /^(?:19|20)\d\d$/.test(digits);
}

function isDate(day: string, month: string): boolean {
  const [d, m] = [Number(day), Number(month)];
  return d >= 1 && d <= 31 && m >= 1 && m <= 12;
}
