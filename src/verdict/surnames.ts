/** Common surnames in the Netherlands and Flanders with a rough share of all people, in parts per 100,000.
 *  Written from general knowledge of how common these names are; a name that is not here counts as rare. */
const common = `
de jong 510, jansen 440, de vries 430, van den berg 360, van de berg 60, van dijk 340, bakker 330, janssen 320, visser 300,
smit 260, meijer 250, de boer 240, mulder 220, de groot 220, bos 210, vos 190, peters 190, hendriks 180, van leeuwen 180,
dekker 170, brouwer 160, de wit 150, dijkstra 150, smits 140, de graaf 140, van der meer 130, van der linden 120, kok 120,
jacobs 120, de haan 120, vermeulen 115, van den heuvel 110, van der veen 110, van den broek 105, de bruijn 100, de bruin 70,
van der heijden 100, schouten 100, van beek 95, willems 95, van vliet 90, van de ven 85, hoekstra 85, maas 85, verhoeven 85,
koster 80, van dam 80, van der wal 78, prins 77, blom 75, huisman 75, peeters 110, de jonge 70, kuipers 70, van veen 70,
kuiper 70, veenstra 68, kramer 68, van den brink 68, scholten 66, van wijk 65, postma 64, martens 64, vink 62, de ruiter 60,
timmermans 60, groen 60, gerritsen 60, jonker 58, van loon 57, boer 57, van der velde 56, willemsen 56, smeets 55,
de lange 54, de vos 54, van dongen 52, schipper 52, de koning 50, van der laan 50, koning 50, van der velden 50, driessen 50,
van doorn 50, hermans 50, evers 48, van den bosch 48, van der meulen 48, hofman 47, bosman 47, wolters 46, sanders 46,
van der horst 46, mol 45, kuijpers 45, molenaar 45, van de pol 45, de leeuw 44, verbeek 44, van der heide 43, van der ploeg 43,
van der kolk 40, dijk 40, van der zee 40, hoogendoorn 40, kroon 40, roos 40, van rijn 40, martin 60, visscher 38, bosch 38,
van es 38, wouters 70, gerrits 38, cornelissen 38, janssens 130, maes 110, willems 100, mertens 95, claes 95, goossens 90,
wouters 80, de smet 75, dubois 60, lambert 50, dupont 50, simon 45, michiels 50, declercq 40, de clercq 30, van damme 45,
vermeersch 30, van den broeck 45, de backer 40, aerts 60, hermans 55, de cock 40, desmet 40, pauwels 55, segers 40,
hendrickx 45, lemmens 45, claeys 35, verstraete 35, de meyer 40, van de velde 35, vandevelde 20, van acker 25, de pauw 30,
cools 40, bogaert 20, bogaerts 35, jacobs 110, nys 20, coppens 45, thys 25, stevens 45, verhelst 20, de wilde 30,
van hecke 20, vercammen 25, lenaerts 40, baert 25, verlinden 25, smets 35, geerts 35, christiaens 25, moens 30, de bock 25,
temmerman 18, roels 20, leclercq 20, laurent 40, petit 30, bernard 30, leroy 35, dumont 30, lejeune 25, hubert 20,
bouman 35, brands 33, buijs 33, de bie 25, de beer 25, de kok 33, de rooij 35, dijkman 20, doorn 20, drost 25, franken 30,
gielen 25, goedhart 25, haan 30, hendriksen 35, heijnen 25, hoek 25, hoeksema 22, holland 20, huijbregts 20, jager 25,
kamp 30, kamphuis 33, klein 40, klaassen 35, knol 20, kool 20, koopman 35, kortekaas 18, kuijper 25, lammers 33, linden 20,
lucas 20, mans 20, nguyen 40, nijland 20, nijhuis 25, noordam 15, ooms 15, otten 30, pietersen 25, ploeg 20, pol 20, pot 20,
reijnders 20, rietveld 20, romijn 20, rutten 35, schaap 30, schoenmakers 25, schoonhoven 15, schreuder 25, schuurman 33,
snel 20, spaans 15, stam 20, steenbergen 22, stolk 18, swart 25, ter horst 15, theunissen 25, tromp 20, van asten 15,
van baal 12, van dalen 35, van der berg 35, van de water 22, van den bos 15, van der aa 12, van der burg 20, van der kamp 18,
van der linde 25, van der pol 15, van der schaaf 15, van der sluis 25, van der steen 22, van der vliet 15, van der werf 30,
van der woude 18, van eck 20, van eijk 25, van gelder 22, van gils 20, van houten 20, van kampen 18, van oosten 18,
van rooij 20, van schaik 25, van straten 15, van vugt 12, van wijngaarden 10, verburg 18, verhagen 25, vermeer 30,
verschuren 15, verweij 20, vroom 12, wagenaar 20, welling 12, westra 20, wiersma 30, wijnen 12, winkel 12, witteveen 12,
zwart 35, zijlstra 33, bouwman 30, groothuis 12, stegeman 12, van zanten 20, van dyck 25, van hoof 20, van gorp 15,
yilmaz 45, yildiz 25, kaya 40, demir 35, celik 30, ozturk 30, sahin 30, aydin 25, arslan 25, el idrissi 15, bouali 8,
singh 50, ali 60, mohamed 50, ahmed 40, hassan 30, ibrahim 30, khan 30, smith 60, jones 40, brown 35, wilson 30, taylor 30,
williams 30, johnson 40, muller 40, schmidt 30, fischer 15, weber 20, kowalski 12, nowak 15, wisniewski 8, garcia 20,
rodriguez 20, fernandes 15, da silva 20, silva 15, dos santos 15, santos 15, pereira 15, lopes 12, popescu 8, ivanov 8`;

