### Deutsch. Was die Moderation in ihren Kanälen und Chats liest; *…* ist fett. ◆ setzt der Code davor.

## Befehle und Formulare: je eine Zeile

command-mod = Für die Moderation: deine Fälle oder der genannte Fall
option-mod = Ein Fall wie 7K2F; here oder away für diesen Kanal
report-message = Melden
form-note-title = Deine Notiz
form-note = Nur für die Moderation, für sonst niemanden

## Karten

mod-card-open =
    { "*" }Fall { $case } · { $reason }*
    { $queue } · Dringlichkeit { $priority } · { $reporters ->
        [one] eine meldende Person
       *[other] { $reporters } Meldende
    } · fällig { $due } (UTC)
    Noch kümmert sich niemand darum.
mod-card-claimed =
    { "*" }Fall { $case } · { $reason }*
    { $queue } · Dringlichkeit { $priority } · { $reporters ->
        [one] eine meldende Person
       *[other] { $reporters } Meldende
    } · fällig { $due } (UTC)
    { $who } kümmert sich darum, bis { $until } (UTC).
mod-card-done =
    { "*" }Fall { $case } · { $reason }*
    { $queue } · Dringlichkeit { $priority } · { $reporters ->
        [one] eine meldende Person
       *[other] { $reporters } Meldende
    } · war fällig { $due } (UTC)
    { $outcome ->
        [acted] Entschieden: Eine Regel wurde gebrochen.
        [no-violation] Entschieden: kein Verstoß.
        [unverified] Entschieden: nicht nachprüfbar.
       *[other] Erledigt.
    }
mod-card-elsewhere =
    { "*" }Fall { $case } · { $reason }*
    { $queue } · Dringlichkeit { $priority } · { $reporters ->
        [one] eine meldende Person
       *[other] { $reporters } Meldende
    } · fällig { $due } (UTC)
    Andere kümmern sich jetzt darum.
mod-digest = { $more ->
        [one] Ein weiterer Fall wartet, der hier keine Karte hat
       *[other] { $more } weitere Fälle warten, die hier keine Karte haben
    }{ $urgent ->
        [0] {""}
        [one] ; von allen, die warten, ist einer dringend
       *[other] ; von allen, die warten, sind { $urgent } dringend
    }. /mod zeigt, was zuerst kommt.
mod-digest-over = Jeder Fall, der wartet, hat wieder seine Karte.

queue-child-safety = Kinderschutz
queue-urgent = Dringend
queue-standard = Allgemein
queue-server = Dieser Server
queue-senior = Erfahrene
queue-appeals = Einspruch

## Arbeit an einem Fall

mod-queue = In deiner Hand: { $mine }. Für dich warten: { $waiting }, das Dringendste zuoberst.
mod-queue-empty = Nichts wartet auf dich. Danke fürs Nachsehen.
mod-sheet =
    { "*" }Fall { $case } · { $reason }*
    { $queue } · { $state } · { $reporters ->
        [one] eine meldende Person
       *[other] { $reporters } Meldende
    } · { $minutes } min alt · fällig { $due } (UTC)
    Dringlichkeit { $priority }: Art { $base }, Meldende { $voices }, Punkte { $record }, Alter { $age }.
    Punkte der letzten 90 Tage: { $strikes }; Maßnahmen bisher: { $past }. Die Leiter sagt: { $step }.
mod-claimed = Fall { $case } ist bis { $until } (UTC) in deiner Hand. Jeder Schritt hält ihn dort, höchstens eine Stunde lang.
mod-released = Fall { $case } ist wieder in seiner Reihe.
mod-closed = Fall { $case } ist geschlossen: kein Verstoß. Wer gemeldet hat, erfährt das.
mod-escalated = Fall { $case } ist mit deiner Notiz bei den Erfahrenen.
mod-note-asked = Schreib deine Notiz zu Fall { $case } als nächste Nachricht hierher, höchstens { $limit } Zeichen. Nur die Moderation sieht sie.
mod-open-again = Was du von Fall { $case } sehen wolltest, kam nicht an oder nicht ganz. Tipp noch einmal auf Ansehen oder /mod { $case }; zu sehen ist es auf Telegram und Discord, solange der Fall in deiner Hand ist.
mod-in-private = Schau in deinen eigenen Chat mit mir.
mod-rule = Fall { $case }: Welche Regel wurde gebrochen? Gemeldet wurde: { $reason }.
mod-measure = Fall { $case }, { $reason }: Was folgt? Mit dann { $strikes ->
        [one] einem Punkt
       *[other] { $strikes } Punkten
    } sagt die Leiter: { $step }.
