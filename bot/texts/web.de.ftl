### Deutsch (German). The web page's own words. Names in braces are filled by the page's script; plural forms are messages of their own.

## The page

web-name = Bauta
web-description = Bauta bringt dich mit einer fremden Person ins Gespräch, immer zu zweit. Keine Seite erfährt, wer die andere ist.
web-tagline = Rede mit einer fremden Person, zu zweit. Keine Seite erfährt, wer die andere ist.
web-no-script-title = Rede mit einer fremden Person
web-no-script = Diese Seite braucht JavaScript, um das Gespräch zu führen. Bitte schalte es für diese Seite ein und lade sie neu. Von anderswo wird nichts geladen.
web-skip = Zu den Bedienelementen springen
web-main = Gespräch und Regeln
web-controls = Bedienelemente
web-languages = Sprache
web-close = Schließen
web-cancel = Abbrechen
web-you = Du
web-stranger = Gegenüber
web-host = Bauta

## The state in words

web-status-connecting = Verbinde …
web-status-stopped = Nicht verbunden
web-status-new = Bevor es losgeht
web-status-locked = Geschlossen
web-status-idle = Kein Gespräch
web-status-looking = Suche
web-status-waiting-one = Suche · {"{"}count{"}"} wartet
web-status-waiting-other = Suche · {"{"}count{"}"} warten
web-status-talking = Im Gespräch
web-status-shared = Im Gespräch · ihr mögt beide {"{"}interests{"}"}
web-status-leaving = Gespräch endet …
web-title-waiting = Suche
web-title-talking = Im Gespräch

## The connection

web-lost = Verbindung verloren. Deine Nachrichten bleiben erhalten und werden gesendet, sobald sie wieder da ist.
web-unreachable = Bauta ist gerade nicht erreichbar. Neuer Versuch läuft …
web-elsewhere-title = In einem anderen Tab geöffnet
web-elsewhere = Dieses Gespräch geht in einem anderen Tab oder Fenster weiter. Es lässt sich immer nur an einer Stelle benutzen.
web-use-here = Hier benutzen
web-start-fresh = Hier als jemand Neues beginnen
web-refused-title = Die Verbindung wurde abgelehnt
web-refused = Bauta hat diese Verbindung beendet, weil es nicht verstanden hat, was die Seite gesendet hat. Was als gesendet markiert war, ist nicht verloren.
web-try-again = Noch einmal versuchen

## Rules and age

web-rules-title = Rede mit einer fremden Person
web-rules-what = Bauta bringt dich mit einer fremden Person ins Gespräch, immer zu zweit. Keine Seite erfährt, wer die andere ist.
web-rules-kind = Sei freundlich. Blockieren und melden kannst du jederzeit, auch danach.
web-rules-never = Nichts Sexuelles, um das dein Gegenüber nicht gebeten hat, keine Drohungen, kein Hass, keine Verkäufe, keine persönlichen Daten anderer.
web-rules-cost = Wer die Regeln bricht, verliert den Zugang.
web-rules-kept = Gespräche werden nicht gespeichert; nur die letzten Nachrichten bleiben kurz und verschlüsselt da, damit eine Meldung geprüft werden kann. Im Menü unter „Datenschutz“ steht, was gespeichert wird und wie lange.
web-rules-ask = Bist du mindestens 18, und akzeptierst du die Regeln?
web-agree = Ja, beides
web-decline = Nein
web-locked-title = Mach’s gut
web-locked = Die Tür ist hier geschlossen. Im Menü stehen weiter die Regeln und was gespeichert ist, und du kannst deine Daten exportieren oder löschen.
web-why = Warum ist das so?

## Interests and the search

