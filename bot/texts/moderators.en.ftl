### English. What moderators read in their channels and chats; *…* is bold. ◆ is put before it by the code.

## Commands and forms: one line each

command-mod = For moderators: your cases, or the case you name
option-mod = A case such as 7K2F; here or away for this channel
report-message = Report
form-note-title = Your note
form-note = For moderators only; never shown to others

## Cards

mod-card-open =
    { "*" }Case { $case } · { $reason }*
    { $queue } · priority { $priority } · { $reporters ->
        [one] one reporter
       *[other] { $reporters } reporters
    } · due { $due } (UTC)
    Nobody is on it.
mod-card-claimed =
    { "*" }Case { $case } · { $reason }*
    { $queue } · priority { $priority } · { $reporters ->
        [one] one reporter
       *[other] { $reporters } reporters
    } · due { $due } (UTC)
    { $who } is on it, until { $until } (UTC).
mod-card-done =
    { "*" }Case { $case } · { $reason }*
    { $queue } · priority { $priority } · { $reporters ->
        [one] one reporter
       *[other] { $reporters } reporters
    } · was due { $due } (UTC)
    { $outcome ->
        [acted] Decided: a rule was broken.
        [no-violation] Decided: no violation.
        [unverified] Decided: it couldn't be verified.
       *[other] Done.
    }
mod-card-elsewhere =
    { "*" }Case { $case } · { $reason }*
    { $queue } · priority { $priority } · { $reporters ->
        [one] one reporter
       *[other] { $reporters } reporters
    } · due { $due } (UTC)
    It is with others now.
mod-digest = { $more ->
        [one] One more case waits
       *[other] { $more } more cases wait
    } without a card here{ $urgent ->
        [0] {""}
        [one] ; of all that wait one is urgent
       *[other] ; of all that wait { $urgent } are urgent
    }. /mod lists what comes first.
mod-digest-over = Every case that waits has its card again.

queue-child-safety = Child safety
queue-urgent = Urgent
queue-standard = Standard
queue-server = This server
queue-senior = Senior
queue-appeals = Appeal

## Work on a case

mod-queue = In your hands: { $mine }. Waiting for you: { $waiting }, what comes first at the top.
mod-queue-empty = Nothing waits for you. Thank you for looking.
mod-sheet =
    { "*" }Case { $case } · { $reason }*
    { $queue } · { $state } · { $reporters ->
        [one] one reporter
       *[other] { $reporters } reporters
    } · { $minutes } min old · due { $due } (UTC)
    Priority { $priority }: kind { $base }, reporters { $voices }, strikes { $record }, age { $age }.
    Strikes of the last 90 days: { $strikes }; sanctions on record: { $past }. The ladder says: { $step }.
mod-claimed = Case { $case } is in your hands until { $until } (UTC). Each step you take keeps it there, for an hour at most.
mod-released = Case { $case } is back in its queue.
mod-closed = Case { $case } is closed: no violation. Those who reported will hear that.
mod-escalated = Case { $case } is with the seniors, with your note.
mod-note-asked = Write your note to case { $case } as your next message here, at most { $limit } characters. Only moderators see it.
mod-open-again = What you wanted to see of case { $case } did not get to you, or not all of it. Tap View again, or /mod { $case }; it shows on Telegram and Discord, while the case is in your hands.
mod-in-private = Look into your own chat with me.
mod-rule = Case { $case }: which rule was broken? It was reported as { $reason }.
mod-measure = Case { $case }, { $reason }: what follows? With { $strikes ->
        [one] one strike
       *[other] { $strikes } strikes
    } then, the ladder says: { $step }.
mod-confirm = { $kind ->
        [u] Case { $case }: the decision stands. Is that your ruling?
        [o] Case { $case }: the decision is overturned, and what holds ends. Is that your ruling?
        [m] Case { $case }: instead { $measure }, for { $reason }. Is that your ruling?
       *[other] Case { $case }: { $measure }{ $acted ->
            [0] {""}
           *[other] , for { $reason }
        }. Is that your decision?
    }
mod-decided = Case { $case } is decided: { $measure }.{ $acted ->
        [0] {""}
       *[other] {" "}The reported person hears it, with the reason and how to appeal.
    } Those who reported hear what came of it.
mod-waits = { $held ->
        [0] Case { $case } waits for a second person who may ban. Until then nothing changes for the reported person: you asked to ban them before, and nobody has agreed.
       *[other] Case { $case } waits for a second person who may ban. Until they have decided, the reported person can't search or talk.
    }
