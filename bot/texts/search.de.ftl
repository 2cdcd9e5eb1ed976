### Deutsch (German). What people read while they wait and once they are paired; *…* is bold. ◆ is put before it by the code.

## Searching

searching =
    Ich suche jemanden für dich … { $waiting ->
        [one] Eine Person wartet
       *[other] { $waiting } Leute warten
    }{ $fit ->
        [0] {""}
        [one] {", "}eine Person davon passt
       *[other] {", "}{ $fit } davon passen
    }. In { $seconds } s erweitere ich die Suche.{ $among }
searching-shared =
    Ich suche jemanden für dich … { $waiting ->
        [one] Eine Person wartet und teilt ein Interesse mit dir
       *[other] { $waiting } Leute warten, { $fit ->
            [0] {""}
            [one] eine Person davon passt,{" "}
           *[other] { $fit } davon passen,{" "}
        }{ $sharing ->
            [one] eine Person teilt
           *[other] { $sharing } teilen
        } ein Interesse mit dir
    } ({ $interests }). In { $seconds } s erweitere ich die Suche.{ $among }
searching-wide =
    Ich suche weiter, jetzt nach allen, die zu deinen Einstellungen passen. { $waiting ->
        [one] Eine Person wartet
       *[other] { $waiting } Leute warten
    }{ $fit ->
        [0] {""}
        [one] {", "}eine Person davon passt
       *[other] {", "}{ $fit } davon passen
    }.{ $among }
searching-alone =
    Gerade ist niemand da. Ich suche noch { $minutes ->
        [one] eine Minute
       *[other] { $minutes } Minuten
    } weiter.{ $among }
searching-nobody-fits =
    { $waiting ->
        [one] Eine Person wartet, passt aber nicht.
       *[other] { $waiting } Leute warten, aber niemand passt.
    } Ich suche noch { $minutes ->
        [one] eine Minute
       *[other] { $minutes } Minuten
    } weiter.{ $among }
searching-still =
    Soll ich weitersuchen? Bisher kam niemand Passendes. Sonst höre ich in { $minutes ->
        [one] einer Minute
       *[other] { $minutes } Minuten
    } auf.{ $among }
search-over = Eine ganze Weile kam niemand Passendes, darum habe ich die Suche beendet. Versuch es wieder, wann immer du magst.
search-stopped = Ich habe die Suche beendet. /find beginnt eine neue.
search-lost = Du warst weg, darum habe ich die Suche beendet. /find beginnt eine neue.
search-closed = Diese Suche ist zu Ende.
search-done = Jemand ist da.
already-searching = Ich suche schon. { $waiting ->
        [0] Außer dir wartet noch niemand.
        [one] Außer dir wartet eine Person.
       *[other] Außer dir warten { $waiting } Leute.
    } /stop beendet die Suche.
already-talking = Du bist mitten in einem Chat. /next sucht jemand Neues, /stop beendet den Chat.
nothing-to-stop = Gerade läuft nichts. /find sucht dir jemanden zum Reden.
no-server = Du möchtest nur Leute von deinem Discord-Server treffen, aber ich kenne keinen Server von dir, darum kann niemand passen. Ich suche nicht. Benutze /find auf dem Server, oder nimm den Wunsch zurück: /settings near -

## To be told

alert-set =
    Ich habe die Suche beendet. Wenn in den nächsten { $hours ->
        [one] 60 Minuten
       *[other] { $hours } Stunden
    } jemand Passendes zu suchen beginnt, sage ich dir Bescheid, ein einziges Mal. /find sucht sofort.
alert-now = Gerade sucht jemand, der zu dir passt.
alert-forgotten = Ich sage dir nicht Bescheid, wenn jemand kommt. /find sucht dir jemanden.

## Paired

paired = Du redest jetzt mit einer fremden Person. Ihr mögt beide { $interests }. Sag Hallo.
paired-near = Du redest jetzt mit einer fremden Person. Du magst { $interests }, und dein Gegenüber mag etwas Ähnliches. Sag Hallo.
paired-widened = Du redest jetzt mit einer fremden Person. Es kam niemand mit einem gemeinsamen Interesse, darum habe ich die Suche erweitert. Frag, was den Tag schön gemacht hat.
paired-nothing-shared = Du redest jetzt mit einer fremden Person. Noch habt ihr nichts gemeinsam. Frag, was den Tag schön gemacht hat.
