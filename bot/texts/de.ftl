### Deutsch (German). The words of the bot; *…* is bold. The sign ◆ is put before each notice by the code.
### A line inside a message can't begin with a star (Fluent would take it for a variant): write { "*" } there.

## First contact and the account

rules-ask =
    { "*" }Bauta* bringt dich mit einer fremden Person ins Gespräch, immer zu zweit. Keine Seite erfährt, wer die andere ist.

    Sei freundlich. Nichts Sexuelles, um das dein Gegenüber nicht gebeten hat, keine Drohungen, kein Hass, keine Verkäufe, keine persönlichen Daten anderer. Wer die Regeln bricht, verliert den Zugang. Blockieren und melden kannst du jederzeit, auch danach.

    Chats werden nicht gespeichert; nur die letzten Nachrichten bleiben kurz und verschlüsselt da, damit eine Meldung geprüft werden kann. Alles dazu steht unter /privacy.

    { "*" }Bist du mindestens 18, und akzeptierst du die Regeln?*
welcome =
    Willkommen. /find sucht dir jemanden zum Reden; wenn du magst, mit Interessen: /find wandern, schach

    /help zeigt, was du alles tun kannst.
welcome-back = Schön, dass du da bist. /find sucht dir jemanden zum Reden. /help zeigt, was du alles tun kannst.
declined = Dann bleibt diese Tür für dein Konto geschlossen. Mach’s gut. /delete löscht alles bis auf den Vermerk, der sie geschlossen hält.
locked = Du hast die Frage nach Alter und Regeln mit Nein beantwortet, darum bleibt die Tür für dein Konto geschlossen. /privacy und /delete sind weiter möglich.
rules =
    { "*" }Die Regeln*

    1. Du bist mindestens 18.
    2. Sei freundlich: keine Beleidigungen, kein Hass, keine Drohungen.
    3. Nichts Sexuelles, um das dein Gegenüber nicht gebeten hat.
    4. Keine Verkäufe, keine Werbung, kein Betteln.
    5. Keine persönlichen Daten anderer, und sei vorsichtig mit deinen eigenen.
    6. Nichts, was gegen das Gesetz verstößt.
    7. Kein Weg um eine Pause oder Sperre herum.

    Wer sie bricht, verliert den Zugang. /block und /report sind während eines Chats und 72 Stunden danach möglich.
privacy =
    { "*" }Was gespeichert wird und wie lange*

    · Wo Nachrichten dich erreichen, verschlüsselt, und ein Fingerabdruck davon, um dich wiederzuerkennen. Dein Gegenüber sieht beides nie.
    · Deine Interessen und Einstellungen, verschlüsselt, bis du sie änderst oder löschst.
    · Ein Fingerabdruck des Discord-Servers, auf dem du zuletzt einen Befehl benutzt hast, verschlüsselt, bis du einen auf einem anderen benutzt oder ihn löschst.
    · Dass du jemanden suchst, verschlüsselt, bis das vorbei ist; dass du Bescheid bekommen möchtest, wenn jemand kommt, höchstens 24 Stunden.
    · Nachrichten nur, solange sie unterwegs sind, verschlüsselt. Nach der Zustellung sind sie hier weg; was dein Messenger behält, ist seine Sache.
    · Eine Nachricht, nach der du gefragt wirst, bevor sie weitergeht, verschlüsselt: bis du antwortest, der Chat endet, oder höchstens eine Stunde.
    · Was du mit /reveal zeigen würdest, verschlüsselt: bis ihr beide etwas gezeigt habt, du es zurücknimmst oder der Chat endet.
    · Welche Nachricht auf welche antwortet, ohne Worte: 72 Stunden.
    · Wer mit wem geredet hat, ohne Namen und Worte, damit du blockieren und melden kannst: bis 72 Stunden nach dem Chat.
    · Damit eine Meldung geprüft werden kann: die letzten 30 Nachrichten eines Chats, verschlüsselt, bis 30 Minuten nach seinem Ende; und zu jeder Nachricht ein Code, den niemand lesen kann, 72 Stunden. Von einem gemeldeten Chat bleiben sie bei der Meldung.
    · Meldungen mit dem, was du dazu schreibst, was entschieden wurde, und Einsprüche: 30 Tage nach der Entscheidung, 90, wenn eine Regel gebrochen wurde. Maßnahmen ein Jahr nach ihrem Ende, Blockierungen, solange es euch beide gibt.

    Von Bildern, Filmen und Tönen bleibt nur, was zu sehen und zu hören ist. Die Moderation sieht, was gemeldet wurde, nie Namen. Wer diesen Bot betreibt, hat den Schlüssel, den die Verschlüsselung braucht.

    /export schickt dir alles davon. /delete löscht es. Nur ein Fingerabdruck, der ohne den Schlüssel nicht zu lesen ist, bleibt: 72 Stunden nach deinem letzten Chat, damit er noch gemeldet werden kann, und wo ihn eine Alterssperre, eine Blockierung, eine Meldung oder ein Ausschluss braucht.