mod-confirm = { $kind ->
        [u] Fall { $case }: Es bleibt bei der Entscheidung. Ist das dein Urteil?
        [o] Fall { $case }: Die Entscheidung wird aufgehoben, und was deshalb gilt, endet. Ist das dein Urteil?
        [m] Fall { $case }: stattdessen { $measure }. Grund: { $reason }. Ist das dein Urteil?
       *[other] Fall { $case }: { $measure }.{ $acted ->
            [0] {""}
           *[other] {" "}Grund: { $reason }.
        } Ist das deine Entscheidung?
    }
mod-decided = Fall { $case } ist entschieden: { $measure }.{ $acted ->
        [0] {""}
       *[other] {" "}Die gemeldete Person erfährt es, mit dem Grund und wie sie Einspruch erhebt.
    } Wer gemeldet hat, erfährt, was daraus geworden ist.
mod-waits = { $held ->
        [0] Fall { $case } wartet auf eine zweite Person, die sperren darf. Bis dahin ändert sich für die gemeldete Person nichts: Du wolltest sie schon einmal sperren, und niemand hat zugestimmt.
       *[other] Fall { $case } wartet auf eine zweite Person, die sperren darf. Bis sie entschieden hat, kann die gemeldete Person weder suchen noch chatten.
    }
mod-ruling = Gegen die Entscheidung in Fall { $case } ({ $reason }) gibt es einen Einspruch; entschieden hat jemand anderes. Was sagst du?
mod-ruled = { $ruling ->
        [upheld] Es bleibt bei der Entscheidung in Fall { $case }.
        [overturned] Die Entscheidung in Fall { $case } ist aufgehoben.
       *[other] Die Entscheidung in Fall { $case } ist jetzt milder.
    } Die gemeldete Person erfährt davon.

measure-nothing = Kein Verstoß
measure-unclear = Nicht nachprüfbar
measure-warning = Verwarnung
measure-pause = { $days ->
        [0] Pause { $hours } h
        [one] Pause 1 Tag
       *[other] Pause { $days } Tage
    }
measure-limit = { $days ->
        [0] Eingeschränkt { $hours } h
        [one] Eingeschränkt 1 Tag
       *[other] Eingeschränkt { $days } Tage
    }
measure-ban = Sperre
measure-exclusion = Aus dem Kreis des Servers

button-mod-claim = Übernehmen
button-mod-release = Zurückgeben
button-mod-view = Ansehen
button-mod-close = Schnell schließen
button-mod-escalate = Weitergeben
button-mod-decide = Entscheiden
button-mod-more = Mehr
button-mod-case = { $mine ->
        [0] {""}
       *[other] ▸{" "}
    }{ $case } · { $queue }
button-mod-do = Ja, entscheiden
button-mod-with-note = Mit Notiz
button-mod-uphold = Es bleibt dabei
button-mod-overturn = Aufheben
button-mod-milder = Abmildern

## Beweise

exhibits-head =
    { "*" }Fall { $case }, Beweise, Seite { $page } von { $pages }* · { $messages ->
        [0] keine Nachrichten
        [one] eine Nachricht
       *[other] { $messages } Nachrichten
    }
    Nur für deine Augen; in 10 Minuten ist es weg.{ $unreadable ->
        [0] {""}
        [one] {" "}Die Nachrichten einer weiteren Meldung lassen sich nicht mehr öffnen.
       *[other] {" "}Die Nachrichten { $unreadable } weiterer Meldungen lassen sich nicht mehr öffnen.
    }
exhibits-words = Was zu Meldung { $report } geschrieben wurde:
exhibits-decision = Zuvor entschieden: { $measure } ({ $reason }).{ $noted ->
        [0] {""}
       *[other] {" "}Die Notiz:
    }
