### English. What moderators are asked beside their cases, and what else they can do with one; *…* is bold.

## A second person

the-operator = The operator
mod-request =
    { "*" }Case { $case }: a second person is needed*
    { $who } asks { $action ->
        [unmask] to learn whose account it is about
       *[other] to write all that is kept of it into a file
    }. Somebody else who may do that agrees or not, until { $until } (UTC). Agree shows you the reason first.
mod-request-done =
    { "*" }Case { $case }: a second person was needed*
    { $who } asked { $action ->
        [unmask] to learn whose account it is about
       *[other] to write all that is kept of it into a file
    }. { $answer ->
        [agreed] { $by } agreed: it can be done once.
        [declined] { $by } declined: it is not done.
       *[other] Nobody answered in time: it is not done, unless it is asked for again.
    }
mod-request-why =
    { "*" }Case { $case }: do you agree?*
    { $who } asks { $action ->
        [unmask] to learn whose account it is about
       *[other] to write all that is kept of it into a file
    }. { $noted ->
        [0] The reason is not on record any more.
       *[other] The reason: { $note }
    }
    If you agree, it can be done once, until { $until } (UTC). Your answer is on record.
mod-request-own = You asked for this yourself, so somebody else answers. Nothing was changed.
mod-agreed = Case { $case }: you agreed. It can be done once, until { $until } (UTC).
mod-declined = Case { $case }: you declined. It is not done.
button-mod-agree = Agree
button-mod-agree-sure = Yes, I agree
button-mod-decline = Decline
button-mod-request = { $case } · { $action ->
        [unmask] whose account
       *[other] into a file
    }

## What has no end

mod-review =
    { "*" }{ $case ->
        [none] From before there were cases
       *[other] Case { $case }
    }: does it still stand?*
    { $measure ->
        [exclusion] Somebody is out of a server's pool
       *[other] Somebody is banned
    }, for { $reason }, since { $since } and without an end. They are not told that you are asked.
mod-review-done =
    { "*" }{ $case ->
        [none] From before there were cases
       *[other] Case { $case }
    }: does it still stand?*
    { $measure ->
        [exclusion] Somebody was out of a server's pool
       *[other] Somebody was banned
    }, for { $reason }, since { $since } and without an end. { $answer ->
        [agreed] It stands, and is asked about again in { $days } days.
       *[other] It is lifted.
    }
mod-review-sure = { $case ->
        [none] From before there were cases
       *[other] Case { $case }
    }: the { $measure ->
        [exclusion] exclusion from the server's pool
       *[other] ban
    } for { $reason } ends at once, and the person hears so. Lift it?
mod-review-kept = It stands. You are asked again in { $days } days.
mod-review-lifted = It is lifted. The person hears that it is over.
button-mod-lift-sure = Yes, lift it
button-mod-review = { $case ->
        [none] –
       *[other] { $case }
    } · { $measure ->
        [exclusion] exclusion
       *[other] ban
    }

## What else waits, and who may

mod-asked = { $requests ->
        [0] {""}
        [one] Something waits for a second person.{" "}
       *[other] { $requests } things wait for a second person.{" "}
    }{ $reviews ->
        [0] {""}
        [one] One ban or exclusion is to be looked at again.{" "}
       *[other] { $reviews } bans and exclusions are to be looked at again.{" "}
    }Tap one to see it.
mod-for-others = This is for others to answer: seniors, or child safety where it is theirs. Nothing was changed.

## What else can be done with a case

mod-quarantined = Case { $case } is with child safety now: only they work on it.
mod-preserved = Case { $case } is kept for the authorities: nothing of it goes for a year. It has still to be decided.
mod-merge = Case { $case }: where does it go on? All of these are about the same person.
mod-merge-none = No other open case is about the same person, or none that you may work on. Nothing was changed.
mod-merged = Case { $case } goes on in case { $into }, with all that was reported.
mod-reopened = Case { $case } is open again: { $queue }. What holds goes on until it is decided anew.
mod-lift-case = Case { $case }: what it led to ends at once, and the person hears so. Lift it?
mod-lifted = What case { $case } led to is lifted. The person hears that it is over.
mod-held = { $on ->
        [0] The hold on case { $case } is off: what is past its time goes within the hour.
       *[other] Case { $case } is on hold: nothing of it goes until the hold is taken off.
    }
button-mod-quarantine = To child safety
button-mod-preserve = Preserve
button-mod-merge = Merge
button-mod-reopen = Reopen
button-mod-lift = Lift
button-mod-hold = { $on ->
        [0] Take the hold off
       *[other] Put on hold
    }

## How a case stands

state-new = new
state-queued = waits
state-claimed = in somebody's hands
state-escalated = handed on
state-quarantined = with child safety
state-decided = decided
state-appealed = appealed
state-claimed-appeal = appeal in somebody's hands
state-legal-hold = kept for the authorities
state-merged = went on in another case
state-sealed = decided, its words erased
state-purged = erased
