### Deutsch. Was Admins von Discord-Servern mit /bauta einstellen, und was man deswegen liest.

## Die Einstellungen eines Servers, für seine Admins

server-page =
    { "*" }Bauta auf diesem Server*

    { $on ->
        [on] Eingeschaltet.
       *[off] Ausgeschaltet: Niemand beginnt hier etwas. /stop, /block und /report gehen trotzdem.
    }
    Wer von hier kommt, darf treffen: { $meet }
    Wer es benutzen darf: { $roles ->
        [0] alle
        [one] Mitglieder mit der gewählten Rolle
       *[other] Mitglieder mit einer von { $roles } Rollen
    }
    Wo: { $restricted ->
        [yes] nur in Kanälen mit Altersbeschränkung
       *[no] überall, wo Befehle erlaubt sind
    }
    Sprache für alle, deren eigene ich nicht spreche: { $language }
    Moderation: { $moderators ->
        [none] noch niemand
        [channel] ein Kanal, aber noch keine Rolle
        [role] eine Rolle, aber noch kein Kanal
       *[both] eine Rolle und ein Kanal
    }
    Wortliste: { $rules ->
        [0] leer
        [one] eine Regel
       *[other] { $rules } Regeln
    }
    Verbündete Server: { $allies ->
        [0] keine
        [one] ein anderer
       *[other] { $allies } andere
    }
server-meet =
    Wen dürfen Leute treffen, die von diesem Server kommen? Jetzt: { $meet }

    „Nur dieser Server“ und „verbündete Server“ gelten, bis jemand in unseren Direktnachrichten auf „Alle treffen“ tippt: Dann kommt diese Person nicht mehr von hier. Laufende Chats bleiben. { $allies ->
        [0] Dieser Server hat noch keine Verbündeten: Mit „verbündete Server“ trifft man Leute von diesem Server.
        [one] Ein anderer Server ist verbündet.
       *[other] { $allies } andere Server sind verbündet.
    }
server-roles = Wer darf Bauta hier benutzen? Wähle Rollen, oder keine für alle. Jetzt: { $roles ->
        [0] alle.
        [one] Mitglieder mit der gewählten Rolle.
       *[other] Mitglieder mit einer von { $roles } Rollen.
    } Was Leute schützt, etwa /block und /report, bleibt allen offen.
server-allies = { $allies ->
        [0] Dieser Server ist mit keinem anderen verbündet.
        [one] Dieser Server ist mit einem anderen verbündet.
       *[other] Dieser Server ist mit { $allies } anderen verbündet.
    } Wo „verbündete Server“ gewählt ist, treffen sich Leute von ihnen allen. Ein Server ist in höchstens einem Bündnis. Um einen aufzunehmen, gib seinem Admin einen Code von hier.
server-invited = Gib diesen Code einem Admin des anderen Servers: *{ $code }*. Dort: /bauta, „Verbündete Server“, „Ich habe einen Code“. Er lässt innerhalb von 24 Stunden einen Server ein und wird nur jetzt gezeigt.
server-no-such-code = Dieser Code öffnet nichts: Er wurde benutzt, ist älter als 24 Stunden oder vertippt. Nichts wurde geändert. Bitte um einen neuen.
server-allied-already = Dieser Server ist schon in einem Bündnis. Nichts wurde geändert. Um in ein anderes zu gehen, verlasse es zuerst.
server-full = Dieses Bündnis ist voll: Es hat { $limit } Server. Nichts wurde geändert.
server-leave = Das Bündnis verlassen? Wer von hier kommt, trifft dann keine Leute der anderen Server mehr. Zurück geht es nur mit einem neuen Code.
server-words =
    Die Wortliste hat { $rules ->
        [0] keine Regeln
        [one] eine Regel
       *[other] { $rules } Regeln
    }. Schreibt jemand, der von hier kommt, wovon eine Regel spricht, so frage ich nach, bevor es weitergeht. Die Person entscheidet, und niemand erfährt davon.

    In jeder Zeile eine Regel: ein Wort oder mehrere; { $star } für alles, was so beginnt; /…/ für ein Muster (RE2). Höchstens { $limit } Regeln mit { $length } Zeichen.
server-words-bad = Nichts wurde gespeichert: { $bad }{ $more ->
        [0] .
        [one] , und eine weitere.
       *[other] , und { $more } weitere.
    }
