### Deutsch. Meldungen, was gegen jemanden gilt, und Einsprüche; *…* ist fett. ◆ setzt der Code davor.
### MOMENT($at) ist Tag und Uhrzeit in Worten, AWAY($seconds) wie lange es noch ist („in 2 Tagen“).

## Report

report-why = Worum geht es? Tippe an, was am besten passt. Erst mit dem zweiten Tippen wird etwas abgeschickt.
report-what = *{ $reason }*. Was war es genauer? Sobald du es antippst, geht die Meldung ab, der Chat endet, und ihr begegnet euch nicht wieder.
report-whom = Um welchen Chat geht es? Das sind deine Chats der letzten 72 Stunden.
report-own-message = Das ist eine deiner eigenen Nachrichten. Um etwas zu melden, antworte mit /report auf eine Nachricht deines Gegenübers. Du kannst auch den ganzen Chat melden.
report-unknown-message = Ich kann nicht erkennen, zu welchem Chat diese Nachricht gehört: Sie ist von mir oder älter als 72 Stunden. Einen Chat der letzten 72 Stunden kannst du melden.
report-too-often =
    Du hast in kurzer Zeit mehrere Meldungen geschickt, darum muss diese warten: Du kannst sie { AWAY($left) } schicken. Nichts davon wird dir angelastet.

    Blockieren geht sofort: Dann begegnet ihr euch nicht wieder.
nobody-to-report = Aus den letzten 72 Stunden gibt es keinen Chat, den du melden könntest. Was hier gilt, steht unter /rules.
reported =
    Danke. Meldung *{ $number }*. Der Chat ist beendet, und ihr begegnet euch nicht wieder. Von mir erfährt niemand, von wem die Meldung kam.

    Als Nächstes sieht sie sich jemand aus der Moderation an. Du hörst von mir, was daraus geworden ist.
reported-danger =
    Danke, dass du hinsiehst. Meldung *{ $number }*. Sie beschuldigt niemanden und hat für dein Gegenüber keine schlechten Folgen; jemand aus der Moderation sieht sie sich bald an. Der Chat ist beendet. Von mir erfährt niemand, von wem die Meldung kam.

    Du hörst von mir, was daraus geworden ist.
reported-again = Das hast du schon gemeldet: Es ist Meldung *{ $number }*. Der Chat ist beendet, und ihr begegnet euch nicht wieder. Du hörst von mir, was daraus geworden ist.
report-words = Schreib in einer Nachricht, was passiert ist, höchstens { $limit } Zeichen. Nur die Moderation liest sie.
report-words-added = Danke, das gehört jetzt zur Meldung *{ $number }*.
report-words-too-long = Das sind mehr als { $limit } Zeichen. Nichts wurde hinzugefügt. Bitte kürze es und schick es noch einmal.
report-words-full = Nichts wurde hinzugefügt: In Meldung *{ $number }* { $left ->
        [0] ist kein Platz mehr
        [one] ist noch Platz für ein Zeichen
       *[other] ist noch Platz für { $left } Zeichen
    }.
report-words-not-kept = Deine Worte kamen nicht mehr zu Meldung *{ $number }*: Sie ist voll oder schon entschieden.
report-words-late = Es gibt keine Meldung mehr, zu der das gehören könnte. /report beginnt eine neue.
outcome-acted = Zu deiner Meldung *{ $number }*: Jemand aus der Moderation hat sie sich angesehen, und wir haben etwas unternommen. Danke, dass du Bescheid gegeben hast.
outcome-no-violation = Zu deiner Meldung *{ $number }*: Jemand aus der Moderation hat sie sich angesehen und nichts gefunden, was gegen die Regeln verstößt. Ihr begegnet euch trotzdem nicht wieder. Danke, dass du Bescheid gegeben hast.
outcome-unverified = Zu deiner Meldung *{ $number }*: Jemand aus der Moderation hat sie sich angesehen, konnte aber nicht prüfen, was passiert ist. Ihr begegnet euch trotzdem nicht wieder. Danke, dass du Bescheid gegeben hast.
help-card =
    { "*" }Hilfe, sofort und vertraulich*

    In unmittelbarer Gefahr: Ruf den Notruf bei dir vor Ort ({ $emergency }).
    Um mit jemandem zu reden, für dich oder für die andere Person, in jedem Land: { $directory }{ $lines }

    Du musst das nicht allein lösen.

