### Deutsch (German). What people read about where cards of cases go, and where not; *…* is bold. ◆ is put before it by the code.

## With /mod here and /mod away

mod-desk-set = { $scope ->
        [server] Karten von Fällen, die auf diesem Server begannen, kommen ab jetzt hierher und in keinen anderen Kanal von ihm.
        [either] Karten von Fällen kommen ab jetzt hierher: die aller, nicht die dieses Servers. Sollen stattdessen jene hierher kommen, nimm /mod away, dann /mod here server.
       *[global] Karten von Fällen kommen ab jetzt hierher.
    } /mod away beendet das.
mod-desk-away = Hierher kommen keine Karten mehr. Die hier stehen, bleiben, wie sie sind.{ $scope ->
        [server] {" "}Was auf diesem Server wartet, geht an Bautas eigene Moderation, neue Meldungen auch, bis wieder ein Kanal gewählt ist.
       *[global] {""}
    }
mod-desk-lost = Ein Kanal oder eine Gruppe mit Karten ist weg, oder ich darf dort nicht mehr schreiben. Dorthin gehen jetzt keine Karten. { $scope ->
        [server] Was dort wartete, geht an Bautas eigene Moderation. Mit /bauta auf dem Server lässt sich wieder ein Kanal wählen.
       *[global] /mod here richtet einen anderen Ort ein.
    }
mod-desk-other = { $scope ->
        [server] Hierher kommen Karten der eigenen Fälle dieses Servers. Die aller können nicht in denselben Kanal kommen.
       *[global] Hierher kommen Karten der Fälle aller. Die eines Servers können nicht in denselben Kanal kommen.
    } Es wurde nichts geändert. Nimm einen anderen Kanal; oder beende das mit /mod away, wenn du das darfst, und dann wieder /mod here.

## With /bauta

server-moderators = In welchem Kanal sollen Meldungen von diesem Server ankommen, und welche Rolle darf sie bearbeiten? Lass mich diesen Kanal sehen und darin schreiben. Die Moderation sieht Fälle, nie Namen oder Konten. Ohne Kanal, und solange Bauta hier ausgeschaltet ist, bearbeitet sie Bautas eigene Moderation.
server-channel-taken = In diesen Kanal kommen Karten der Fälle aller, die dieses Servers können es also nicht. Es wurde nichts geändert. Wähle einen anderen Kanal, oder lass das dort erst mit /mod away beenden.

## Files that are evidence

exhibits-file = [{ $kind ->
        [photo] Foto
        [video] Video
        [video-note] Videonachricht
        [voice] Sprachnachricht
        [audio] Musik
        [animation] GIF
        [sticker] Sticker
       *[document] Datei
    }{ $kilobytes ->
        [0] {""}
       *[other] , { $kilobytes } kB
    }{ $shown ->
        [below] : steht unten; tippe darauf, wenn du das sehen musst
        [minors] : in einem Fall zum Schutz Minderjähriger wird niemandem ein Bild gezeigt
        [gone] : lässt sich hier nicht oder nicht mehr zeigen
       *[never] : Dateien dieser Art werden nicht gezeigt
    }]
