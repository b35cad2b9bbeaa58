import { commonFirstNames } from './surnames.ts';

/** Short and long forms of one first name; a name may stand in several lines. */
const families = `
jan johan johannes johan hans hannes joannes jean john jo jannes joop
jos joseph jozef josef joep jef joop sjef jozeph jose yusuf
piet pieter petrus peter pierre pete per
kees cornelis cees cor corneel
henk hendrik henri hendrikus henry rik driek harry hein hendrick
wim willem wilhelmus guillaume william willy bill will pim wiel liam
gerrit gerard gert gerardus ger geert gerd gerhard
dick dirk diederik rick richard derk
bert albert lambert hubert robert robbert albertus egbert norbert bertus bertje
rob robert robin bob robbie bobby
theo theodoor theodorus thea dorus
ton antoon anton antonius toon anthonie anthony tony antoine teun
nico nicolaas klaas nicolas nicholas nick nikolai nik nikola nikolaas niek
koos jacobus jaap jacob jakob jacques james jim jack cobus co
frans franciscus francois frank francis francesco sus cis
bart bartholomeus barteld bartel
sjaak jacques jacobus isaac
tom thomas tommy tomas
tim timo timothy timotheus
mike michael michel michiel mick maikel mitchell mitch mike mickey michal
chris christian christiaan christopher christoffel christophe christ kris stan
alex alexander alexandra alexandre sander lex sandra xander sacha sascha
ben benjamin bernard benny bernhard benoit
dan daniel daan danny danielle daniela
dave david davy
ed eduard edward eddy edwin edgard eddie ad
ad adrianus adriaan adrian aad arie adri
leo leonard leonardus leon leendert leonie
marc marcus mark marcel markus
max maximiliaan maxime maximilian
matt matthew matthijs mathijs thijs mathieu matthias matteo ties
sam samuel samantha samira samuele sammy
steve steven stefan stephen stefaan stephan stijn stef stephanie
vic victor victoria viktor
fred frederik alfred freddy frits friedrich ferdinand fredrik frederic
lou louis lodewijk louise luis ludo lode loek
luc lucas lukas luca luuk
guy guido
jurgen joris jurriaan george georges sjors jorge
jeroen hieronymus
maarten martin martijn martinus tinus mart marten
bas sebastiaan bastiaan sebastian sebastien
ray raymond ramon
ron ronald ronny aaron
fons alfons alphonse fonny
gust august gustaaf augustinus guus augustus gustave
miel emiel emile emil
staf gustaaf gustave
rik hendrik frederik richard patrick rick ricky
mo mohamed mohammed muhammad mohammad moe
stan stanley constant stanislas
zef jozef
katrien catharina katrijn trien trijn trijntje kaat kathleen katja kathy cathy catherine katherine kate karin katrina tine
ria maria mia marie mieke mies mariette marietje rie mary miet maryam riet marijke marieke mariska
lies elisabeth liesbeth elizabeth els elsje betty beth lisa liz lize liza bep betsy ilse isabel elise lisette
an anna anne ann anneke ans annie annemie annemarie anja anita antje anouk annelies anke annick
greet margaretha margriet greta griet grietje margot gerda margreet marga rita peggy maggie margaret margriet
jo johanna joke hanna hannie annie jopie jolanda janna jannie hanneke janneke jeanne johanneke
truus geertruida trudy geertrui gertrude truusje geertje
wil wilhelmina mina willy willemien wilma mien helma
toos catharina cato to
nel petronella nelly nellie cornelia neeltje nele corrie cor elle
dora dorothea door doortje dorien dorothy thea
leen helena magdalena lena leentje marleen madeleine lenie heleen ellen helene hella lien
tilly mathilde tilda til mathilda
riek hendrika henrika rika ria
mieke maria michaela
lotte charlotte lot carlotta sharlotte
sanne susanne susanna suzan suus suzanne susan sue
fem femke
tess theresa therese tessa resi trees
nat nathalie natalie natasja natasha nathan nathaniel
steph stephanie fanny
vicky victoria veronica
kim kimberly kimberley
debbie deborah debora
pat patrick patricia patty
jen jennifer jenny jennie
jess jessica jessie
becky rebecca
gaby gabrielle gabriella gabriel
manon marianne
chantal chan
ine ingrid
mel melissa melanie
moon monique monica
nina antonina
roos rosa rose rosalie roosje rosemarie
gitte brigitte birgit
fre frederique
loes louise lucia
carla carolina caroline karolien caro lien carolien
emmy emma emilie em emily
bea beatrijs beatrice beatrix
jacq jacqueline
jackie jacqueline
vera veerle
eef eva evelien evelyn
els elske
flor floris florence florian floor florentine
ruth rut
jef jeffrey jeff
greg gregory gregor
phil philip philippe filip flip
ken kenneth
andy andreas andrew andre dries andries
tony antonio
joe joseph
seb sebastian
gab gabriel
ollie oliver olivier
fin finn
jb jeanbaptiste`;

