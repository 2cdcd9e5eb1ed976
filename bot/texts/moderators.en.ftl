### English. What moderators read in their channels and chats; *…* is bold. ◆ is put before it by the code.

## Commands and forms: one line each

command-mod = For moderators: your cases, or the case you name
option-mod = A case such as 7K2F; here or away for this channel
report-message = Report
form-note-title = Your note
form-note = For moderators only; never shown to others
