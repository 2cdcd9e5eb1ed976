### What only people on Discord read.

## Direct messages

in-direct-messages = Das steht in unseren Direktnachrichten. Nur dort sprichst du mit deinem Gegenüber.
direct-messages-closed =
    Ich kann dir nicht direkt schreiben, und dort finden die Gespräche statt. Nichts wurde geändert, und du stehst nicht in der Warteschlange.

    Öffne das Menü dieses Servers, wähle Privatsphäre-Einstellungen und erlaube Direktnachrichten, oder füge mich deinem Konto hinzu (mein Profil, App hinzufügen). Nimm dann noch einmal /find.
direct-messages-here = Hier finden deine Gespräche statt. Sobald ihr zu zweit seid, erreicht alles, was du hier schreibst, dein Gegenüber und sonst niemanden.
not-right-now = Discord ließ mich das gerade nicht tun. Nichts wurde geändert. Bitte versuche es in einer Minute noch einmal.
button-open-chat = Zu unserem Chat

## What commands take

option-interests = Bis zu zehn, mit Kommas: Wandern, Schach
option-setting = Was du ändern willst; leer zeigt alle Einstellungen
option-value = Der neue Wert, etwa en, de oder 27; - nimmt ihn zurück
option-language = Die Sprache, in der ich mit dir spreche
option-words = Was geschehen ist, in deinen Worten
option-reveal = Ein Name, ein @Name, eine Nummer; gezeigt nur, wenn dein Gegenüber auch etwas zeigt
form-title = Zu deiner Meldung
form-words = Was ist geschehen? (nur für die Moderation)

## Words in place of what would lead to somebody

someone = @jemand
some-role = @Rolle
some-channel = #Kanal
some-message = ‹Link zu einer Nachricht›
some-file = ‹Link zu einer Datei›
