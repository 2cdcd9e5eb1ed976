### English. What people read while they wait and once they are paired; *…* is bold. ◆ is put before it by the code.

## Searching

searching =
    Looking for someone… { $waiting ->
        [one] One person is waiting
       *[other] { $waiting } people are waiting
    }{ $fit ->
        [0] {""}
        [one] {", "}one of them fits
       *[other] {", "}{ $fit } of them fit
    }. In { $seconds } s I will widen the search.{ $among }
searching-shared =
    Looking for someone… { $waiting ->
        [one] One person is waiting and shares an interest with you
       *[other] { $waiting } people are waiting, { $fit ->
            [0] {""}
            [one] one of them fits,{" "}
           *[other] { $fit } of them fit,{" "}
        }{ $sharing ->
            [one] one shares
           *[other] { $sharing } share
        } an interest with you
    } ({ $interests }). In { $seconds } s I will widen the search.{ $among }
searching-wide =
    Still looking, now for anyone who fits your settings. { $waiting ->
        [one] One person is waiting
       *[other] { $waiting } people are waiting
    }{ $fit ->
        [0] {""}
        [one] {", "}one of them fits
       *[other] {", "}{ $fit } of them fit
    }.{ $among }
searching-alone =
    Nobody is here right now. I'll keep looking for { $minutes ->
        [one] one minute
       *[other] { $minutes } minutes
    }.{ $among }
searching-nobody-fits =
    { $waiting ->
        [one] One person is waiting, but does not fit.
       *[other] { $waiting } people are waiting, but nobody fits.
    } I'll keep looking for { $minutes ->
        [one] one minute
       *[other] { $minutes } minutes
    }.{ $among }
searching-still =
    Still looking? Nobody who fits has come so far. I'll stop in { $minutes ->
        [one] one minute
       *[other] { $minutes } minutes
    }, unless you want me to go on.{ $among }
search-over = Nobody who fits came for a while, so I stopped looking. Try again whenever you like.
search-stopped = I stopped looking. /find starts again.
search-lost = You were away, so I stopped looking. /find starts again.
search-closed = This search is over.
search-done = Found someone.
already-searching = I'm already looking. { $waiting ->
        [0] Nobody else is waiting yet.
        [one] One other person is waiting.
       *[other] { $waiting } others are waiting.
    } /stop ends the search.
already-talking = You are talking with somebody. /next looks for someone new, /stop ends the chat.
nothing-to-stop = Nothing is going on right now. /find looks for somebody to talk to.
no-server = You want to meet only people from your Discord server, but I don't know any server of yours, so nobody can fit. I'm not looking. Use /find in the server, or take the wish back: /settings near -

## To be told

alert-set =
    I stopped looking. When somebody who fits begins to look within { $hours ->
        [one] one hour
       *[other] { $hours } hours
    }, I'll tell you, once. /find looks at once.
alert-now = Somebody who fits is looking right now.
alert-forgotten = I won't tell you when somebody comes. /find looks for somebody.

## Paired

paired = You are talking with a stranger. You both like { $interests }. Say hello.
paired-near = You are talking with a stranger. You like { $interests }, and your partner likes something close to it. Say hello.
paired-widened = You are talking with a stranger. Nobody who shares an interest with you came, so I widened the search. Ask what made their day.
paired-nothing-shared = You are talking with a stranger. You have nothing in common yet. Ask what made their day.
