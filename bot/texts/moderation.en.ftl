### English. Reports, what holds against somebody, and appeals; *…* is bold. ◆ is put before it by the code.
### MOMENT($at) is a day and time in words, AWAY($seconds) how far away that is ("in 2 days").

## Report

report-why = What is it about? Tap what fits best. Nothing is sent before the second tap.
report-what = *{ $reason }*. What was it more exactly? With that tap the report is sent, the chat closes, and you two won't meet again.
report-whom = Which chat is it about? These are your chats of the last 72 hours.
report-own-message = That is one of your own messages. To report something, answer a message of your partner's with /report. You can also report the whole chat.
report-unknown-message = I can't tell which chat this message belongs to: it is one of mine, or older than 72 hours. You can report a chat of the last 72 hours.
report-too-often =
    You have sent several reports in a short time, so this one has to wait: you can send it { AWAY($left) }. Nothing of it counts against you.

    Blocking works at once: then you two won't meet again.
nobody-to-report = There is no chat from the last 72 hours to report. /rules has what is expected here.
reported =
    Thank you. Report *{ $number }*. The chat is closed, and you two won't meet again. I don't tell who reported.

    Next, a moderator looks at it. You'll hear from me what came of it.
reported-danger =
    Thank you for looking out. Report *{ $number }*. It accuses nobody and has no bad consequences for them; a moderator looks at it soon. The chat is closed. I don't tell who reported.

    You'll hear from me what came of it.
reported-again = You have reported this already: it is report *{ $number }*. The chat is closed, and you two won't meet again. You'll hear from me what came of it.
report-words = Write in one message what happened, at most { $limit } characters. It goes to the moderators only.
report-words-added = Thank you, that is with report *{ $number }* now.
report-words-too-long = That is longer than { $limit } characters. Nothing was added. Please shorten it and send it again.
report-words-full = Nothing was added: report *{ $number }* has room for { $left ->
        [0] no more words
        [one] one more character
       *[other] { $left } more characters
    }.
report-words-not-kept = Your words were not added to report *{ $number }*: it is full, or it is decided already.
report-words-late = There is no report this could belong to any more. /report starts a new one.
outcome-acted = About your report *{ $number }*: a moderator looked at it, and we acted. Thank you for telling us.
outcome-no-violation = About your report *{ $number }*: a moderator looked at it and found nothing against the rules. You two still won't meet again. Thank you for telling us.
outcome-unverified = About your report *{ $number }*: a moderator looked at it, but what happened couldn't be verified. You two still won't meet again. Thank you for telling us.
help-card =
    { "*" }Help, now and in confidence*

    In danger right now: call your local emergency number ({ $emergency }).
    To talk to somebody, for you or for them, in every country: { $directory }{ $lines }

    You don't have to solve this alone.

## What holds against somebody

sanction-warning =
    { "*" }A warning.* Reason: { $reason }{ $rule ->
        [0] {""}
       *[other] , rule { $rule }
    }. You can go on; please mind the rules. If it happens again, it costs access for a while.

    { $appeal }
sanction-pause =
    You can't search or talk until *{ MOMENT($until) }* (UTC; { AWAY($left) }). Reason: { $reason }{ $rule ->
        [0] {""}
       *[other] , rule { $rule }
    }.

    { $appeal }
sanction-limit =
    Your matching is limited until *{ MOMENT($until) }* (UTC; { AWAY($left) }): you meet only people whose matching is limited, too. Reason: { $reason }{ $rule ->
        [0] {""}
       *[other] , rule { $rule }
    }.

    { $appeal }
sanction-ban =
    You can't search or talk any more. Reason: { $reason }{ $rule ->
        [0] {""}
       *[other] , rule { $rule }
    }.{ $review ->
        [0] {""}
       *[other] {" "}It is looked at again on { MOMENT($review) } (UTC).
    }

    { $appeal }
sanction-hold =
    You can't search or talk until somebody has looked at what was reported{ $until ->
        [0] {""}
       *[other] , at the latest until *{ MOMENT($until) }* (UTC; { AWAY($left) })
    }. It is about: { $reason }{ $rule ->
        [0] {""}
       *[other] , rule { $rule }
    }. Nothing is decided, and nothing counts against you yet.

    { $appeal }