mod-ruling = The decision in case { $case } ({ $reason }), made by somebody else, was appealed. What do you say?
mod-ruled = { $ruling ->
        [upheld] The decision in case { $case } stands.
        [overturned] The decision in case { $case } is overturned.
       *[other] The decision in case { $case } is milder now.
    } The reported person hears of it.

measure-nothing = No violation
measure-unclear = Can't be verified
measure-warning = Warning
measure-pause = { $days ->
        [0] Pause { $hours } h
       *[other] Pause { $days } d
    }
measure-limit = { $days ->
        [0] Limited { $hours } h
       *[other] Limited { $days } d
    }
measure-ban = Ban
measure-exclusion = Out of this server's pool

button-mod-claim = Claim
button-mod-release = Release
button-mod-view = View
button-mod-close = Quick close
button-mod-escalate = Escalate
button-mod-decide = Decide
button-mod-more = More
button-mod-case = { $mine ->
        [0] {""}
       *[other] ▸{" "}
    }{ $case } · { $queue }
button-mod-do = Yes, decide
button-mod-with-note = With a note
button-mod-uphold = It stands
button-mod-overturn = Overturn it
button-mod-milder = Make it milder

## Evidence

exhibits-head =
    { "*" }Case { $case }, evidence, page { $page } of { $pages }* · { $messages ->
        [0] no messages
        [one] one message
       *[other] { $messages } messages
    }
    For your eyes only; it goes in 10 minutes.{ $unreadable ->
        [0] {""}
        [one] {" "}The messages of one more report can't be opened any more.
       *[other] {" "}The messages of { $unreadable } more reports can't be opened any more.
    }
exhibits-words = What was written to report { $report }:
exhibits-decision = Decided before: { $measure } ({ $reason }).{ $noted ->
        [0] {""}
       *[other] {" "}The note:
    }
exhibits-appeal = The reported person says why it should be decided otherwise:
exhibits-asked = Somebody asked for a ban, which takes a second person.{ $noted ->
        [0] {""}
       *[other] {" "}The note:
    }
exhibits-note = A moderator's note:
exhibits-report = { "*" }Report { $report }*{ $gaps ->
        [0] {""}
       *[other] {" "}· something said in between is missing
    }
exhibits-message = { $number } · { $who ->
        [reported] reported person
       *[other] who reported
    } · { $minutes } min before · { $verified ->
        [0] not verified
       *[other] ✔ verified
    }{ $pointed ->
        [0] {""}
       *[other] {" "}· ▶ this one was reported
    }{ $edited ->
        [0] {""}
       *[other] {" "}· changed later
    }{ $deleted ->
        [0] {""}
       *[other] {" "}· taken back
    }
exhibits-before = before it was changed, { $verified ->
        [0] not verified
       *[other] ✔ verified
    }:
exhibits-nothing = Nothing is kept of what was said.
exhibits-unshowable = A file that can't be shown here.

## What could not be done

mod-not-you = This is for moderators. Nothing was changed. With /report you tell them of somebody.
mod-forged = This button isn't valid here, or not any more. Nothing was changed. /mod shows what there is.
mod-no-such-case = There is no such case for you. Nothing was changed. /mod lists yours.
mod-already = That was done before. Nothing was changed.
mod-not-now = The case is past that. Nothing was changed. /mod with its number shows how it stands.
mod-stale = Your claim was over, so this did not count. Nothing was changed. Claim the case again.
mod-taken = Somebody else has this case in hand. Nothing was changed. Its card says until when.
mod-involved = You have something to do with somebody in this case, so others decide it. Nothing was changed.
mod-forbidden = Your role doesn't allow this here. Nothing was changed. Escalate the case instead.
mod-needs-words = This needs a note, of at most { $limit } characters. Nothing was changed. Tap again and write one.
mod-not-measured = That doesn't fit this case. Nothing was changed. Begin again with Decide.

## Places and roles

mod-welcome = { $role ->
        [admin] You set up where moderators' cards go: /mod here in a channel or group.
        [auditor] You watch over the audit log now. The operator shows it to you: bauta audit show.
       *[other] { $role ->
            [triage] You help with moderation now: you close what is clear, and escalate the rest.
            [moderator] You are a moderator now.
            [senior] You are a senior moderator now.
            [child-safety] You look after child safety now.
           *[other] You moderate now.
        } /mod shows your cases; /mod here brings their cards to this chat.
    }
mod-code-bad = This code isn't valid, or no longer is. Ask for a new one.
mod-desk-here = Cards of cases appear here from now on. Nobody is named in them. /mod away ends that.
mod-desk-none = No cards come here. /mod here changes that.
mod-desk-not-you = You can't choose where cards go here: on a server that is for those who may manage it, elsewhere for admins and seniors of moderation.
