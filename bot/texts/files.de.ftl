### Deutsch. Was über Dateien gesagt wird, über das Zurücknehmen und über Gefühle.

file-too-large = Das ist zu groß: Höchstens { $megabytes } MB gehen durch. Es wurde nicht weitergegeben; schick etwas Kleineres.
file-too-many-pixels = Dieses Bild ist zu groß, um bereinigt zu werden. Es wurde nicht weitergegeben; schick ein kleineres.
file-too-long = Das ist zu lang, um bereinigt zu werden. Es wurde nicht weitergegeben; schick etwas Kürzeres.
file-broken = { $kind ->
        [photo] Dieses Foto
        [video] Dieses Video
        [voice] Diese Aufnahme
       *[other] Diese Datei
    } ließ sich nicht lesen und wurde darum nicht weitergegeben. Versuch es mit einer anderen.
file-no-tool = { $kind ->
        [video] Videos
        [video-note] Videonachrichten
        [voice] Sprachnachrichten
        [audio] Musik
        [animation] GIFs
        [sticker] Sticker dieser Art
       *[other] Dateien dieser Art
    } können hier nicht weitergegeben werden, weil sie sich nicht von dem bereinigen lassen, was verrät, von wem sie sind. Text und Fotos gehen.
file-not-cleanable = Dateien dieser Art werden nicht weitergegeben, weil sie verraten können, von wem sie sind. Schick es als Text oder als Bild, wenn du magst.
file-busy = Gerade ist zu viel los, darum wurde das nicht weitergegeben. Schick es bitte in einer Minute noch einmal.

delete-not-passed = Das ließ sich nicht zurücknehmen: Dein Gegenüber sieht es noch.
delete-what = Antworte mit /del auf eine deiner Nachrichten aus diesem Gespräch, dann verschwindet sie auf beiden Seiten.
reacted = Dein Gegenüber reagiert darauf: { $emoji }
forwarded = ↪ weitergeleitet
