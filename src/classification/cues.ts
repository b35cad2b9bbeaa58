import { hashOf } from './tokens.ts';

/** Kinds of words whose meeting in one text says more than each alone: praise next to a wait is irony. One bit each. */
const lists = {
  praise:
    'top super fijn lekker leuk mooi geweldig fantastisch heerlijk prachtig prima perfect bedankt dank dankjewel hulde chapeau bravo gefeliciteerd blij tevreden knap briljant toppers geweldige fijne mooie leuke handig love great thanks thank lovely nice brilliant amazing awesome excellent perfect wonderful fantastic congrats congratulations bravo impressive merci super kudos glad happy best beste compliment complimenten tof zalig keigoed sympathiek helpful friendly vriendelijk snel fast quick',
  trouble:
    'wacht wachten wachtrij wachttijd wachtmuziek storing kapot stuk vertraging vertraagd kwijt fout fouten probleem problemen klacht klachten defect gebroken lek mis mislukt geannuleerd dicht leeg vast vastgelopen incasso aanmaning boete dubbel nergens niemand down broken delayed delay lost late cancelled canceled wrong error errors crash crashes crashed problem problems issue issues complaint complaints charged overcharged missing stuck waiting wait hold queue refused ignored',
  persist:
    'weer alweer wéér opnieuw nog steeds telkens elke iedere altijd derde tweede vierde vijfde zoveelste keer again still every third second fourth keeps always another yet once twice since sinds al maanden weken',
  negation:
    "niet geen nooit niks niets nergens niemand zonder noch nauwelijks amper evenmin not no never nothing none nobody without neither nor hardly barely cannot can't don't doesn't didn't won't isn't wasn't aren't haven't hasn't couldn't wouldn't shouldn't cant dont doesnt didnt wont isnt pas jamais nicht kein keine nie",
  duration:
    'uur uren minuten minuut min dag dagen week weken maand maanden jaar jaren kwartier hour hours minute minutes mins day days week weeks month months year years hrs vandaag gisteren maandag dinsdag woensdag donderdag vrijdag zaterdag zondag monday tuesday wednesday thursday friday saturday sunday today yesterday tomorrow morgen',
  reported:
    'gebeld gemaild mail mails mailtje ticket tickets gemeld melding contact chat chatten chatbot belde bel gesproken formulier klantenservice helpdesk dm pb bericht berichten reactie antwoord called phoned emailed email emails ticket reported contacted messaged spoke reply response replied answer support',
  compare:
    'dan als zoals unlike than versus vs tegenstelling vergeleken vergelijking concurrent concurrenten overgestapt overstap overstappen switch switched switching left instead beter slechter better worse andere ander elders competitor competitors via partner bezorger koerier courier same dezelfde hetzelfde ook ligt niet aan jullie',
  asking:
    'iemand weet wie hoe wat waar wanneer welke waarom kan kunnen kunt kun mag ervaring ervaringen tips tip vraag vraagje advies anyone anybody does how what where when which why can could would question recommend wondering know',
  danger:
    'ziekenhuis brandwonden brandwond brand vuur rook gas gaslek zuurstof ambulance arts dokter spoed gewond letsel ongeluk ongeval gevaar gevaarlijk levensgevaarlijk onveilig bloed allergie allergisch vergiftigd ontploft geëxplodeerd kortsluiting schok advocaat advocaten jurist aangifte politie rechter rechtszaak rechtbank dagvaarding incassobureau deurwaarder toezichthouder ombudsman datalek gelekt gehackt identiteitsfraude fraude opgelicht oplichting diefstal gestolen bejaarde bejaarden oma opa baby peuter kind kinderen rolstoel blind dement zwanger insuline medicijnen medicatie duizend radar kassa consumentenbond autoriteit avg hospital burns burned burnt fire smoke ambulance doctor emergency injured injury accident danger dangerous unsafe blood allergic allergy poisoned exploded lawyer lawyers solicitor attorney police court lawsuit sue suing legal regulator breach leaked hacked fraud fraudulent stolen theft scam scammed elderly grandmother grandma grandfather child children wheelchair pregnant insulin medication gdpr thousand thousands journalist',
} as const;

export const cueKinds = Object.keys(lists).length;
export const negationCue = 1 << Object.keys(lists).indexOf('negation');

const cues = new Map<number, number>();
for (const [bit, words] of Object.values(lists).entries()) {
  for (const word of words.split(' ')) {
    const hash = hashOf(word, 0, word.length);
    cues.set(hash, (cues.get(hash) ?? 0) | (1 << bit));
  }
}

/** The kinds of a word, by its hash. */
export function cuesOf(hash: number): number {
  return cues.get(hash) ?? 0;
}