sanction-exclusion =
    The moderators of a Discord server have excluded you from its pool{ $until ->
        [0] {""}
       *[other] {" "}until *{ MOMENT($until) }* (UTC; { AWAY($left) })
    }: from there you are not paired. Everywhere else nothing changes. Reason: { $reason }{ $rule ->
        [0] {""}
       *[other] , rule { $rule }
    }.

    { $appeal }
sanction-over = What held against you is over. /find looks for somebody to talk to.
search-limited = Your matching is limited{ $until ->
        [0] {""}
       *[other] {" "}until { MOMENT($until) } (UTC; { AWAY($left) })
    }: you meet only people whose matching is limited, too. /status says why, and how to ask for another look.

## Another look

appeal-open = You can ask somebody else to look at it again, until { MOMENT($last) } (UTC): [Appeal]. /rules has the rules, /status shows this again.
appeal-waits = You have asked for another look. Somebody else will have looked by { MOMENT($looked) } (UTC), and you'll hear from me.
appeal-upheld = Somebody else has looked at it again and left it as it is.
appeal-closed = The time to ask for another look is over. /rules has the rules.
appeal-needless = You need not do anything: somebody looks at it in any case, and you'll hear from me. /status shows this again.
appeal-under-way = It is being looked at again right now, and you'll hear from me.
appeal-write = Write in one message why this should be decided otherwise, at most { $limit } characters. Somebody who did not decide it reads it, and nobody else. You can do this only once.
appeal-too-long = That is { $length } characters, and at most { $limit } fit. Nothing was sent. Please shorten it and send it again.
appealed = Thank you, noted. Somebody who did not decide it will have looked by *{ MOMENT($looked) }* (UTC). You'll hear from me what came of it; /status shows how it stands.
not-appealed-again = You have asked for another look at this before, and that can be done only once. /status shows how it stands.
not-appealed-late = The time to ask for another look at this is over.
not-appealed-now = This is being looked at again right now. You'll hear from me, and can ask for another look afterwards.
not-appealed-over = That is over already: nothing of it holds any more.
not-appealed-hold = You need not ask: somebody looks at this in any case, and you'll hear from me.
ruling-upheld = Somebody else has looked at your appeal. It stays as it was decided.
ruling-overturned =
    Somebody else has looked at it again: *the decision was wrong.* It is lifted, counts for nothing any more, and we are sorry. { $others ->
        [0] /find looks for somebody to talk to.
       *[other] Something else still holds; /status shows it.
    }
ruling-modified = Somebody else has looked at it again: *the decision was too hard.* From now on something milder holds{ $others ->
        [0] .
       *[other] ; /status shows what else does.
    }

## Buttons and forms

button-add-words = Add a few words
button-report-chat = Report this chat
button-report-again = Send it again
button-appeal = Appeal
form-appeal-title = Ask for another look
form-appeal = Why should it be decided otherwise?

## Reasons, and what it was more exactly

reason-harassment = Insults or harassment
reason-sexual = Unwanted sexual content
reason-minor = A minor, or danger to minors
reason-threats = Threats or violence
reason-hate = Hate against a group
reason-self-harm = Danger of self-harm
reason-spam = Selling, spam or fraud
reason-private-data = Private data
reason-other = Something else
detail-insults = Insults
detail-pressure = Pestering or pressure
detail-mockery = Mockery or bullying
detail-sexual-words = Sexual messages
detail-sexual-pictures = Sexual pictures or films
detail-sexual-demands = Demands for pictures or meetings
detail-under-age = Seems to be under 18
detail-seeks-minors = Looks for minors
detail-abuse-material = Abuse of children in pictures
detail-violence = Threats of violence
detail-blackmail = Blackmail
detail-threat-to-others = Threats against others
detail-origin = Against origin or skin colour
detail-religion = Against a religion
detail-gender = Against gender or sexuality
detail-disability = Against disability or illness
detail-in-danger = Might harm themselves
detail-urges-harm = Urging others to harm themselves
detail-ads = Selling or advertising
detail-scam = Fraud
detail-robot = A robot, not a person
detail-my-data = Has or spreads data about me
detail-data-of-others = Spreading private data of others
detail-asks-for-data = Pressing for private data
detail-ban-evasion = Getting around a ban
detail-illegal = Something against the law
detail-else = None of these