web-idle-title = Wer wird es sein?
web-interests = Interessen (freiwillig)
web-interests-placeholder = Schach, Wandern, Tee …
web-interests-hint = Enter oder ein Komma fügt eines hinzu. Wer eines mit dir teilt, begegnet dir eher.
web-interests-chosen = Deine Interessen
web-interest-remove = {"{"}interest{"}"} entfernen
web-interest-removed = {"{"}interest{"}"} entfernt
web-interests-too-many = Das sind mehr als {"{"}limit{"}"} Interessen. Entferne zuerst eines.
web-interest-too-long = Das ist zu lang: {"{"}length{"}"} Zeichen; höchstens {"{"}limit{"}"} passen.
web-find = Jemanden suchen
web-waiting-title = Suche jemanden …
web-stop = Beenden
web-next = Weiter

## The conversation

web-log = Gespräch
web-messages = Nachrichten
web-earlier = Früheres Gespräch
web-history-lost = Du redest noch mit derselben Person. Frühere Nachrichten werden nicht gezeigt, denn diese Seite behält sie nur, bis sie neu geladen wird.
web-typing = Dein Gegenüber schreibt …
web-unread-one = {"{"}count{"}"} neue Nachricht
web-unread-other = {"{"}count{"}"} neue Nachrichten
web-reply = Antworten
web-reply-gone = Eine frühere Nachricht
web-quote-jump = Antwort auf {"{"}name{"}"}: {"{"}text{"}"}. Zu dieser Nachricht gehen.
web-spoiler = Verborgener Text. Zeigen.
web-save = {"{"}name{"}"} speichern

## Writing

web-compose = Nachricht schreiben
web-compose-answer = Bauta antworten
web-send = Senden
web-answering = Antwort auf {"{"}name{"}"}
web-answering-cancel = Nicht auf diese Nachricht antworten
web-left = Noch {"{"}count{"}"} Zeichen
web-too-long = Das sind {"{"}over{"}"} Zeichen zu viel; höchstens {"{"}limit{"}"} passen. Es wurde nichts gesendet.
web-too-much-waiting = Es wartet schon zu viel darauf, gesendet zu werden. Bitte warte, bis die Verbindung wieder da ist.
web-sending = Wird gesendet
web-sent = Gesendet
web-failed = Nicht zugestellt.
web-room-over = Das Gespräch war vorbei, bevor das gesendet werden konnte.
web-unsent-lost = Etwas, das du geschrieben hast, wurde nicht gesendet: Das Gespräch war vorbei.

## Files, and what is recorded

web-kind-photo = Foto
web-kind-video = Video
web-kind-video-note = Rundes Video
web-kind-voice = Sprachnachricht
web-kind-audio = Tonaufnahme
web-kind-animation = Animation
web-kind-sticker = Sticker
web-kind-document = Datei
web-kind-poll = Umfrage
web-file-own = {"{"}file{"}"} von dir
web-file-stranger = {"{"}file{"}"} von deinem Gegenüber
web-album = {"{"}count{"}"} Bilder und Videos
web-photo-open = {"{"}photo{"}"}. Groß öffnen.
web-uncover = Verborgen: {"{"}file{"}"}. Zeigen.
web-uncover-short = Zum Öffnen tippen
web-animation-play = Animation abspielen
web-play = Abspielen
web-pause = Anhalten
web-position = Stelle in: {"{"}file{"}"}
web-poll-one = Eine Umfrage. Antworte mit eigenen Worten.
web-poll-several = Eine Umfrage mit mehreren Antworten. Antworte mit eigenen Worten.
web-arriving = {"{"}file{"}"} kommt gerade an …
web-attach = Bilder, Videos, Ton oder Textdateien anfügen
web-attached-list = Bereit zum Senden
web-attached = {"{"}file{"}"}, bereit zum Senden
web-attached-cover = Bilder und Videos verdecken, bis jemand darauf tippt
web-attached-remove = Entfernen: {"{"}file{"}"}
web-drop = Dateien loslassen, um sie anzufügen
web-file-reading = Wird gelesen …
web-file-unreadable = Diese Datei lässt sich nicht lesen.
web-file-empty = Diese Datei ist leer.
web-file-kind = Dateien dieser Art lassen sich nicht senden: Sie könnten verraten, wer du bist. Bilder, Videos, Ton und einfacher Text gehen.
web-file-too-large = Diese Datei ist größer als 8 MB. Wähle eine kleinere.
web-files-too-many = In eine Nachricht passen höchstens {"{"}limit{"}"} Dateien. Der Rest wurde weggelassen.
web-file-lost = Eine Datei wurde nicht gesendet: Die Seite wurde neu geladen, bevor sie unterwegs war.
web-photo-unreadable = Dieses Bild lässt sich nicht lesen. Versuch es als JPEG oder PNG.
web-photo-too-large = Dieses Bild ist auch verkleinert größer als 8 MB. Wähle ein anderes.
web-voice-record = Sprachnachricht aufnehmen
web-voice-recording = Aufnahme läuft
web-voice-send = Sprachnachricht senden
web-voice-cancel = Aufnahme verwerfen
web-voice-asking = Der Browser fragt, ob diese Seite das Mikrofon benutzen darf.
web-voice-forbidden = Das Mikrofon ist für diese Seite nicht erlaubt, deshalb wurde nichts aufgenommen. In den Einstellungen des Browsers für diese Seite lässt es sich erlauben.
web-voice-none = Es ließ sich kein Mikrofon benutzen, deshalb wurde nichts aufgenommen.

