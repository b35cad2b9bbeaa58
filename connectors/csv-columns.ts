import JaroWinklerDistance from 'natural/lib/natural/distance/jaro-winkler_distance.js';
import { z } from 'zod';
import { Refused } from '../src/net/errors.ts';

/** What a column can be, and the headings it goes by in Dutch and English exports; case, accents, spaces and
 *  punctuation do not matter. */
const headings = {
  id: 'id|ticket id|ticket|ticketnummer|ticketnr|nummer|nr|ticket number|number|zaaknummer|meldingnummer|meldingsnummer|case id|case number|case|incidentnummer|conversation id|gespreksnummer',
  subject: 'onderwerp|subject|titel|title|samenvatting|summary|korte omschrijving|short description',
  text: 'omschrijving|description|bericht|message|tekst|text|inhoud|content|body|vraag|klacht|toelichting|beschrijving|lange omschrijving|opmerking|opmerkingen',
  name: 'naam|name|klantnaam|naam klant|klant|customer|customer name|requester|requester name|aanvrager|naam aanvrager|melder|naam melder|contact|contact name|contactpersoon|afzender|volledige naam|full name',
  givenName: 'voornaam|first name|given name',
  infix: 'tussenvoegsel|tussenvoegsels|infix',
  familyName: 'achternaam|last name|family name|surname',
  email:
    'e mail|email|emailadres|e mailadres|e mail adres|email adres|mail|email address|e mail address|requester email|customer email|contact email|email klant|e mail klant|email aanvrager|e mail melder',
  phone: 'telefoon|telefoonnummer|phone|phone number|telephone|tel|mobiel|mobile|gsm|requester phone',
  status: 'status|toestand|state|ticketstatus|ticket status|voortgang',
  createdAt:
    'aangemaakt|aangemaakt op|created|created at|created time|created on|createdat|aanmaakdatum|datum aangemaakt|datum|date|geopend|geopend op|opened|opened at|ontvangen|ontvangen op|received|received at|meldingsdatum|datum melding|creation date|registratiedatum|aangemeld',
  updatedAt:
    'bijgewerkt|bijgewerkt op|updated|updated at|updated on|updatedat|last update|last updated|last update time|laatst bijgewerkt|laatst gewijzigd|gewijzigd|gewijzigd op|wijzigingsdatum|modified|modified at|last modified|datum gewijzigd|mutatiedatum|laatste wijziging|laatste update',
  channel: 'kanaal|channel|bron|source|via|herkomst|soort binnenkomst|binnenkomst',
  postUrl: 'bericht url|url bericht|link naar bericht|post url|source url|sourceurl|social url',
  url: 'url|link|ticket url|ticket link|link naar ticket',
  x: 'x|twitter|x handle|twitter handle|twitter naam|twitternaam|twitter account|x account|x naam',
  mastodon: 'mastodon|mastodon handle|mastodon account',
  bluesky: 'bluesky|bluesky handle|bluesky account',
  facebook: 'facebook|facebook naam|facebook account',
  instagram: 'instagram|instagram handle|instagram naam|instagram account',
} as const;
const references =
  'referentie|referenties|referentienummer|reference|references|reference number|refs|kenmerk|ordernummer|ordernr|order number|order|order id|bestelnummer|bestelling|factuurnummer|factuurnr|factuur|invoice number|invoice|klantnummer|klantnr|customer number|customer id|debiteurnummer|relatienummer|dossiernummer|contractnummer|polisnummer|track en trace|track trace|barcode|tracking number|zendingnummer';

export type Field = keyof typeof headings;
export const platforms = ['x', 'mastodon', 'bluesky', 'facebook', 'instagram'] as const satisfies readonly Field[];

const fields = Object.keys(headings) as Field[];
const heading = z.string().min(1).max(200);
/** Which heading a column goes by, where it cannot be told by itself. */
export const columnSettings = z.strictObject({
  ...Object.fromEntries(fields.map((field) => [field, heading.optional()])),
  references: z.array(heading).max(20).optional(),
}) as z.ZodType<
  { readonly [F in Field]?: string | undefined } & { readonly references?: readonly string[] | undefined }
>;
export type ColumnSettings = z.infer<typeof columnSettings>;

/** Where in a row each thing stands. */
export interface Columns {
  readonly at: ReadonlyMap<Field, number>;
  readonly references: readonly number[];
}

const known = new Map<string, Field | 'references'>([
  ...fields.flatMap((field) => headings[field].split('|').map((name) => [name, field] as const)),
  ...references.split('|').map((name) => [name, 'references'] as const),
]);

/** A heading as it is compared: lower case without accents and punctuation. */
function plain(text: string): string {
  return text
    .slice(0, 200)
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}

/** How many of these headings mean something by themselves or by the settings. */
export function countKnown(row: readonly string[], settings: ColumnSettings): number {
  const told = new Set(
    Object.values(settings)
      .flat()
      .filter((one) => one !== undefined)
      .map(plain),
  );
  return row.filter((name) => known.has(plain(name)) || told.has(plain(name))).length;
}

/** Finds the columns, or refuses and says of which file, what is missing and which heading comes nearest.
 *  A column that the settings name goes before one known by itself; columns that mean nothing are let be. */
export function findColumns(row: readonly string[], settings: ColumnSettings, file: string): Columns {
  const names = row.map(plain);
  const at = new Map<Field, number>();
  const place = (wanted: string, key: string): number => {
    const index = names.indexOf(plain(wanted));
    if (index >= 0) return index;
    throw new Refused(`${file}: columns.${key}: there is no column "${wanted}"${nearest(wanted, row)}`);
  };
  const { references: wanted, ...own } = settings;
  for (const field of fields) {
    const named = own[field];
    if (named !== undefined) at.set(field, place(named, field));
  }
  const taken = new Set(at.values());
  const refs = (wanted ?? []).map((name) => place(name, 'references'));
  for (const [index, name] of names.entries()) {
    const meaning = taken.has(index) ? undefined : known.get(name);
    if (meaning === 'references') {
      if (wanted === undefined) refs.push(index);
    } else if (meaning !== undefined && !at.has(meaning)) at.set(meaning, index);
  }
  need(['id'], 'the number of a ticket', at, row, file);
  need(['createdAt'], 'when a ticket was created', at, row, file);
  need(['text', 'subject'], 'what a ticket is about', at, row, file);
  return { at, references: refs };
}

function need(
  any: readonly Field[],
  what: string,
  at: ReadonlyMap<Field, number>,
  row: readonly string[],
  file: string,
) {
  if (any.some((field) => at.has(field))) return;
  const field = any[0]!;
  throw new Refused(
    `${file}: no column says ${what}: name it under columns.${field}${nearest(headings[field].split('|'), row)}`,
  );
}

/** Which of the headings comes nearest, and which there are. */
function nearest(wanted: string | readonly string[], row: readonly string[]): string {
  const shown = row.slice(0, 40).map((name) => name.replace(/\s+/g, ' ').slice(0, 40));
  const scored = shown
    .map((name) => ({
      name,
      score: Math.max(...[wanted].flat().map((one) => JaroWinklerDistance(plain(one), plain(name), {}))),
    }))
    .sort((a, b) => b.score - a.score);
  const best = scored[0];
  const guess = best !== undefined && best.score > 0.75 ? `; did you mean "${best.name}"?` : '';
  return `${guess}; there is ${shown.map((name) => `"${name}"`).join(', ')}`.slice(0, 1_000);
}