help =
    { "*" }Reden*
    /find – jemanden suchen; /find wandern, schach legt vorher deine Interessen fest
    /next – gehen und jemand Neues suchen
    /stop – den Chat oder die Suche beenden
    /del – auf Telegram, als Antwort auf eine deiner Nachrichten: auf beiden Seiten zurücknehmen
    /reveal – einander zeigen, wer ihr seid, wenn ihr es beide möchtet

    { "*" }Sicher bleiben*
    /block – dieser Person nie wieder begegnen
    /report – der Moderation Bescheid geben
    /rules – was hier gilt
    In Gefahr? Der Notruf vor Ort (112, 911) und findahelpline.com helfen sofort.

    { "*" }Du*
    /interests – deine Interessen ansehen oder ändern
    /settings – Sprachen im Chat und Wünsche
    /language – Sprache dieses Bots
    /status – was gerade läuft
    /privacy – was gespeichert wird
    /export – alles über dich als Datei
    /delete – dein Konto löschen
unknown-command = { $command } kenne ich nicht. /help zeigt, was ich kann. Weitergegeben wurde nichts.
went-wrong = Hier ist etwas schiefgegangen, und was du gerade geschickt hast, blieb ohne Wirkung. Bitte versuch es gleich noch einmal.
old-button = Dieser Knopf funktioniert nicht mehr. /help zeigt, was du jetzt tun kannst.

## The conversation

not-talking = Gerade hört niemand zu: Du bist in keinem Chat, und das hier wurde nicht weitergegeben. /find sucht dir jemanden.
still-searching = Ich suche noch jemanden, darum wurde das hier nicht weitergegeben. Du hörst von mir, sobald jemand da ist.
you-left = Du hast den Chat verlassen. /find sucht jemand Neues.
you-went-on = Du hast den Chat verlassen. Ich suche jemand Neues …
partner-left = Dein Gegenüber hat den Chat verlassen.
partner-went-on = Dein Gegenüber ist weitergezogen.
partner-unreachable = Dein Gegenüber ist nicht mehr erreichbar, darum ist der Chat beendet. Deine letzte Nachricht kam vielleicht nicht an.
partner-vanished = Dein Gegenüber war zu lange weg, darum ist der Chat zu Ende.
you-were-away = Du warst zu lange weg, darum ist der Chat beendet. /find sucht jemand Neues.
room-closed = Der Chat ist beendet.

## What could not be relayed

not-relayed = { $kind ->
        [sticker] Sticker werden
        [voice] Sprachnachrichten werden
        [video] Videos werden
        [video-note] Videonachrichten werden
        [animation] GIFs werden
        [audio] Musik wird
        [document] Dateien werden
        [location] Standorte werden
        [contact] Kontakte werden
        [poll] Umfragen werden
        [dice] Würfel werden
        [story] Storys werden
        [game] Spiele werden
       *[other] Diese Art von Nachricht wird
    } nicht weitergegeben. Dein Gegenüber hat nichts davon bekommen.
