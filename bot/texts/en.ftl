### English. The words of the bot; *…* is bold. The sign ◆ is put before each notice by the code.
### A line inside a message can't begin with a star (Fluent would take it for a variant): write { "*" } there.

## First contact and the account

rules-ask =
    { "*" }Bauta* pairs you with a stranger to talk, one to one. Neither of you learns who the other is.

    Be kind. Nothing sexual with people who did not ask for it, no threats, no hate, no selling, no personal data of others. Breaking the rules costs access. You can block and report at any time, also afterwards.

    Chats are not stored; the last messages are kept for a short while, encrypted, so that a report can be checked. /privacy tells all of it.

    { "*" }Are you 18 or older, and do you accept the rules?*
welcome =
    Welcome. /find looks for somebody to talk to; add interests if you like: /find hiking, chess

    /help shows everything you can do.
welcome-back = Good to see you. /find looks for somebody to talk to. /help shows everything you can do.
declined = Then this door stays closed for your account. Take care. /delete erases everything but the mark that keeps it closed.
locked = You answered No to age and rules, so the door stays closed for your account. /privacy and /delete still work.
rules =
    { "*" }The rules*

    1. You are 18 or older.
    2. Be kind: no insults, no hate, no threats.
    3. Nothing sexual with people who did not ask for it.
    4. No selling, no advertising, no begging.
    5. No personal data of others, and be careful with your own.
    6. Nothing that is against the law.
    7. No way around a pause or a ban.

    Breaking them costs access. /block and /report work during a chat and for 72 hours after it.
privacy =
    { "*" }What is stored, and for how long*

    · Where messages reach you, encrypted, and a fingerprint of it to recognise you. Your partner never sees either.
    · Your interests and settings, encrypted, until you change or delete them.
    · A fingerprint of the Discord server you used a command in last, encrypted, until you use one in another or delete it.
    · That you look for somebody, encrypted, until it is over; that you want to be told when somebody comes, 24 hours at most.
    · Messages only on their way, encrypted, until they are delivered. After that they are gone here; what your messenger keeps is up to it.
    · A message you are asked about before it goes on, encrypted: until you answer, the chat ends, or one hour at most.
    · What you would show with /reveal, encrypted: until you both have shown something, you take it back, or the chat ends.
    · Which message answers which, without words: 72 hours.
    · Who talked with whom, without names or words, so that you can block and report: 72 hours after the chat.
    · So that a report can be checked: the last 30 messages of a chat, encrypted, until 30 minutes after its end; and a code for each message that nobody can read, 72 hours. Of a reported chat they stay with the report.
    · Reports with the words you add, what was decided, and appeals: 30 days after the decision, 90 where a rule was broken. Sanctions a year after their end, blocks as long as there are you both.

    Pictures, films and sounds lose everything but what they show and sound like. Moderators see what was reported, never names. The people who run this bot hold the key that the encryption needs.

    /export sends you all of it. /delete erases it. Only a fingerprint that can't be read back without the key stays: for 72 hours after your last chat, so that it can still be reported, and where an age lock, a block, a report or a ban needs it.
help =
    { "*" }Talk*
    /find – look for somebody; /find hiking, chess sets your interests first
    /next – leave and look for somebody new
    /stop – end the chat or the search
    /del – on Telegram, as an answer to a message of yours: take it back on both sides
    /reveal – show each other who you are, if you both want to

    { "*" }Stay safe*
    /block – never meet this person again
    /report – tell the moderators
    /rules – what is expected here
    In danger? Your local emergency number (112, 911) and findahelpline.com help at once.

    { "*" }You*
    /interests – see or change your interests
    /settings – languages to chat in, and wishes
    /language – language of this bot
    /status – what is going on
    /privacy – what is stored
    /export – everything about you, as a file
    /delete – erase your account
unknown-command = I don't know { $command }. /help shows what I can do. Nothing was sent to anybody.
went-wrong = Something went wrong here, and what you just sent had no effect. Please try again in a moment.
old-button = That button no longer works. /help shows what you can do now.

## The conversation

not-talking = Nobody is listening: you are not in a chat, and this was not passed on. /find looks for somebody.
still-searching = I'm still looking for someone, so this was not passed on. You'll hear from me as soon as somebody is there.
you-left = You left the chat. /find looks for someone new.
you-went-on = You left. Looking for someone new…
partner-left = Your partner left the chat.
partner-went-on = Your partner went on.
partner-unreachable = Your partner can't be reached any more, so the chat has ended. Your last message may not have arrived.
partner-vanished = Your partner has been away for too long, so the chat has ended.
you-were-away = You were away for too long, so the chat has ended. /find looks for someone new.
room-closed = The chat has ended.