/** More first names that are common in the Netherlands and Belgium; some are surnames as well. */
const others = `
achmed adam aicha ali amina amir ana andrea angela angelique arjan arjen arno arthur aukje ayse bram britt bruno carlos
cas charles charlie christel christine claire claudia claudine claude clara colin cristina dagmar damien denise dennis didier diana dimitri
dominique dorine dylan edith eline ella elodie eric erik ernst esther ewout fabian fatima fatma fay felix fenna fien
filip fiona fleur frederieke freek frederick gijs gilles ginny giulia gwen hakan hamza harm harold hassan heidi helen hendrik
herman hilde hubert hugo ian ibrahim ilona imke inge ingeborg irene iris irma isa ismail ivan ivo jade jamal jane janine
jason jasmijn jasper jelle jens jente jeremy jesse jill jimmy joachim joanna joost jorrit joyce judith julia julie julien
julian juliette jules karel karen karim karolien kelly kevin khalid kobe koen koenraad kurt lara lars laura laurens laurent
leila lennart liam lieve linda lionel lore lorenzo luka lynn maaike maarten manuel marjan marjolein marko marloes marit
marta marthe mateusz mehmet merel mila milan miranda mireille mohsen morris murat mustafa myriam nadia nancy naomi nasser
nicole niels nienke nikki noah noor nora olga oscar otto pablo pascal patrice paul pauline paula paulo pedro petra priya quinten rachel
rachid raf rani reinier remco rene richard rens robin roel roger roland rolf romain ruben rudi rudy rutger ruud ryan saar
sabine said saskia selma sem serge shirin sigrid silvia simon simone sien sofie sophie sofia sonja stefanie stijn sven sylvia
sylvie tamara tanja tara tatjana teresa thierry thijmen thor tjeerd tobias toine tristan tuur ulrike valerie vanessa
veerle vera vincent wanda ward wendy wesley wessel wilfried wim wout wouter xavier yara yasmina yasmine yannick yolanda ynske yves yvette
yvonne zeynep zoe zohra omer emre elif deniz ahmet huseyin youssef bilal samir tarik kenza imane anass ilias soufiane
agnieszka piotr katarzyna tomasz pawel magdalena ewa marek krzysztof ivana petar dragan elena irina svetlana sergei dmitri
bettina birgit dieter heinz ines joao ricardo rui duarte fernando miguel luisa beatriz kwame kofi chidi ngozi adaeze wei li
ming yuki aiko raj anil sunil sanjay deepa anjali nisha lakshmi harriet heather hazel graham gareth callum ewan fraser
rhys owen sinead siobhan niamh aoife declan padraig kieran brendan bridget bernadette bernd sietske sjoerd wiebe wietske
kirsten danique jelmer hidde hessel folkert femmy foppe gerda grada greetje gonda gonnie hetty herma hilda huub ineke jeanine jeannette
jannie joanneke jolien jolanda josefien katelijne lieselot lieven lydia machteld magda marjon marijn marijke mees melle
mirjam mirthe mirte nynke paulien puck renate renee reinout roderick roderik rianne sietse siebe stien sofieke tineke tjitske toon tycho
veronique viviane walter werner willeke wilco yorick yorrick`;

const related = new Map<string, Set<string>>();
for (const line of families.trim().split('\n')) {
  const names = line.split(' ');
  for (const name of names) related.set(name, new Set([...(related.get(name) ?? []), ...names]));
}
const known = new Set([...commonFirstNames, ...related.keys(), ...others.split(/\s+/).filter(Boolean)]);

/** Whether this is a first name, in lower case without accents, and no surname or joke. */
export function isFirstName(word: string): boolean {
  return known.has(word);
}

/** Whether two words may be forms of one first name: Jef and Jozef. */
export function isSameFirstName(a: string, b: string): boolean {
  return a === b || (related.get(a)?.has(b) ?? false);
}

/** Other forms of a first name. */
export function formsOfFirstName(name: string): readonly string[] {
  return [...(related.get(name) ?? [])].filter((form) => form !== name);
}