exhibits-appeal = Die gemeldete Person schreibt, warum anders entschieden werden sollte:
exhibits-asked = Jemand hat eine Sperre ohne Ende vorgeschlagen; dafür braucht es zwei.{ $noted ->
        [0] {""}
       *[other] {" "}Die Notiz:
    }
exhibits-note = Notiz einer Moderatorin oder eines Moderators:
exhibits-report = { "*" }Meldung { $report }*{ $gaps ->
        [0] {""}
       *[other] {" "}· dazwischen fehlt etwas
    }
exhibits-message = { $number } · { $who ->
        [reported] gemeldete Person
       *[other] meldende Person
    } · { $minutes } min davor · { $verified ->
        [0] nicht bestätigt
       *[other] ✔ bestätigt
    }{ $pointed ->
        [0] {""}
       *[other] {" "}· ▶ diese wurde gemeldet
    }{ $edited ->
        [0] {""}
       *[other] {" "}· später geändert
    }{ $deleted ->
        [0] {""}
       *[other] {" "}· zurückgenommen
    }
exhibits-before = vor der Änderung, { $verified ->
        [0] nicht bestätigt
       *[other] ✔ bestätigt
    }:
exhibits-nothing = Von dem, was gesagt wurde, ist nichts aufbewahrt.
exhibits-unshowable = Eine Datei, die sich hier nicht zeigen lässt.

## Was nicht ging

mod-not-you = Das ist für die Moderation. Nichts wurde geändert. Mit /report sagst du ihr etwas über jemanden.
mod-forged = Dieser Knopf gilt hier nicht oder nicht mehr. Nichts wurde geändert. /mod zeigt, was da ist.
mod-no-such-case = So einen Fall gibt es für dich nicht. Nichts wurde geändert. /mod zeigt deine.
mod-already = Das ist schon geschehen. Nichts wurde geändert.
mod-not-now = Der Fall ist schon weiter. Nichts wurde geändert. /mod mit seiner Nummer zeigt, wie es um ihn steht.
mod-stale = Deine Übernahme war vorbei, darum zählte das nicht. Nichts wurde geändert. Übernimm den Fall noch einmal.
mod-taken = Jemand anderes hat diesen Fall in der Hand. Nichts wurde geändert. Seine Karte sagt, bis wann.
mod-involved = Du hast mit jemandem in diesem Fall zu tun, darum entscheiden andere. Nichts wurde geändert.
mod-forbidden = Deine Rolle erlaubt das hier nicht. Nichts wurde geändert. Gib den Fall stattdessen weiter.
mod-needs-words = Das braucht eine Notiz von höchstens { $limit } Zeichen. Nichts wurde geändert. Tipp noch einmal und schreib eine.
mod-not-measured = Das passt nicht zu diesem Fall. Nichts wurde geändert. Fang mit Entscheiden noch einmal an.

## Orte und Rollen

mod-welcome = { $role ->
        [admin] Du richtest ein, wohin Karten gehen: /mod here in einem Kanal oder einer Gruppe.
        [auditor] Du wachst jetzt über das Protokoll. Wer Bauta betreibt, zeigt es dir: bauta audit show.
       *[other] { $role ->
            [triage] Du hilfst jetzt in der Moderation: Du schließt, was klar ist, und gibst das Übrige weiter.
            [moderator] Du gehörst jetzt zur Moderation.
            [senior] Du gehörst jetzt zu den Erfahrenen der Moderation.
            [child-safety] Du kümmerst dich jetzt um den Kinderschutz.
           *[other] Du moderierst jetzt.
        } /mod zeigt deine Fälle; /mod here bringt ihre Karten in diesen Chat.
    }
mod-code-bad = Dieser Code gilt nicht oder nicht mehr. Bitte um einen neuen.
mod-desk-here = Karten von Fällen erscheinen ab jetzt hier. Niemand wird darin genannt. /mod away beendet das.
mod-desk-none = Hierher kommen keine Karten. /mod here ändert das.
mod-desk-not-you = Wohin Karten gehen, kannst du hier nicht bestimmen: Auf einem Server tun das jene, die ihn verwalten dürfen, sonst Admins und Erfahrene der Moderation.