## What holds against somebody

sanction-warning =
    { "*" }Eine Verwarnung.* Grund: { $reason }{ $rule ->
        [0] {""}
       *[other] , Regel { $rule }
    }. Du kannst weitermachen; bitte achte auf die Regeln. Kommt es wieder vor, kostet das für eine Weile den Zugang.

    { $appeal }
sanction-pause =
    Du kannst bis *{ MOMENT($until) }* (UTC; { AWAY($left) }) weder suchen noch chatten. Grund: { $reason }{ $rule ->
        [0] {""}
       *[other] , Regel { $rule }
    }.

    { $appeal }
sanction-limit =
    Deine Suche ist bis *{ MOMENT($until) }* (UTC; { AWAY($left) }) eingeschränkt: Du begegnest nur Menschen, deren Suche auch eingeschränkt ist. Grund: { $reason }{ $rule ->
        [0] {""}
       *[other] , Regel { $rule }
    }.

    { $appeal }
sanction-ban =
    Du kannst nicht mehr suchen oder chatten. Grund: { $reason }{ $rule ->
        [0] {""}
       *[other] , Regel { $rule }
    }.{ $review ->
        [0] {""}
       *[other] {" "}Am { MOMENT($review) } (UTC) wird das noch einmal angesehen.
    }

    { $appeal }
sanction-hold =
    Du kannst weder suchen noch chatten, bis sich jemand angesehen hat, was gemeldet wurde{ $until ->
        [0] {""}
       *[other] , längstens bis *{ MOMENT($until) }* (UTC; { AWAY($left) })
    }. Es geht um: { $reason }{ $rule ->
        [0] {""}
       *[other] , Regel { $rule }
    }. Noch ist nichts entschieden, und dir wird nichts angelastet.

    { $appeal }
sanction-exclusion =
    Die Moderation eines Discord-Servers hat dich{ $until ->
        [0] {""}
       *[other] {" "}bis *{ MOMENT($until) }* (UTC; { AWAY($left) })
    } aus dessen Kreis ausgeschlossen: Von dort aus triffst du niemanden. Überall sonst ändert sich nichts. Grund: { $reason }{ $rule ->
        [0] {""}
       *[other] , Regel { $rule }
    }.

    { $appeal }
sanction-over = Was gegen dich galt, ist vorbei. /find sucht dir jemanden zum Reden.
search-limited = Deine Suche ist{ $until ->
        [0] {""}
       *[other] {" "}bis { MOMENT($until) } (UTC; { AWAY($left) })
    } eingeschränkt: Du begegnest nur Menschen, deren Suche auch eingeschränkt ist. Warum, und wie du Einspruch erhebst, steht unter /status.

## Another look