/** Common first names, in parts per 1,000 of people who go by it. */
const firstNames = `
jan 14, piet 6, peter 9, hans 8, kees 5, henk 7, johan 7, wim 6, gerard 5, marc 6, mark 7, erik 6, eric 4, paul 5, rob 6,
ron 4, bert 3, bart 5, tom 5, tim 5, thomas 5, luc 4, dirk 4, frank 5, martin 5, michel 4, patrick 4, jeroen 6, dennis 4,
kevin 4, koen 4, joost 3, stefan 3, sander 4, niels 3, daan 4, sem 3, lars 3, max 4, noah 3, mohamed 6, ali 3, ahmed 3,
david 4, robert 3, michael 4, john 4, willem 4, maria 9, anna 6, marie 4, linda 5, sandra 5, anita 4, monique 5, esther 4,
ingrid 5, marja 3, annie 3, els 4, an 3, ann 4, anne 6, lisa 5, laura 4, sanne 5, emma 5, sophie 4, julia 4, eva 4, lotte 3,
femke 3, marieke 4, petra 4, karin 4, kim 4, nathalie 3, wendy 4, ellen 4, inge 3, saskia 4, marleen 3, miranda 3, yvonne 4,
carla 3, ria 3, truus 2, joke 3, nicole 4, sarah 4, fatima 3, jolanda 3, mieke 2, hilde 2, bram 3, ruben 3, jasper 3, rick 3,
tim 5, alex 4, chris 4, simon 3, steven 3, joris 2, wouter 3, pieter 4, maarten 4, ruud 3, theo 3, ben 4, jos 3, leo 3,
sara 3, nina 3, iris 3, roos 2, mila 3, tess 2, charlotte 3, louise 2, julie 3, lien 2, lore 2`;

const unknownSurname = 1e-5;
const unknownFirstName = 4e-4;
const shares = parse(common, 1e-5);
const firstShares = parse(firstNames, 1e-3);

/** Common first names. */
export const commonFirstNames: Iterable<string> = firstShares.keys();

/** The share of people with this surname, given in lower case without accents and with its particles. */
export function surnameShare(surname: string): number {
  const bare = surname.replace(/^(?:(?:van|von|de|den|der|het|ter|ten|te|la|le|el|al|'t|op|in) )+/, '');
  const joined = surname.replaceAll(' ', '');
  return shares.get(surname) ?? shares.get(joined) ?? shares.get(bare) ?? unknownSurname;
}

/** The share of people who go by this first name. */
export function firstNameShare(name: string): number {
  return firstShares.get(name) ?? unknownFirstName;
}

function parse(list: string, unit: number): ReadonlyMap<string, number> {
  const read = new Map<string, number>();
  for (const item of list.split(',')) {
    const [, name, parts] = /^\s*(.+) (\d+)\s*$/.exec(item) ?? [];
    if (!name || !parts) continue;
    for (const form of [name, name.replaceAll(' ', '')]) {
      read.set(form, Math.max(read.get(form) ?? 0, Number(parts) * unit));
    }
  }
  return read;
}
