"""Words of the six languages that a brand may speak, as patterns over text without accents and capitals.

All languages are read at once, since a text may mix them. A word that means something harmless in another of the
languages is left out (Italian "mai" is German May).
"""

from collections.abc import Iterable


def either(words: Iterable[str] | str) -> str:
    """Any of the words (separated by spaces; `_` stands for one inside a word), as a whole word."""
    listed = words.split() if isinstance(words, str) else words
    return rf"(?<!\w)(?:{'|'.join(word.replace('_', ' ') for word in listed)})(?!\w)"


REVIEW = either(
    r"reviews? ratings? testimonials? verdicts? write-ups? google-?bewertung\w* bewertung\w* rezension\w* "
    r"erfahrungsbericht\w* "
    r"beurteilung\w* resenas? valoracion(?:es)? opinion(?:es)? calificacion(?:es)? avis evaluations? temoignages? "
    r"critiques? "
    r"recension[ei] valutazion[ei] opinion[ei] giudizi?o? recensies? beoordeling(?:en)? ervaring(?:en)? "
    r"meinung(?:en)? ones"
)
GOOD = (
    r"positive positiv\w* favou?rable favorables? favorevol[ei] glowing enthusiastic rave flattering great good "
    r"nice kind gute[nrs]? gut "
    r"begeistert\w* lobend\w* nette[nrs]? schmeichelhaft\w* buen[oa]s? excelentes? elogios\w* positifs? positives? "
    r"bons? bonnes? "
    r"excellente?s? elogieu\w+ buon[aeio]? ottim[aeio] entusiast\w* lusinghier\w* positief positieve goede? "
    r"lovende? gunstige? "
    r"enthousiaste? five-star 5-star 5-sterne-? funf-sterne-? vijfsterren-? 5-sterren-?"
)
BAD = (
    r"negative negativ\w* bad critical terrible one-star 1-star 1-sterne-? ein-stern-? schlechte?\w* kritisch\w* "
    r"mal[oa]s? pesimas? "
    r"critic[oa]s? negatifs? mauvaise?s? negatives? cattiv[aeio] pessim[aeio] critich[ei] negatief negatieve "
    r"slechte? kritische"
)
STARS = (
    r"(?:(?<!\w)(?:4|5|four|five|vier|funf|fuenf|cuatro|cinco|quatre|cinq|quattro|cinque|vijf)\+?[\s-]{0,2}"
    r"(?:(?:or|oder|o|ou|of)\s(?:more|mehr|mas|plus|piu|meer|5|five|funf)\s)?"
    r"(?:stars?|sternen?|estrellas?|etoiles?|stelle|sterren)(?!\w)|[\u2605\u2b50]{4,}|\*{5})"
)
GIVE = either(
    r"write writes writing leave leaves leaving post posting posts give gives giving rate rating award publish "
    r"submit drop add gib gebt geben "
    r"schreib\w* hinterlass\w* verfass\w* bewerte\w* poste\w* vergib vergebt escrib\w* deja\w* dej(?:e|en) "
    r"publi\w* pon\w* da danos "
    r"valora\w* ecri\w* redige\w* laisse\w* donne\w* met\w* note[rz]? attribue\w* scriv\w* lasci\w* pubblic\w* dai "
    r"date dacci metti\w* "
    r"assegna\w* schrijf\w* plaats\w* laat geef geven achterlat\w*"
)
PAY = either(
    r"points? euros? dollars? pounds? earns? earned reward(?:s|ed)? bonus(?:es)? paid pays? vouchers? coupons? "
    r"discounts? gifts? get gets wins? "
    r"punkte? gutschein\w* belohn\w* bekomm\w* erhalt\w* verdien\w* pramie\w* rabatt\w* puntos? gan\w+ recib\w* "
    r"premi\w* descuentos? "
    r"regal\w* gagne\w* recev\w* recois recoit recompens\w* cadeaux? reduction\w* punti guadagn\w* ricev\w* "
    r"ricompens\w* sconto sconti buoni? "
    r"punten verdien\w* krijg\w* ontvang\w* beloning\w* korting\w* bonnen bon \d+"
)
ONLY = either(r"only just nur solo seulement uniquement soltanto alleen slechts must exclusively")
MUST = either(
    r"must_be has_to_be have_to_be needs_to_be should_be muss muessen mussen soll sollen debe deben tiene_que_ser "
    r"doit doivent deve devono "
    r"dev'essere moet moeten"
)
READING = (
    r"(?:answer|answers|reply_to|respond_to|thank|translate|collect|count|read|quote|sort|summari[sz]e|"
    r"beantworte\w*|antworte\w*|sammle\w*|"
    r"ubersetze?\w*|lies|danke\w*|responde\w*|contesta\w*|traduce\w*|agradece\w*|reponde\w*|reponds|tradui\w*|"
    r"remercie\w*|lis|lisez|rispond\w*|"
    r"traduc\w*|raccogli\w*|ringrazia\w*|beantwoord\w*|reageer|vertaal|verzamel|bedank)"
).replace("_", r"\s")
NOT = (
    r"(?<!\w)(?:not|\w+n't|never|no|nobody|none|nothing|without|neither|nor|cannot|avoid|refuse|refuses|forbidden|"
    r"nicht|nie|niemals|kein\w*|ohne|"
    r"niemand|nichts|verboten|statt|nunca|jamas|ningun\w*|sin|nadie|nada|prohibido|ne|n'\w+|jamais|aucune?|sans|"
    r"interdit|non|nessun\w*|"
    r"senza|niente|vietato|niet|nooit|geen|zonder|niets|verboden)(?!\w)"
)
NO_NEGATION = (
    r"(?:no matter|no problem|no excuses|no strings attached|no worries|no more than|no fewer than|no less than|no "
    r"need to|why not|not only|"
    r"(?:do not|don't|never) (?:forget|hesitate)|nicht vergessen|vergiss(?:t)? nicht|vergessen sie nicht|nicht nur|"
    r"kein problem|warum nicht|"
    r"no (?:te )?olvid\w+|no solo|no dudes|n'oublie[zs]? pas|pas seulement|n'hesite[zs]? pas|pourquoi pas|non "
    r"dimentica\w+|non solo|"
    r"perche no|non esitare|vergeet niet|niet alleen|niet vergeten|aarzel niet|waarom niet)"
)
UNLESS = either(
    r"unless except otherwise only_if until sonst ausser es_sei_denn nur_wenn salvo a_menos_que solo_si sauf "
    r"a_moins_que seulement_si tranne "
    r"a_meno_che solo_se tenzij behalve alleen_als"
)
CRITICISM = either(
    r"criticism complaints? critics? kritik beschwerden? kritiken quejas? criticas? reclamacion(?:es)? plaintes? "
    r"reclami lamentel[ae] critich[ei] "
    r"klachten klacht kritiek"
)
REMOVE = either(
    r"remov\w+ delet\w+ take_down taken_down took_down takes_down taking_down withdraw\w* retract\w* bury hide "
    r"losch\w* loesch\w* entfern\w* "
    r"zuruckzieh\w* zuruckzunehmen verschwinden borr\w+ elimin\w+ retir\w+ supprim\w+ effac\w+ rimuov\w+ "
    r"cancell\w+ toglie\w* togli "
    r"verwijder\w* wissen weghal\w* intrek\w* flag report gemeldet melde denunci\w+ signal\w+ segnal\w+ rapporteer"
)
OWN = either(
    r"your their his her deine?\w* ihre?\w* tu tus su sus vos votre ta ton leur leurs tua tuo sua loro je jouw hun uw"
)
FOLLOWERS = r"(?:followers?|subscribers?|abonnent\w*|seguidor\w*|abonnes?|iscritti|volgers?|fans)(?!\w)"
EACH = r"(?<!\w)(?:per|each|every|for_any|pro|je|jede[nrs]?|por|cada|par|chaque|ogni|elke|per_ogni)(?!\w)".replace(
    "_", " "
)
GROW = either(
    r"buy gain bring attract get_more generate kauf\w* gewinn\w* bring\w* compra\w* consigue\w* consegu\w* "
    r"achet\w* gagne\w* ramene\w* acquist\w* "
    r"porta\w* ottien\w* koop werf breng\w* collect sammle\w* haz"
)
LIKES = (
    r"(?:likes|upvotes?|thumbs[- ]up|views|retweets?|reposts?|gefallt-mir\w*|me gusta|j'aime|mi piace|duimpjes|"
    r"daumen hoch|"
    r"vues|visualizzazioni|visualizaciones|weergaven|aufrufe)(?!\w)"
)
RECRUIT = (
    r"(?<!\w)(?:recruit\w*|enlist\w*|downlines?|(?:an|ge)?werb\w*|geworben\w*|reclut\w*|recrut\w*|parrain\w*|"
    r"filleuls?|werven|werf|geworven\w*|"
    r"aanbreng\w*)(?!\w)"
)
ADVOCATES = either(
    r"advocates? ambassadors? botschafter\w* fursprecher\w* recruiters? werber\w* embajador\w* reclutador\w* "
    r"ambassadeurs? recruteurs? "
    r"ambasciator\w* reclutator\w* ambassadeurs wervers? members? mitglieder? miembros? membres? membri leden"
)
SECOND_LEVEL = (
    r"(?<!\w)(?:(?:second|2nd|third|next|zweite[nr]?|dritte[nr]?|2\.|segundo|deuxieme|secondo|tweede) (?:level|"
    r"tier|generation|ebene|stufe|nivel|niveau|"
    r"livello))(?!\w)"
)
FRIENDS = either(
    r"refer\w* friends? commission\w* invit\w* empfehl\w* freund\w* provision\w* amig\w* comision\w* amis? "
    r"parrain\w* amic[oi] vrienden vriend "
    r"commissie network netzwerk team"
)
JOIN = either(
    r"joins? joined joining become\w* sign\w*_up enrol\w* appl(?:y|ies) wird werden beitr\w* anmeld\w* mitmach\w* "
    r"unan? se_unen? se_una apunt\w* convier\w* rejoi\w* devien\w* inscri\w* divent\w* unisc\w* iscriv\w* wordt worden aanmeld\w*"
)
IN_TURN = (
    r"(?<!\w)(?:who|die|que|qui|che) (?:then |in turn |themselves |also |wiederum |selbst |ihrerseits |a su vez |a "
    r"leur tour |a loro volta |"
    r"op hun beurt )?(?:\w+ ){0,3}(?:recruit\w*|bring\w*|refer\w*|invit\w*|werben|traigan|inviten|recluten|amenent|"
    r"recrutent|invitent|"
    r"portano|reclutano|werven|meebrengen|uitnodigen)(?!\w)"
)
TIE = (
    r"(?:points?|paid|pay|payment|reward\w*|gifts?|free|for nothing|advocates?|ambassadors?|program(?:me)?|"
    r"sponsor\w*|connection|disclos\w*|#?ad|advert\w*|"
    r"werbung|anzeige|punkte|bezahlt|belohn\w*|geschenk\w*|gratis|kostenlos|botschafter\w*|hinweis|kennzeichnung|"
    r"puntos|pagad\w*|regal\w*|"
    r"embajador\w*|publicidad|paye\w*|remuner\w*|cadeaux?|offert|gratuit\w*|ambassadeur\w*|partenariat|publicite|"
    r"punti|pagat\w*|"
    r"ricompens\w*|omaggio|pubblicita|ambasciator\w*|punten|betaald|beloning|cadeau|reclame|samenwerking|gekregen|"
    r"relationship)(?!\w)"
)
HIDE = (
    r"(?<!\w)(?:hide|conceal|leave out|omit|keep (?:quiet|secret)|(?:do not|don't|never|no need to|without|not) "
    r"(?:to )?(?:mention\w*|say\w*|tell\w*|disclos\w*|"
    r"reveal\w*|labell?\w*|(?:the |any )?(?=disclos))|verschweig\w*|verheimlich\w*|(?:erwahn\w*|sag\w*|verrat\w*) "
    r"(?:\w+ )?(?:nicht|nichts)|"
    r"ohne (?:\w+ ){0,4}(?:zu (?:erwahnen|sagen|kennzeichnen)|hinweis|kennzeichnung)|(?:no|sin) (?:mencion\w*|"
    r"dig\w*|decir|revel\w*)|ocult\w*|"
    r"sans (?:mentionner|preciser|dire|indiquer)|ne (?:\w+ )?(?:mentionne\w*|dis|dites|precise\w*) pas|cache[rz]?|"
    r"(?:non|senza) (?:dire|menziona\w*|rivela\w*|dichiara\w*|indica\w*)|nascond\w*|zonder (?:te )?(?:vermelden|"
    r"zeggen|melden)|"
    r"(?:vermeld|zeg|meld) (?:\w+ )?niet|verzwijg\w*)"
)
PRETEND = (
    r"(?<!\w)(?:pretend\w*|pose as|act as if|as if you (?:had bought|bought|were)|gib dich als|geben sie sich als|"
    r"tu so als|hazte pasar|haz como si|"
    r"fais semblant|faites semblant|fais-toi passer|fingi\w*|fai finta|doe alsof|doe je voor)(?!\w)"
)
UNUSED = (
    r"(?:even if|without|no need to|never|although|haven't|have not) (?:\w+ ){0,4}(?:used?|using|tried|try|trying|"
    r"bought|buying|own|owning)(?!\w)|"
    r"(?:auch wenn|obwohl|ohne) (?:\w+ ){0,6}(?:benutzt|probiert|gekauft|ausprobiert|verwendet)|aunque no (?:\w+ "
    r"){0,3}(?:probado|usado|comprado)|"
    r"sin haber\w* (?:probado|usado|comprado)|meme si (?:\w+[' ]){0,5}(?:essaye|utilise|achete)|sans (?:l')?avoir "
    r"(?:essaye|utilise|achete)|"
    r"anche se non (?:\w+[' ]){0,3}(?:provato|usato|comprato)|senza aver\w* (?:provato|usato)|ook als je (?:\w+ "
    r"){0,4}niet (?:\w+ )?"
    r"(?:gebruikt|geprobeerd|gekocht)|(?:copy|paste|use|kopier\w*|copia\w*|copie[zr]?|kopieer) (?:and paste "
    r")?(?:\w+ ){0,3}(?:our|unsere\w*|nuestr\w*|notre|"
    r"nos|nostr\w*|onze) (?:\w+ ){0,2}(?:review|text|bewertung|resena|avis|recensione|recensie|texte|testo|texto|"
    r"tekst)"
)
STAFF = either(
    r"employees? staff colleagues? mitarbeiter\w* kolleg\w* emplead\w* plantilla employes? salaries collegues "
    r"dipendent\w* collegh\w* colleg[ai] medewerkers? "
    r"collega's family familie familia famille famiglia"
)
INDEPENDENT = (
    r"(?:our|we (?:run|own)|unser\w*|nuestr\w*|notre|nostr\w*|onze) (?:\w+ ){0,4}(?:independent|unabhangig\w*|"
    r"independiente|independant\w*|"
    r"indipendente|onafhankelijke?) (?:\w+ ){0,2}(?:review|test|bewertungs|comparison|vergleichs|resenas|opinion|"
    r"avis|recension|vergelijkings)?\w*[ -]?"
    r"(?:site|portal|blog|website|seite|sitio|web|sito|magazine|forum)"
)
LOVE = (
    r"(?:why you (?:love|adore)|how much you (?:love|adore|like)|(?:say|write|post|tell) (?:\w+ ){0,4}(?:nice|good|"
    r"kind|great|only good|only nice) things?|"
    r"(?:say|write|post) something (?:nice|kind|good)|only praise|warum (?:du|sie|ihr) (?:\w+ ){0,4}lieb(?:st|en|"
    r"t)|etwas (?:nettes|gutes)|"
    r"nur gutes|por que (?:te|os|le) (?:encanta|gusta)n?|algo (?:bonito|bueno)|solo cosas buenas|pourquoi (?:vous|"
    r"tu) (?:aime|adore)\w*|"
    r"(?:dis|dites|dire|parle[rz]?) (?:du|en) bien|perche (?:ami|adori|amate)|parla\w* bene|waarom je (?:\w+ "
    r"){0,4}(?:houdt|geweldig)|iets aardigs|"
    r"alleen goeds)(?!\w)"
)
BETTER = (
    r"(?:change|turn|update|improve|andere|andert|verbesser\w*|cambia\w*|mejora\w*|modifie\w*|change[zr]|"
    r"ameliore\w*|modifica\w*|migliora\w*|wijzig|verander)"
)
RANGE = (
    r"(?:(?:1|one|ein\w*|un[oa]?|une|een)(?: stars?| stern)? ?(?:-|–|to|bis|a|or|oder|o|ou|of|tot|and|through) "
    r"?(?:5|five|funf|cinco|cinq|cinque|vijf)|"
    r"(?:5|five|funf|cinco|cinq|cinque|vijf)(?: \w+)? (?:or|oder|o|ou|of) (?:only |nur |solo )?(?:1|one|ein\w*|"
    r"un[oa]?|une|een|fewer|less|weniger)|"
    r"any number of|however many|beliebig viele|egal wie viele|wie viele|how many|cuantas|combien|quante|hoeveel)"
)
LEARNING = either(r"quiz course level exam kurs quizz curso cours corso cursus hotel hotels")