## What can be done with a message

web-more = Mehr zu dieser Nachricht
web-edit = Bearbeiten
web-editing = Deine Nachricht bearbeiten
web-editing-cancel = So lassen, wie sie war
web-edit-empty = Davon ist nichts übrig. Schreib etwas, oder lösche stattdessen die Nachricht.
web-edited = bearbeitet
web-delete = Löschen
web-deleted = Gelöscht.
web-deleted-message = Gelöschte Nachricht
web-react = Reaktion
web-react-with = Mit {"{"}emoji{"}"} reagieren
web-reaction-back = {"{"}emoji{"}"} zurücknehmen
web-reaction-own = Deine Reaktion: {"{"}emoji{"}"}. Zurücknehmen.
web-reaction-stranger = Reaktion deines Gegenübers: {"{"}emoji{"}"}
web-reaction-earlier = {"{"}emoji{"}"} von deinem Gegenüber, zu einer früheren Nachricht

## Menu

web-menu = Menü
web-menu-settings = Einstellungen
web-menu-reveal = Zeigen, wer wir sind, wenn wir beide wollen
web-menu-rules = Regeln
web-menu-privacy = Datenschutz
web-menu-help = Hilfe
web-menu-export = Meine Daten exportieren
web-menu-delete = Meine Daten löschen

## Block and report

web-block = Blockieren
web-report = Melden
web-report-title = Dieses Gespräch melden
web-report-lead = Das Gespräch endet, und ihr begegnet euch nicht wieder. Bauta verrät nicht, von wem die Meldung kam.
web-report-reason = Worum geht es?
web-report-detail = Was war es genauer?
web-report-sends = Mit der Auswahl geht die Meldung ab.
web-report-words = Mit eigenen Worten (freiwillig)
web-report-count = {"{"}count{"}"} von {"{"}limit{"}"} Zeichen
web-report-words-long = Höchstens {"{"}limit{"}"} Zeichen passen hier.

## What the server did not take, said at the message

web-refused-malformed = Das konnte nicht gelesen werden und wurde nicht gesendet. Wenn das noch einmal passiert, lade die Seite neu.
web-refused-too-large = Das ist zu groß und wurde nicht gesendet.
web-refused-too-fast = Das ging zu schnell und wurde nicht gesendet. Warte einen Augenblick und sende es noch einmal.
web-refused-file = Die Datei ist nicht vollständig angekommen und wurde nicht gesendet. Sende sie noch einmal.
