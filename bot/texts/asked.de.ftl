### Deutsch. Was die Moderation neben ihren Fällen gefragt wird, und was sonst mit einem Fall geht; *…* ist fett.

## Eine zweite Person

the-operator = Wer Bauta betreibt
mod-request =
    { "*" }Fall { $case }: Es braucht eine zweite Person*
    { $who } möchte { $action ->
        [unmask] wissen, um wessen Konto es geht
       *[other] alles, was davon aufbewahrt ist, in eine Datei schreiben
    }. Jemand anders, der das auch darf, stimmt zu oder nicht, bis { $until } (UTC). Zustimmen zeigt dir zuerst den Grund.
mod-request-done =
    { "*" }Fall { $case }: Es brauchte eine zweite Person*
    { $who } wollte { $action ->
        [unmask] wissen, um wessen Konto es geht
       *[other] alles, was davon aufbewahrt ist, in eine Datei schreiben
    }. { $answer ->
        [agreed] { $by } hat zugestimmt: Es geht einmal.
        [declined] { $by } hat abgelehnt: Es geschieht nicht.
       *[other] Niemand hat rechtzeitig geantwortet: Es geschieht nicht, außer es wird noch einmal gefragt.
    }
mod-request-why =
    { "*" }Fall { $case }: Stimmst du zu?*
    { $who } möchte { $action ->
        [unmask] wissen, um wessen Konto es geht
       *[other] alles, was davon aufbewahrt ist, in eine Datei schreiben
    }. { $noted ->
        [0] Der Grund ist nicht mehr aufbewahrt.
       *[other] Der Grund: { $note }
    }
    Stimmst du zu, so geht es einmal, bis { $until } (UTC). Deine Antwort steht im Protokoll.
mod-request-own = Darum hast du selbst gebeten, also antwortet jemand anders. Nichts wurde geändert.
mod-agreed = Fall { $case }: Du hast zugestimmt. Es geht einmal, bis { $until } (UTC).
mod-declined = Fall { $case }: Du hast abgelehnt. Es geschieht nicht.
button-mod-agree = Zustimmen
button-mod-agree-sure = Ja, ich stimme zu
button-mod-decline = Ablehnen
button-mod-request = { $case } · { $action ->
        [unmask] wessen Konto
       *[other] in eine Datei
    }

## Was kein Ende hat

mod-review =
    { "*" }{ $case ->
        [none] Aus der Zeit vor den Fällen
       *[other] Fall { $case }
    }: Bleibt es dabei?*
    { $measure ->
        [exclusion] Jemand ist von einem Server ausgeschlossen
       *[other] Jemand ist gesperrt
    }, Grund: { $reason }, seit { $since } und ohne Ende. Dass du gefragt wirst, erfährt die Person nicht.
mod-review-done =
    { "*" }{ $case ->
        [none] Aus der Zeit vor den Fällen
       *[other] Fall { $case }
    }: Bleibt es dabei?*
    { $measure ->
        [exclusion] Jemand war von einem Server ausgeschlossen
       *[other] Jemand war gesperrt
    }, Grund: { $reason }, seit { $since } und ohne Ende. { $answer ->
        [agreed] Es bleibt dabei; gefragt wird wieder in { $days } Tagen.
       *[other] Es ist aufgehoben.
    }
mod-review-sure = { $case ->
        [none] Aus der Zeit vor den Fällen
       *[other] Fall { $case }
    }: { $measure ->
        [exclusion] Der Ausschluss vom Server
       *[other] Die Sperre
    } endet sofort, und die Person erfährt es. Der Grund war: { $reason }. Aufheben?
mod-review-kept = Es bleibt dabei. In { $days } Tagen wirst du wieder gefragt.
mod-review-lifted = Es ist aufgehoben. Die Person erfährt, dass es vorbei ist.
button-mod-lift-sure = Ja, aufheben
button-mod-review = { $case ->
        [none] –
       *[other] { $case }
    } · { $measure ->
        [exclusion] Ausschluss
       *[other] Sperre
    }

## Was sonst wartet, und auf wen

mod-asked = { $requests ->
        [0] {""}
        [one] Etwas wartet auf eine zweite Person.{" "}
       *[other] { $requests } Anliegen warten auf eine zweite Person.{" "}
    }{ $reviews ->
        [0] {""}
        [one] Eine Sperre oder ein Ausschluss ist noch einmal anzusehen.{" "}
       *[other] { $reviews } Sperren und Ausschlüsse sind noch einmal anzusehen.{" "}
    }Tipp darauf, um es zu sehen.
mod-for-others = Das beantworten andere: Erfahrene, oder der Kinderschutz, wo es seine Sache ist. Nichts wurde geändert.

## Was sonst mit einem Fall geht

mod-quarantined = Fall { $case } ist jetzt beim Kinderschutz: Nur der arbeitet daran.
mod-preserved = Fall { $case } ist für Behörden aufbewahrt: Ein Jahr lang geht nichts davon. Zu entscheiden ist er noch.
mod-merge = Fall { $case }: Wo geht er weiter? In all diesen geht es um dieselbe Person.
mod-merge-none = In keinem anderen offenen Fall geht es um dieselbe Person, oder in keinem, den du bearbeiten darfst. Nichts wurde geändert.
mod-merged = Fall { $case } geht in Fall { $into } weiter, mit allem, was gemeldet wurde.
mod-reopened = Fall { $case } ist wieder offen: { $queue }. Was gilt, gilt weiter, bis neu entschieden ist.
mod-lift-case = Fall { $case }: Was daraus folgte, endet sofort, und die Person erfährt es. Aufheben?
mod-lifted = Was aus Fall { $case } folgte, ist aufgehoben. Die Person erfährt, dass es vorbei ist.
mod-held = { $on ->
        [0] Fall { $case } wird nicht mehr festgehalten: Was seine Zeit gehabt hat, geht binnen einer Stunde.
       *[other] Fall { $case } wird festgehalten: Nichts davon geht, bis das aufgehoben wird.
    }
button-mod-quarantine = An den Kinderschutz
button-mod-preserve = Aufbewahren
button-mod-merge = Zusammenlegen
button-mod-reopen = Wieder öffnen
button-mod-lift = Aufheben
button-mod-hold = { $on ->
        [0] Nicht mehr festhalten
       *[other] Festhalten
    }

## Wie ein Fall steht

state-new = neu
state-queued = wartet
state-claimed = in jemandes Hand
state-escalated = weitergegeben
state-quarantined = beim Kinderschutz
state-decided = entschieden
state-appealed = mit Einspruch
state-claimed-appeal = Einspruch in jemandes Hand
state-legal-hold = für Behörden aufbewahrt
state-merged = in einem anderen Fall aufgegangen
state-sealed = entschieden, ohne Worte
state-purged = gelöscht
