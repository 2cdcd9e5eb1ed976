### What only people on Discord read.

## Direct messages

in-direct-messages = That is in our direct messages. Only there you talk with your partner.
direct-messages-closed =
    I can't write to you directly, and that is where chats happen. Nothing was changed, and you are not in the line.

    Open this server's menu, choose Privacy Settings and allow direct messages, or add me to your account (my profile, Add App). Then use /find again.
direct-messages-here = This is where your chats happen. Once you are paired, everything you write here reaches your partner and nobody else.
not-right-now = Discord did not let me do that right now. Nothing was changed. Please try again in a minute.
button-open-chat = Open our chat

## What commands take

option-interests = Up to ten, with commas: hiking, chess
option-setting = What to change; leave it empty to see all settings
option-value = The new value, such as en, de or 27; - takes it back
option-language = The language I speak to you
option-words = What happened, in your own words
option-reveal = A name, an @name, a number; shown only if your partner shows something, too
form-title = Add to your report
form-words = What happened? (for the moderators only)

## Words in place of what would lead to somebody

someone = @someone
some-role = @role
some-channel = #channel
some-message = ‹link to a message›
some-file = ‹link to a file›