## What could not be relayed

not-relayed = { $kind ->
        [sticker] Stickers aren't
        [voice] Voice messages aren't
        [video] Videos aren't
        [video-note] Video messages aren't
        [animation] GIFs aren't
        [audio] Music isn't
        [document] Files aren't
        [location] Places aren't
        [contact] Contacts aren't
        [poll] Polls aren't
        [dice] Dice aren't
        [story] Stories aren't
        [game] Games aren't
       *[other] This kind of message isn't
    } passed on. Your partner did not get it.
edit-not-passed = This change could not be passed on: your partner still sees the earlier version. Send a correction if it matters.
undelivered = This did not arrive. You can send it again.
not-yet-delivered = This is still on its way: your partner can't be reached right now. It arrives as soon as that works again.
too-long = This is too long: at most { $limit } characters pass. It was not passed on; send it in parts.
slow-down = You write faster than your partner can be reached. This was not passed on; wait a moment and send it again.
room-over = The chat this was written for has ended, so it was not passed on.
nothing-left = There was nothing readable in this message, so it was not passed on.

## What may tell who somebody is

guard-asks = This { $kind ->
        [place] is a place and
        [invite] looks like an invitation and
        [profile] looks like a link to a profile and
        [phone] looks like a phone number and
        [email] looks like an e-mail address and
       *[name] looks like the name of an account and
    } may tell who you are. Send it? { $kind ->
        [place] Your partner would see it to about a kilometre.
       *[other] Until you tap, nobody sees it.
    }
guard-sent = Sent.
guard-not-sent = Not sent.
guard-too-late = It was not sent: the chat it was written for has ended, or too much time has passed. What was held is gone.
guard-edit = This change looks like { $kind ->
        [invite] an invitation
        [profile] a link to a profile
        [phone] a phone number
        [email] an e-mail address
       *[name] the name of an account
    } and was not passed on: your partner still sees the earlier version. Send it as a new message if you want that.
guard-waits = Noted. I'll stop asking as soon as your partner agrees, too.
guard-off-asked = Your partner would like me not to ask any more before links, numbers and names go on in this chat. Links would then keep their parameters and show previews. Do you agree? Until you do, nothing changes.
guard-off = You both agreed: in this chat I ask no more, and links go on as they are, with previews. Places are still asked about.
contact-not-passed = Contacts aren't passed on: they tell who somebody is. /reveal lets you both show who you are, if you both want that.
reveal-write = Write in one message what you want to show: a name, an @name, a number; at most { $limit } characters. It is not passed on, but kept until your partner shows something, too.
reveal-too-long = That is longer than { $limit } characters. Nothing was kept or shown; please shorten it and send it again.
reveal-noted = Noted. Your partner is asked. It is shown only if they show something, too.
reveal-replaced = You have written something else since.
reveal-asked = Your partner would like to show who they are, and to learn who you are. Nothing is shown unless both of you agree.
revealed = You both agreed. Your partner shows: “{ $words }”
reveal-done = You have both shown something.
reveal-declined = Fine. Nothing is shown, and your partner hears that kindly.
reveal-refused = Your partner would rather stay unknown for now. That is nothing against you. What you wrote was not shown and is gone.
reveal-taken-back = Taken back. It was not shown and is gone.
reveal-over = There is nothing to show any more.

## Safety

blocked = Done. You two won't meet again.
block-whom = Which chat was it? You two won't meet again. These are your chats of the last 72 hours.
nobody-to-block = There is no chat from the last 72 hours to block somebody from.

## Profile

interests = Your interests: { $interests }. You can change them (/interests hiking, chess) or clear them (/interests -).
no-interests-read = I could not read any interest there. Nothing was changed. Write them with commas: /interests hiking, chess
no-interests = You have named no interests, so you meet anybody. To name some: /interests hiking, chess
interests-set = Noted: { $interests }. /find looks for somebody.
interests-cleared = Your interests are gone. You'll meet anybody.
too-many-interests = At most { $limit } interests fit. Nothing was changed; please choose the ones that matter most.
interest-too-long = An interest can have at most { $limit } characters. Nothing was changed; please shorten it.
settings =
    { "*" }Your settings*

    Languages to chat in: { $languages }
    About you: { $gender } · Age: { $age }
    You'd like to meet: { $wish-gender } · Age: { $wish-age } · From: { $near }

    Only languages are needed. With a wish you meet only people who have said that about themselves.
