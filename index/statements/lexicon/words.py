"""Closed lists of English words: grammar words, titles, roles, organisations, places and nicknames."""

from __future__ import annotations


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


DETERMINERS = _words(
    "the a an this that these those his her its their our my your some many several most few both all one two three "
    "four five six another other any no each every"
)
PRONOUNS = _words("he she they it i we you who")
PREPOSITIONS = _words(
    "of for to in at on from with by about into over under after before during between among against through via near "
    "outside inside across around toward towards amid within without behind beyond like upon alongside following "
    "including regarding concerning throughout despite per than until since"
)
# The subject of a verb does not reach to the left of these words.
CLAUSE_OPENERS = _words(
    "that as while when because if but although though whether unless where which what how why whereas so yet or nor "
    "whom whose once"
)
AUXILIARIES = _words(
    "is are was were be been being am has have had having do does did will would can could may might must shall should "
    "ought isn't aren't wasn't weren't hasn't haven't hadn't don't doesn't didn't won't wouldn't can't couldn't "
    "cannot 's 're 'm 've 'll 'd"
)
BE = _words("is are was were be been being am gets got 're 'm")
# Irregular and other verb forms that are frequent in news writing.
COMMON_VERBS = _words(
    "won lost ran met made took gave came went saw got left held kept put let led spoke began became heard sent found "
    "thought knew felt built paid fell rose grew broke chose drew drove ate forgot meant brought bought caught fought "
    "sought taught stood understood told sold hit cut set cost lies comes goes makes takes gives gets wants needs "
    "thinks believes knows hopes plans seems looks keeps shows means helps works expects remains owes deserves feels "
    "support believe think want need know feel hope expect like agree disagree plan prefer remain seem"
)
MODALS = _words("would could might may should can must wouldn't couldn't can't cannot 'll")
NEGATIONS = _words(
    "not never n't didn't doesn't don't hasn't haven't hadn't wouldn't won't couldn't can't cannot nor neither"
)
VERB_ADVERBS = _words(
    "neither also then later once again still often never not just even now first only already always soon ever "
    "thus further further, instead meanwhile too long previously reportedly simply merely explicitly earlier "
    "recently has had have do does did will would could might may should can must himself herself themselves itself "
    "however since twice yet both all seldom rarely 's 've 'll 'd didn't doesn't don't hasn't haven't hadn't "
    "wouldn't won't couldn't can't cannot"
)
TIME_WORDS = _words(
    "monday tuesday wednesday thursday friday saturday sunday mon tue tues wed thu thur thurs fri sat sun yesterday "
    "today tonight tomorrow recently earlier later afterward afterwards now then once again ago week month year "
    "morning afternoon evening night weekend noon midnight years days weeks months hours minutes moments"
)
MONTHS = _words(
    "january february march april may june july august september october november december jan jan. feb feb. mar mar. "
    "apr apr. jun jun. jul jul. aug aug. sep sep. sept sept. oct oct. nov nov. dec dec."
)
DAYS = _words("monday tuesday wednesday thursday friday saturday sunday mondays tuesdays wednesdays thursdays fridays")

_GRAMMAR = DETERMINERS | PRONOUNS | PREPOSITIONS | CLAUSE_OPENERS | AUXILIARIES | MONTHS | DAYS
# At the head of a sentence, the capital of these words does not mark a name.
NOT_NAMES = (
    _GRAMMAR
    | _words(
        "and not me him them us himself herself yes no now then here there still also even just only well however "
        "meanwhile indeed instead perhaps maybe moreover nonetheless nevertheless earlier later last next first second "
        "third according asked speaking despite more much such other others never ever rather too almost despite given "
        "today yesterday tomorrow tonight until everyone everything nothing nobody somebody someone anyone something "
        "anything ok okay hey oh please thanks thank let why mine ours yours theirs till either neither whatever "
        "whoever whenever wherever back down up out off less least already again always often sometimes soon "
        "critics officials supporters friends aides experts democrats republicans americans analysts sources "
        "say says said told asked see read look go come get make take think know want be do have"
    )
) - {"may", "march", "mark"}