appeal-open = Du kannst bis { MOMENT($last) } (UTC) darum bitten, dass jemand anderes es noch einmal ansieht: [Einspruch]. Die Regeln stehen unter /rules; /status zeigt dir das noch einmal.
appeal-waits = Du hast Einspruch erhoben. Bis { MOMENT($looked) } (UTC) hat es sich jemand anderes angesehen, und du hörst von mir.
appeal-upheld = Jemand anderes hat es sich noch einmal angesehen und es dabei belassen.
appeal-closed = Die Zeit für einen Einspruch ist vorbei. Die Regeln stehen unter /rules.
appeal-needless = Du musst nichts tun: Jemand sieht es sich auf jeden Fall an, und du hörst von mir. /status zeigt dir das noch einmal.
appeal-under-way = Es wird gerade noch einmal angesehen, und du hörst von mir.
appeal-write = Schreib in einer Nachricht, warum anders entschieden werden soll, höchstens { $limit } Zeichen. Jemand, der es nicht entschieden hat, liest sie, und sonst niemand. Das geht nur einmal.
appeal-too-long = Das sind { $length } Zeichen, und höchstens { $limit } passen. Nichts wurde abgeschickt. Bitte kürze es und schick es noch einmal.
appealed = Danke, notiert. Bis *{ MOMENT($looked) }* (UTC) hat es sich jemand angesehen, der es nicht entschieden hat. Du hörst von mir, was daraus geworden ist; /status zeigt, wie es steht.
not-appealed-again = Dagegen hast du schon Einspruch erhoben, und das geht nur einmal. /status zeigt, wie es steht.
not-appealed-late = Die Zeit für einen Einspruch dagegen ist vorbei.
not-appealed-now = Das wird gerade noch einmal angesehen. Du hörst von mir und kannst danach Einspruch erheben.
not-appealed-over = Das ist schon vorbei: Nichts davon gilt noch.
not-appealed-hold = Du musst nicht darum bitten: Jemand sieht es sich auf jeden Fall an, und du hörst von mir.
ruling-upheld = Jemand anderes hat sich deinen Einspruch angesehen. Es bleibt bei der Entscheidung.
ruling-overturned =
    Jemand anderes hat es sich noch einmal angesehen: *Die Entscheidung war falsch.* Sie ist aufgehoben, wird dir nicht mehr angelastet, und es tut uns leid. { $others ->
        [0] /find sucht dir jemanden zum Reden.
       *[other] Etwas anderes gilt noch; /status zeigt es.
    }
ruling-modified = Jemand anderes hat es sich noch einmal angesehen: *Die Entscheidung war zu hart.* Ab jetzt gilt etwas Milderes{ $others ->
        [0] .
       *[other] ; was sonst noch gilt, zeigt /status.
    }

## Buttons and forms

button-add-words = Ein paar Worte dazu
button-report-chat = Diesen Chat melden
button-report-again = Noch einmal schicken
button-appeal = Einspruch
form-appeal-title = Um einen zweiten Blick bitten
form-appeal = Warum soll anders entschieden werden?

## Reasons, and what it was more exactly

reason-harassment = Beleidigung oder Belästigung
reason-sexual = Unerwünschte sexuelle Inhalte
reason-minor = Minderjährig oder Gefahr für Kinder
reason-threats = Drohung oder Gewalt
reason-hate = Hass gegen eine Gruppe
reason-self-harm = Gefahr der Selbstverletzung
reason-spam = Verkauf, Spam oder Betrug
reason-private-data = Private Daten
reason-other = Etwas anderes
detail-insults = Beleidigungen
detail-pressure = Bedrängen oder Druck
detail-mockery = Spott oder Mobbing
detail-sexual-words = Sexuelle Nachrichten
detail-sexual-pictures = Sexuelle Bilder oder Filme
detail-sexual-demands = Forderung von Bildern oder Treffen
detail-under-age = Wirkt jünger als 18
detail-seeks-minors = Sucht Minderjährige
detail-abuse-material = Bilder von Kindesmissbrauch
detail-violence = Drohung mit Gewalt
detail-blackmail = Erpressung
detail-threat-to-others = Drohung gegen andere
detail-origin = Gegen Herkunft oder Hautfarbe
detail-religion = Gegen eine Religion
detail-gender = Gegen Geschlecht oder Sexualität
detail-disability = Gegen Behinderung oder Krankheit
detail-in-danger = Könnte sich etwas antun
detail-urges-harm = Drängt andere zur Selbstverletzung
detail-ads = Verkauf oder Werbung
detail-scam = Betrug
detail-robot = Ein Roboter, kein Mensch
detail-my-data = Hat oder verbreitet Daten über mich
detail-data-of-others = Verbreitet private Daten anderer
detail-asks-for-data = Verlangt private Daten
detail-ban-evasion = Umgeht eine Sperre
detail-illegal = Etwas gegen das Gesetz
detail-else = Nichts davon