server-bad-rule = { $fault ->
        [long] Zeile { $line } („{ $rule }“) ist zu lang
        [many] ab Zeile { $line } („{ $rule }“) sind es zu viele Regeln
        [much] die Liste ist zu lang: alle Regeln zusammen dürfen { $limit } Zeichen haben
        [empty] Zeile { $line } („{ $rule }“) hat weder Buchstaben noch Ziffern
        [everything] Zeile { $line } („{ $rule }“) würde jede Nachricht anhalten
        [costly] die Muster sind zusammen zu kompliziert
       *[pattern] Zeile { $line } („{ $rule }“) ist kein Muster, das RE2 liest ({ $why })
    }
server-language = Welche Sprache soll ich auf diesem Server sprechen, mit der Moderation und mit allen, deren eigene ich nicht spreche? Jetzt: { $language }
server-elsewhere = /bauta stellt ein, was auf einem Discord-Server gilt. Benutze es dort.
server-not-yours = Das können nur die, die diesen Server verwalten dürfen. Nichts wurde geändert.

## Auf einem Server

server-is-off = Die Admins dieses Servers haben Bauta hier ausgeschaltet. Nichts wurde geändert. In unseren Direktnachrichten kannst du weitermachen wie immer.
server-needs-role = Auf diesem Server ist Bauta für Mitglieder mit bestimmten Rollen, und du hast keine davon. Nichts wurde geändert. In unseren Direktnachrichten kannst du es trotzdem benutzen.
server-needs-channel = Auf diesem Server darf Bauta nur in Kanälen mit Altersbeschränkung benutzt werden. Nichts wurde geändert. Benutze den Befehl in einem davon oder in unseren Direktnachrichten.
server-excludes = Die Moderation dieses Servers hat dich hier von Bauta ausgeschlossen. Nichts wurde geändert. In unseren Direktnachrichten kannst du weiter Leute von anderswo treffen.

## Unter wem man sucht

among = { $pool ->
        [server] {" "}Ich suche nur unter Leuten, die von deinem Server kommen.
        [alliance] {" "}Ich suche nur unter Leuten deines Servers und seiner Verbündeten.
       *[global] {""}
    }
pool-off = Der Server, von dem du kommst, lässt seine Leute nur einander treffen und hat Bauta gerade ausgeschaltet. Darum suche ich nicht. Du kannst stattdessen alle treffen; dann vergesse ich, dass du von dort kamst.
pool-excluded = Die Moderation hat dich von den Chats des Servers ausgeschlossen, von dem du kommst. Darum suche ich dort nicht. Du kannst stattdessen alle anderen treffen; dann vergesse ich, dass du von dort kamst.

## Die Wortliste des eigenen Servers

server-asks = Der Server, von dem du kommst, bittet seine Leute, manches hiervon nicht zu schreiben. Senden? Bis du tippst, sieht es niemand, und niemand erfährt, dass ich gefragt habe.
server-edit = Der Server, von dem du kommst, bittet seine Leute, manches in dieser Änderung nicht zu schreiben. Darum wurde sie nicht weitergegeben: Die andere Person sieht noch die frühere Fassung. Sende es als neue Nachricht, wenn du das willst.

## Knöpfe, Menüs und Formulare

button-everyone = Alle treffen
button-turn-on = Einschalten
button-turn-off = Ausschalten
button-meet = Wer wen trifft
button-roles = Rollen
button-moderators = Moderation
button-allies = Verbündete Server
button-word-list = Wortliste
button-restrict = Nur 18+-Kanäle
button-unrestrict = Alle Kanäle
button-server-language = Sprache
button-invite = Code ausstellen
button-join = Ich habe einen Code
button-leave = Bündnis verlassen
button-edit-words = Liste bearbeiten
button-clear-words = Liste leeren
pick-roles = Alle dürfen es benutzen
pick-channel = Kanal für Meldungen
pick-moderators = Rolle der Moderation
meet-server = nur dieser Server
meet-allied = verbündete Server
meet-everyone = alle
language-of-server = die des Servers
form-code-title = In ein Bündnis gehen
form-code = Der Code, den du bekommen hast
form-rules-title = Wortliste dieses Servers
form-rules = Regeln, in jeder Zeile eine
form-rules-more = Weitere Regeln, in jeder Zeile eine

## Befehlsmenü

command-bauta = Was auf diesem Server gilt: wer wen trifft, Rollen, Moderation, Wortliste