edit-not-passed = Diese Änderung kam nicht durch: Dein Gegenüber sieht weiter die frühere Fassung. Schick eine Korrektur, wenn es wichtig ist.
undelivered = Das kam nicht an. Du kannst es noch einmal schicken.
not-yet-delivered = Das ist noch unterwegs: Dein Gegenüber ist gerade nicht zu erreichen. Es kommt an, sobald es geht.
too-long = Das ist zu lang: Höchstens { $limit } Zeichen sind möglich. Es wurde nicht weitergegeben; schick es in Teilen.
slow-down = Du schreibst schneller, als dein Gegenüber zu erreichen ist. Das wurde nicht weitergegeben; warte einen Moment und sende es noch einmal.
room-over = Der Chat, für den das geschrieben war, ist zu Ende, darum wurde es nicht weitergegeben.
nothing-left = In dieser Nachricht war nichts Lesbares, darum wurde sie nicht weitergegeben.

## What may tell who somebody is

guard-asks = Das { $kind ->
        [place] ist ein Standort und
        [invite] sieht nach einer Einladung aus und
        [profile] sieht nach einem Link zu einem Profil aus und
        [phone] sieht nach einer Telefonnummer aus und
        [email] sieht nach einer E-Mail-Adresse aus und
       *[name] sieht nach dem Namen eines Kontos aus und
    } könnte verraten, wer du bist. Senden? { $kind ->
        [place] Dein Gegenüber sähe ihn auf etwa einen Kilometer genau.
       *[other] Bis du tippst, sieht es niemand.
    }
guard-sent = Gesendet.
guard-not-sent = Nicht gesendet.
guard-too-late = Es wurde nicht gesendet: Der Chat, für den es war, ist zu Ende, oder es ist zu viel Zeit vergangen. Es ist nicht mehr da.
guard-edit = Diese Änderung sieht nach { $kind ->
        [invite] einer Einladung
        [profile] einem Link zu einem Profil
        [phone] einer Telefonnummer
        [email] einer E-Mail-Adresse
       *[name] dem Namen eines Kontos
    } aus und wurde nicht weitergegeben: Dein Gegenüber sieht weiter die frühere Fassung. Schick es als neue Nachricht, wenn du das möchtest.
guard-waits = Notiert. Ich frage nicht mehr, sobald dein Gegenüber auch zustimmt.
guard-off-asked = Dein Gegenüber möchte, dass ich in diesem Chat nicht mehr nachfrage, bevor Links, Nummern und Namen weitergehen. Links behielten dann ihre Parameter und bekämen Vorschauen. Stimmst du zu? Bis dahin ändert sich nichts.
guard-off = Ihr habt beide zugestimmt: In diesem Chat frage ich nicht mehr, und Links gehen weiter, wie sie sind, mit Vorschau. Bei Standorten frage ich trotzdem.
contact-not-passed = Kontakte werden nicht weitergegeben: Sie verraten, wer jemand ist. Mit /reveal könnt ihr euch zeigen, wer ihr seid, wenn ihr es beide möchtet.
reveal-write = Schreib in einer Nachricht, was du zeigen möchtest: einen Namen, einen @Namen, eine Nummer; höchstens { $limit } Zeichen. Sie wird nicht weitergegeben, sondern aufgehoben, bis dein Gegenüber auch etwas zeigt.
reveal-too-long = Das sind mehr als { $limit } Zeichen. Aufgehoben oder gezeigt wurde nichts; bitte kürze es und schick es noch einmal.
reveal-noted = Notiert. Dein Gegenüber wird gefragt. Gezeigt wird es nur, wenn auch von dort etwas kommt.
reveal-replaced = Du hast inzwischen etwas anderes geschrieben.
reveal-asked = Dein Gegenüber möchte zeigen, wer es ist, und erfahren, wer du bist. Gezeigt wird nichts, wenn ihr nicht beide zustimmt.
revealed = Ihr habt beide zugestimmt. Dein Gegenüber zeigt: „{ $words }“
reveal-done = Ihr habt beide etwas gezeigt.
reveal-declined = Gut. Gezeigt wird nichts, und dein Gegenüber erfährt es freundlich.
reveal-refused = Dein Gegenüber möchte vorerst unbekannt bleiben. Das ist nicht gegen dich gerichtet. Was du geschrieben hast, wurde nicht gezeigt und ist weg.
reveal-taken-back = Zurückgenommen. Es wurde nicht gezeigt und ist weg.
reveal-over = Hier gibt es nichts mehr zu zeigen.

