import { describe, expect, it } from 'vitest';
import {
  codeOf,
  codesIn,
  referenceOf,
  referencesIn,
  rivalReferences,
  sameReference,
  withoutReferences,
} from '../../src/verdict/reference.ts';

const matches = (text: string, ref: string, formats: string[] = []): boolean =>
  referencesIn(text, formats).some((reference) => sameReference(reference, referenceOf(ref)!));

describe('reference numbers', () => {
  it.each([
    ['bestelling 118832 kwam half', 'PP-2026-118832'],
    ['order 2026118832', 'PP-2026-118832'],
    ['Factuur F26/32654 klopt niet', 'F26-0032654'],
    ['klantnr 4417 902', 'SG-4417-902'],
    ['Ticket #88129 leeft nog', 'T88129'],
    ['ZW 2605 / 20102', 'ZW-2605-20102'],
    ['bon 71990, ja die weer', 'RB-71990'],
    ['EAN eindigt op 0077 204', '541440027100077204'],
    ['Bestelling ...0877 staat al weken stil', 'BST 90 877'],
    ['Rekening 2026/04417 klopt niet', 'FH2026-04417'],
    ['pas 1095336278 doet het nog', 'RP 1095 3362 78'],
    ['Kaart 6627-7150-93 is geblokkeerd', 'RP 6627 7150 93'],
    ['Boete nummer 80344 van de 5e', 'UB2605-80344'],
    ['bon R-26/04417 ligt er nog', 'REP-26-04417'],
    ['Intervention n° 5377, photos envoyées', 'INT-26-05377'],
  ])('sees that “%s” is %s', (text, ref) => expect(matches(text, ref)).toBe(true));

  it.each([
    ['bel 020-0125611', 'PP-2026-125611'],
    ['rekening BE09 3345 2133 8114', 'SG-4521-338'],
    ['1310 AA 71 bestaat niet', 'PP-2026-131071'],
    ['nu voor 1.225,00 euro', '122500'],
    ['garantie van 12-03-18, dus 120318', 'PP-2026-120318'],
    ['op 20260918 om 20:15', '20260918'],
    ['verbruik 50307 kWh', 'SG-503-07'],
    ['model KX-74990', 'RET-74990'],
    ['Ik ben nummer 48112 in de wachtrij', 'PP-48112'],
    ['now number 2034 in the queue', 'PP-2034'],
    ['klacht 12-05-2026, geen antwoord', '12052026'],
    ['claim 14.30 ingediend', 'CL-1430'],
    ['meldnummer 12-05', 'M-1205'],
    ['abonnement nr 2026 van uw site', 'AB-2026'],
    ['contract 2026 opgezegd', 'C-2026'],
    ['factuur 05-2026 niet gekregen', 'F-05-2026'],
    ['al ...0877 keer gezegd', 'BST 90 877'],
    ['order ...877', 'BST 90 877'],
  ])('sees no reference in “%s”', (text, ref) => expect(matches(text, ref)).toBe(false));

  it('does not take one company number for another because the digits agree', () => {
    expect(matches('mijn retour RET-44120', 'F26-44120')).toBe(false);
  });

  it.each([
    'Gemeld onder M-772-611, niks van gemerkt',
    'reported under M-772-611, nothing since',
    'klachtnummer 772611 ligt er al weken',
    'plainte n° 772611 sans réponse',
  ])('knows the number of a report by how “%s” says it', (text) => {
    expect(referencesIn(text).map(({ ofTicket }) => ofTicket)).toEqual([true]);
    expect(matches(text, 'M772611')).toBe(true);
  });

  it('knows the forms that the company configured', () => {
    expect(matches('zie WW-123456 aub', 'WW-123456', ['WW-######'])).toBe(true);
  });

  it.each([
    ['order VB-2026-118831', 'VB-2026-118832', true],
    ['kredietaanbod HK26/02013', 'HK26/02031', true],
    ['een bon waar het op staat (4435-9018)', 'KR-4435-9081', true],
    ['order VB-2026-118832', 'VB-2026-118832', false],
    ['VB-118832', 'VB-2026-118832', false],
    ['factuur F26-0031877', 'VB-2026-118832', false],
    ['voor 118831 euro', '118832', false],
    ['Contestation BW-310242 : toujours rien', 'BW-310224', true],
  ])('knows whether “%s” names another number than %s', (text, ref, other) => {
    expect(referencesIn(text).some((reference) => rivalReferences(reference, referenceOf(ref)!))).toBe(other);
  });

  it('leaves out of a story what only says whose it is', () => {
    expect(withoutReferences('Order VB-2026-118831 kwam half, 2 van 6.')).toBe('Order   kwam half, 2 van 6.');
  });

  it.each([
    ['K7Q X2M if you can be arsed', 'K7QX2M', true],
    ['Montage M 7760. Naden als drop', 'M-7760', true],
    ['HW/26/046645, voor de liefhebber', 'HW26-046645', true],
    ['a spare rail for the Varde 2204?', 'Varde 2204', false],
    ['gebeld met 0612345678', '0612345678', false],
  ])('knows whether “%s” names the code %s, however it is grouped', (text, ref, named) => {
    expect(codesIn(text).has(codeOf(ref))).toBe(named);
  });

  it('makes no code of the words before one', () => {
    expect([...codesIn('al een uur in de wacht over order VB-2026-118832, niemand neemt op')]).toEqual([
      'VB2026',
      'VB2026118832',
    ]);
  });
});
