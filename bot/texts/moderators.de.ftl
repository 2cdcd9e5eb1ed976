### Deutsch. Was die Moderation in ihren Kanälen und Chats liest; *…* ist fett. ◆ setzt der Code davor.

## Befehle und Formulare: je eine Zeile

command-mod = Für die Moderation: deine Fälle oder der genannte Fall
option-mod = Ein Fall wie 7K2F; here oder away für diesen Kanal
report-message = Melden
form-note-title = Deine Notiz
form-note = Nur für die Moderation, für sonst niemanden