## Safety

blocked = Erledigt. Ihr begegnet euch nicht wieder.
block-whom = Welcher Chat war es? Ihr begegnet euch nicht wieder. Das sind deine Chats der letzten 72 Stunden.
nobody-to-block = Aus den letzten 72 Stunden gibt es keinen Chat, aus dem du jemanden blockieren könntest.

## Profile

interests = Deine Interessen: { $interests }. Du kannst sie ändern (/interests wandern, schach) oder löschen (/interests -).
no-interests-read = Daraus konnte ich kein Interesse lesen. Geändert wurde nichts. Trenne sie mit Kommas: /interests wandern, schach
no-interests = Du hast keine Interessen genannt, darum kommen alle infrage. Wenn du welche nennen magst: /interests wandern, schach
interests-set = Notiert: { $interests }. /find sucht dir jemanden.
interests-cleared = Deine Interessen sind gelöscht. Jetzt kommen alle infrage.
too-many-interests = Höchstens { $limit } Interessen sind möglich. Geändert wurde nichts; bitte wähle die, die dir am wichtigsten sind.
interest-too-long = Ein Interesse darf höchstens { $limit } Zeichen haben. Geändert wurde nichts; bitte fass es kürzer.
settings =
    { "*" }Deine Einstellungen*

    Sprachen im Chat: { $languages }
    Über dich: { $gender } · Alter: { $age }
    Dein Wunsch: { $wish-gender } · Alter: { $wish-age } · Von: { $near }

    Nur die Sprachen sind nötig. Mit einem Wunsch begegnest du nur Leuten, die das auch über sich angegeben haben.
settings-languages = In welchen Sprachen möchtest du chatten? Tippe an, was dazukommen oder wegfallen soll, oder nenne alle zusammen: /settings languages de, pt, ja
settings-gender = Wie beschreibst du dich? Niemand sieht das; es zählt nur für die Wünsche anderer.
settings-age = Wie alt bist du? Tippe an, was passt, oder schreib /settings age 27. Niemand sieht das; es zählt nur für die Wünsche anderer.
settings-wish-gender = Wen möchtest du kennenlernen? Tippe an, was dazukommen oder wegfallen soll.
settings-wish-age = Wie alt soll dein Gegenüber sein? Tippe an, was passt, oder schreib /settings ages 25-35
settings-near =
    Von wo soll dein Gegenüber sein? Mit einer Plattform oder einem Server triffst du nur Leute von dort. { $server ->
        [known] Von deinem Server habe ich nur einen Fingerabdruck: Es ist der, auf dem du zuletzt einen Befehl benutzt hast.
       *[other] Ich kenne noch keinen Server von dir. Benutze zuerst auf einem Discord-Server einen Befehl, sonst passt niemand.
    } In Worten: /settings near platform, /settings near server, /settings near -
settings-unknown = Diese Einstellung kenne ich nicht. /settings zeigt, was es gibt.
settings-bad-age = Bitte nenne dein Alter als Zahl von 18 bis 120: /settings age 27. Mit /settings age - nimmst du die Angabe zurück.
settings-bad-ages = Bitte nenne zwei Altersangaben von 18 bis 120, die kleinere zuerst: /settings ages 25-35. Mit /settings ages - nimmst du den Wunsch zurück.
settings-bad-language = Bitte nenne Sprachen mit ihrem Kürzel aus zwei oder drei Buchstaben, mindestens eine und höchstens { $limit }: /settings languages de, en
language-ask = In welcher Sprache soll ich mit dir sprechen? In welchen Sprachen du chattest, steht unter /settings.
language-set = Ab jetzt spreche ich Deutsch.
status-idle = Du bist in keinem Chat, und es läuft keine Suche. /find sucht dir jemanden zum Reden. Interessen: { $interests }
status-waiting = Ich suche seit { $minutes ->
        [0] weniger als einer Minute
        [one] einer Minute
       *[other] { $minutes } Minuten
    }. { $waiting ->
        [0] Außer dir wartet niemand.
        [one] Außer dir wartet eine Person.
       *[other] Außer dir warten { $waiting } Leute.
    } /stop beendet die Suche.