TITLES = _words(
    "mr mr. mrs mrs. ms ms. miss mx. dr dr. del. sen sen. sens. senator senators rep rep. reps. representative "
    "congressman congresswoman congressmen gov gov. governor governors president vice premier prime minister "
    "chancellor king queen prince princess pope emperor sheikh ayatollah imam rabbi rev rev. reverend father "
    "sister bishop archbishop cardinal pastor judge justice chief sheriff mayor councilman councilwoman "
    "councillor alderman commissioner secretary undersecretary ambassador envoy general gen. gen "
    "lieutenant lt. lt commander colonel col. major maj. captain capt. sgt. sergeant corporal admiral adm. officer "
    "attorney prosecutor speaker chairman chairwoman chair leader majority minority whip deputy assistant director "
    "administrator professor prof. prof sir lord lady dame baroness madam former ex-president then-president candidate "
    "nominee republican democrat democratic gop independent libertarian spokesman spokeswoman spokesperson "
    "strategist manager adviser advisor aide counsel counselor host anchor actor actress singer coach ceo cfo coo "
    "founder first lady delegate treasurer superintendent principal dean provost conservative liberal rapper comedian "
    "author activist billionaire businessman goalkeeper foreign interior defence defense finance state then acting the"
)
# After a first name, these titles are surnames.
SURNAME_TITLES = _words("pope king prince bishop dean judge justice major lord provost singer coach")
# With "of", these words form a title or the name of an institution: Secretary of State, Ministry of Defence.
OF_HEADS = _words(
    "secretary ministry minister department bureau office house university association chief speaker council board "
    "center centre committee federation bank league union society director district city court college academy church "
    "museum institute school chamber commission joint army republic kingdom bar knights daughters sons voice"
)
ROLES = _words(
    "president premier chancellor senator congressman congresswoman representative governor mayor minister secretary "
    "ambassador envoy judge justice sheriff commissioner chairman chairwoman director general king queen pope prince "
    "speaker nominee candidate leader pastor bishop cardinal professor attorney coach councillor alderman councilman "
    "councilwoman"
)
SPOKESPEOPLE = _words("spokesman spokeswoman spokesperson spokespeople spokesmen spokeswomen")
PERSON_NOUNS = SPOKESPEOPLE | _words(
    "official officials aide aides adviser advisers advisor advisors source sources person people critic critics "
    "supporter supporters friend friends lawyer lawyers attorney attorneys analyst analysts expert experts voter "
    "voters diplomat diplomats lawmaker lawmakers member members strategist strategists donor donors man woman "
    "men women student students professor resident residents neighbor neighbour witness witnesses reporter "
    "reporters insider insiders operative operatives organizer organizers activist activists politician "
    "politicians leader leaders economist economists scientist scientists researcher researchers author authors "
    "representative representatives democrat democrats republican republicans conservatives liberals ally allies "
    "colleague colleagues staffer staffers wife husband father mother brother sister son daughter uncle aunt "
    "cousin family boy girl child doctor teacher worker workers employee employees executive executives manager "
    "director editor columnist historian pollster veteran veterans farmer owner client investigator investigators "
    "prosecutor prosecutors soldier commander participant participants observer observers demonstrator "
    "demonstrators protester protesters protesters opponents backers percent respondents others some many several "
    "one"
)
ORGANISATION_NOUNS = _words(
    "ministry government administration department office agency company campaign party committee court commission "
    "council police bank firm group organization organisation union army military embassy parliament congress senate "
    "house kremlin pentagon white state university newspaper network magazine authority bureau board federation "
    "coalition team service command regime association foundation institute authority league society alliance treasury "
    "cabinet commission regulator hospital club trust assembly"
)
ORGANISATION_WORDS = _words(
    "party committee times university house department court bank inc inc. corp corp. co. ltd. llc union council "
    "news post institute journal press association foundation agency ministry commission office bureau center "
    "centre group network tv radio magazine company congress senate parliament party's police army navy force "
    "forces administration government campaign pac federation coalition alliance society league club school "
    "college museum church street research poll polling survey media television fox cnn nbc abc cbs msnbc bbc "
    "reuters bloomberg politico buzzfeed twitter facebook google guardian tribune herald globe gazette dispatch "
    "observer register report review project action fund partners associates services systems international "
    "america americans states nations kremlin pentagon caucus convention assembly airlines motors industries "
    "holdings team embassy command service trust board academy hospital act bill amendment treaty agreement deal "
    "conference summit tower building airport atoll island islands mountain lake bay street hall hotel casino "
    "plaza city county avenue square park river island beach valley bridge district authority guild treasury"
)
ASSOCIATIONS = _words(
    "association league union federation society club council institute alliance trust foundation guild congress "
    "committee party coalition"
)
# After a title, these words of organisations are surnames.
SURNAME_ORGANISATION_WORDS = _words(
    "fox bloomberg park parks church post press hall street bridge lake force bell deal bay forest"
)
PLACES = _words(
    "u.s. u.s u.k. uk us usa eu america american britain british england english scotland scottish wales ireland irish "
    "france french germany german italy italian spain spanish portugal poland polish russia russian ukraine ukrainian "
    "china chinese japan japanese korea korean india indian pakistan pakistani iran iranian iraq iraqi israel israeli "
    "syria syrian turkey turkish egypt egyptian saudi afghanistan afghan canada canadian mexico mexican brazil "
    "brazilian cuba cuban venezuela australia australian european europe africa african asia asian russian-born "
    "north south east west new alabama alaska arizona arkansas california colorado connecticut delaware florida hawaii "
    "idaho illinois indiana iowa kansas kentucky louisiana maine maryland massachusetts michigan minnesota mississippi "
    "missouri montana nebraska nevada hampshire ohio oklahoma oregon pennsylvania tennessee texas utah vermont "
    "wisconsin wyoming moscow london paris berlin brussels beijing kyiv kiev tehran jerusalem damascus baghdad "
    "manhattan brooklyn chicago boston philadelphia cleveland detroit miami orlando tampa atlanta dallas houston "
    "phoenix seattle denver vegas milwaukee pittsburgh baltimore harlem hollywood midwest jewish muslim christian "
    "catholic hispanic latino black white dutch danish swedish norwegian finnish hungarian czech austrian swiss greek "
    "belgian lebanese jordanian nigerian kenyan filipino philippine indonesian vietnamese thai"
)
NATIONALITIES = {
    "american": "us", "u.s.": "us", "u.s": "us", "british": "uk", "french": "france", "german": "germany",
    "russian": "russia", "ukrainian": "ukraine", "chinese": "china", "israeli": "israel", "turkish": "turkey",
    "iranian": "iran", "syrian": "syria", "mexican": "mexico", "polish": "poland", "italian": "italy",
    "spanish": "spain", "canadian": "canada", "egyptian": "egypt", "iraqi": "iraq", "japanese": "japan",
    "indian": "india", "hungarian": "hungary", "brazilian": "brazil", "finnish": "finland", "swedish": "sweden",
    "dutch": "netherlands",
}  # fmt: skip
QUARTERS = _words("new north south west")
PARTS_OF_PLACES = QUARTERS | _words("rhode jersey york carolina dakota virginia island zealand")
PARTICLES = _words("de del della di da dos van von der den ter bin ibn al el la le du ben")
SUFFIXES = _words("jr jr. sr sr. ii iii iv")
NICKNAMES = {
    "bill": "william", "billy": "william", "will": "william", "mike": "michael", "joe": "joseph", "tim": "timothy",
    "bernie": "bernard", "ted": "edward", "jim": "james", "bob": "robert", "rob": "robert", "dan": "daniel",
    "tom": "thomas", "chris": "christopher", "ben": "benjamin", "rudy": "rudolph", "liz": "elizabeth",
    "dick": "richard", "rick": "richard", "don": "donald", "newt": "newton", "kate": "katherine", "matt": "matthew",
    "steve": "stephen", "steven": "stephen", "dave": "david", "ron": "ronald", "greg": "gregory", "jeff": "jeffrey",
    "chuck": "charles", "andy": "andrew", "sam": "samuel", "pat": "patrick", "ken": "kenneth", "jon": "jonathan",
    "nick": "nicholas", "alex": "alexander", "pete": "peter", "larry": "lawrence", "tony": "anthony",
}  # fmt: skip