settings-languages = Which languages do you want to chat in? Tap to add or remove, or name all of them: /settings languages en, pt, ja
settings-gender = How do you describe yourself? Nobody sees this; it only counts for what others wish.
settings-age = How old are you? Tap what fits, or write /settings age 27. Nobody sees this; it only counts for what others wish.
settings-wish-gender = Whom would you like to meet? Tap to add or remove.
settings-wish-age = How old should they be? Tap what fits, or write /settings ages 25-35
settings-near =
    From where should they be? With a platform or a server you meet only people from the same one. { $server ->
        [known] Of your server I keep a fingerprint only: it is the one you used a command in last.
       *[other] I know no server of yours yet. Use a command in a Discord server first, or nobody will fit.
    } In words: /settings near platform, /settings near server, /settings near -
settings-unknown = I don't know that setting. /settings shows what there is.
settings-bad-age = Please name your age as a number from 18 to 120: /settings age 27. To take it back: /settings age -
settings-bad-ages = Please name two ages from 18 to 120, the lower first: /settings ages 25-35. To take the wish back: /settings ages -
settings-bad-language = Please name languages by their two or three letters, at least one and at most { $limit }: /settings languages en, de
language-ask = In which language shall I speak to you? The languages you chat in are in /settings.
language-set = From now on I speak English.
status-idle = You are not in a chat, and nobody is being looked for. /find looks for somebody. Interests: { $interests }
status-waiting = I've been looking for { $minutes ->
        [0] less than a minute
        [one] one minute
       *[other] { $minutes } minutes
    }. { $waiting ->
        [0] Nobody else is waiting.
        [one] One other person is waiting.
       *[other] { $waiting } others are waiting.
    } /stop ends the search.
status-alert =
    You are not in a chat. For { $hours ->
        [one] one more hour
       *[other] { $hours } more hours
    } I'll tell you when somebody who fits begins to look. /find looks at once, /stop takes that back.
status-talking = You have been talking for { $minutes ->
        [0] less than a minute
        [one] one minute
       *[other] { $minutes } minutes
    }. In common: { $interests }. /next, /stop, /block and /report work now.

## Data

export = Everything stored about you, as it is right now. This file is not kept here.
delete-ask = Erase your account here? An ongoing chat ends, and everything goes but a fingerprint: for 72 hours after your last chat, so that it can still be reported, and where an age lock, a block, a report or a ban needs it. This can't be undone.
delete-kept = Nothing was erased.
deleted = Erased. What leads to your account here goes right after this message. Take care.

## Buttons

button-agree = Yes, I am and I do
button-decline = No
button-find = Find someone
button-find-new = Find someone new
button-next = Next
button-stop = Stop
button-block = Block
button-report = Report
button-tell = Tell me when somebody comes
button-keep-looking = Keep looking
button-forget = Don't tell me
button-interests = Change interests
button-rules = Rules
button-help = Help
button-delete = Yes, erase it
button-keep = Keep it
button-that-room = { $hours ->
        [0] { $minutes ->
            [0] Just now
            [one] One minute ago
           *[other] { $minutes } minutes ago
        }
        [one] One hour ago
       *[other] { $hours } hours ago
    }
button-send = Send
button-dont = Don't
button-unguard = Don't ask in this chat
button-unguard-too = Agree
button-reveal = Show mine too
button-refuse = No, thanks
button-conceal = Take it back
button-back = Back
button-clear = Not now
button-languages = Languages
button-gender = About me
button-age = My age
button-wish-gender = Whom to meet
button-wish-age = Their age
button-near = Where from
button-chosen = ✓ { $label }
button-choice = { $label }

## Words inside others

gender-woman = woman
gender-man = man
gender-other = other
gender-any = anyone
unstated = not told
ages = { $from }–{ $to }
ages-any = any
near-any = anywhere
near-platform = my platform
near-server = my server
nothing = none

## Command menu

command-start = Begin here
command-find = Look for somebody to talk to
command-next = Leave and look for somebody new
command-stop = End the chat or the search
command-interests = See or change your interests
command-settings = Languages to chat in, and wishes
command-block = Never meet this person again
command-report = Tell the moderators
command-reveal = Show each other who you are, if both agree
command-status = What is going on
command-rules = What is expected here
command-privacy = What is stored, and for how long
command-export = Everything about you, as a file
command-delete = Erase your account
command-language = Language of this bot
command-help = Everything you can do