status-alert =
    Du bist in keinem Chat. Noch { $hours ->
        [one] eine Stunde
       *[other] { $hours } Stunden
    } lang sage ich dir Bescheid, wenn jemand Passendes zu suchen beginnt. /find sucht sofort, /stop nimmt das zurück.
status-talking = Ihr redet seit { $minutes ->
        [0] weniger als einer Minute
        [one] einer Minute
       *[other] { $minutes } Minuten
    }. Gemeinsame Interessen: { $interests }. Jetzt möglich: /next, /stop, /block und /report.

## Data

export = Alles, was im Moment über dich gespeichert ist. Diese Datei wird hier nicht aufbewahrt.
delete-ask = Dein Konto hier löschen? Ein laufender Chat endet, und alles verschwindet bis auf einen Fingerabdruck: 72 Stunden nach deinem letzten Chat, damit er noch gemeldet werden kann, und wo ihn eine Alterssperre, eine Blockierung, eine Meldung oder ein Ausschluss braucht. Das lässt sich nicht rückgängig machen.
delete-kept = Es wurde nichts gelöscht.
deleted = Gelöscht. Was hier zu deinem Konto führt, verschwindet gleich nach dieser Nachricht. Mach’s gut.

## Buttons

button-agree = Ja, beides
button-decline = Nein
button-find = Jemanden suchen
button-find-new = Jemand Neues suchen
button-next = Jemand Neues
button-stop = Beenden
button-block = Blockieren
button-report = Melden
button-tell = Sag mir, wenn jemand kommt
button-keep-looking = Weitersuchen
button-forget = Doch nicht
button-interests = Interessen ändern
button-rules = Regeln
button-help = Hilfe
button-delete = Ja, löschen
button-keep = Behalten
button-that-room = { $hours ->
        [0] { $minutes ->
            [0] Gerade eben
            [one] Vor einer Minute
           *[other] Vor { $minutes } Minuten
        }
        [one] Vor einer Stunde
       *[other] Vor { $hours } Stunden
    }
button-send = Senden
button-dont = Nicht senden
button-unguard = Hier nicht mehr fragen
button-unguard-too = Zustimmen
button-reveal = Meins auch zeigen
button-refuse = Nein, danke
button-conceal = Zurücknehmen
button-back = Zurück
button-clear = Jetzt nicht
button-languages = Sprachen
button-gender = Über mich
button-age = Mein Alter
button-wish-gender = Wen ich suche
button-wish-age = Wunschalter
button-near = Von wo
button-chosen = ✓ { $label }
button-choice = { $label }

## Words inside others

gender-woman = Frau
gender-man = Mann
gender-other = divers
gender-any = alle
unstated = keine Angabe
ages = { $from }–{ $to }
ages-any = egal
near-any = egal woher
near-platform = von meiner Plattform
near-server = von meinem Server
nothing = keine

## Command menu

command-start = Hier beginnen
command-find = Jemanden zum Reden suchen
command-next = Gehen und jemand Neues suchen
command-stop = Den Chat oder die Suche beenden
command-interests = Deine Interessen ansehen oder ändern
command-settings = Sprachen im Chat und Wünsche
command-block = Dieser Person nie wieder begegnen
command-report = Der Moderation Bescheid geben
command-reveal = Einander zeigen, wer ihr seid, wenn beide wollen
command-status = Was gerade läuft
command-rules = Was hier gilt
command-privacy = Was gespeichert wird und wie lange
command-export = Alles über dich als Datei
command-delete = Dein Konto löschen
command-language = Sprache dieses Bots
command-help = Alles, was du tun kannst
