### English. What admins of Discord servers set with /bauta, and what people read because of it.

## The settings of a server, for its admins

server-page =
    { "*" }Bauta in this server*

    { $on ->
        [on] Switched on.
       *[off] Switched off: nobody begins anything here. /stop, /block and /report work all the same.
    }
    People who come from here may meet: { $meet }
    Who may use it: { $roles ->
        [0] everybody
        [one] members with the role you chose
       *[other] members with one of { $roles } roles
    }
    Where: { $restricted ->
        [yes] in age-restricted channels only
       *[no] wherever commands may be used
    }
    Language for those whose own I don't speak: { $language }
    Moderators: { $moderators ->
        [none] nobody yet
        [channel] a channel, but no role yet
        [role] a role, but no channel yet
       *[both] a role and a channel
    }
    Word list: { $rules ->
        [0] empty
        [one] one rule
       *[other] { $rules } rules
    }
    Allied servers: { $allies ->
        [0] none
        [one] one other
       *[other] { $allies } others
    }
server-meet =
    Whom may people meet who come from this server? Now: { $meet }

    “This server only” and “allied servers” hold until somebody taps “Meet everyone” in our direct messages: then they no longer come from here. Chats that are going on stay. { $allies ->
        [0] This server has no allies yet: with “allied servers” people meet those of this server.
        [one] One other server is allied.
       *[other] { $allies } other servers are allied.
    }
server-roles = Who may use Bauta here? Choose roles, or none for everybody. Now: { $roles ->
        [0] everybody.
        [one] members with the role you chose.
       *[other] members with one of { $roles } roles.
    } What keeps people safe, such as /block and /report, stays open to all.
server-allies = { $allies ->
        [0] This server is allied with no other.
        [one] This server is allied with one other.
       *[other] This server is allied with { $allies } others.
    } Where “allied servers” is chosen, people of all of them meet. A server is in one alliance at most. To bring one in, give its admin a code from here.
server-invited = Give this code to an admin of the other server: *{ $code }*. There: /bauta, “Allied servers”, “I have a code”. It lets one server in, within 24 hours, and is shown only now.
server-no-such-code = That code opens nothing: it was used, is older than 24 hours, or was mistyped. Nothing was changed. Ask for a new one.
server-allied-already = This server is in an alliance already. Nothing was changed. To enter another one, leave it first.
server-full = That alliance is full: it has { $limit } servers. Nothing was changed.
server-leave = Leave the alliance? Who comes from here no longer meets people of the other servers. To come back you need a new code.
server-words =
    The word list has { $rules ->
        [0] no rules
        [one] one rule
       *[other] { $rules } rules
    }. When somebody who comes from here writes what a rule speaks of, I ask them before it goes on. They decide, and nobody learns of it.

    One rule in each line: a word or a phrase; { $star } for all that begins so; /…/ for a pattern (RE2). At most { $limit } rules of { $length } characters.
server-words-bad = Nothing was saved: { $bad }{ $more ->
        [0] .
        [one] , and one more.
       *[other] , and { $more } more.
    }
server-bad-rule = { $fault ->
        [long] line { $line } (“{ $rule }”) is too long
        [many] from line { $line } on (“{ $rule }”) there are too many rules
        [much] the list is too long: all rules together may have { $limit } characters
        [empty] line { $line } (“{ $rule }”) has neither letters nor digits
        [everything] line { $line } (“{ $rule }”) would stop every message
        [costly] the patterns are too complicated together
       *[pattern] line { $line } (“{ $rule }”) is no pattern that RE2 reads ({ $why })
    }
server-language = Which language shall I speak in this server, to its moderators and to those whose own language I don't speak? Now: { $language }
server-elsewhere = /bauta sets what holds in a Discord server. Use it there.
server-not-yours = Only those who may manage this server can do that. Nothing was changed.

## In a server

server-is-off = The admins of this server have switched Bauta off here. Nothing was changed. In our direct messages you can go on as ever.
server-needs-role = In this server Bauta is for members with certain roles, and you have none of them. Nothing was changed. In our direct messages you can use it all the same.
server-needs-channel = In this server Bauta may be used in age-restricted channels only. Nothing was changed. Please use the command in one of them, or in our direct messages.
server-excludes = The moderators of this server have excluded you from Bauta here. Nothing was changed. In our direct messages you can still meet people from elsewhere.

## Among whom one searches

among = { $pool ->
        [server] {" "}I look only among people who come from your server.
        [alliance] {" "}I look only among people of your server and its allies.
       *[global] {""}
    }
pool-off = The server you came from lets its people meet only each other, and has switched Bauta off for now. So I'm not looking. You can meet everyone instead; then I forget that you came from there.
pool-excluded = Moderators have excluded you from the chats of the server you came from. So I'm not looking there. You can meet everyone else instead; then I forget that you came from there.

## The word list of one's server

server-asks = The server you came from asks its people not to write some of this. Send it? Until you tap, nobody sees it, and nobody learns that I asked.
server-edit = The server you came from asks its people not to write some of this change, so it was not passed on: your partner still sees the earlier version. Send it as a new message if you want that.

## Buttons, menus and forms

button-everyone = Meet everyone
button-turn-on = Switch on
button-turn-off = Switch off
button-meet = Who may meet
button-roles = Roles
button-moderators = Moderators
button-allies = Allied servers
button-word-list = Word list
button-restrict = 18+ channels only
button-unrestrict = All channels
button-server-language = Language
button-invite = Make a code
button-join = I have a code
button-leave = Leave the alliance
button-edit-words = Edit the list
button-clear-words = Empty the list
pick-roles = Everybody may use it
pick-channel = Channel for reports
pick-moderators = Role of the moderators
meet-server = this server only
meet-allied = allied servers
meet-everyone = everyone
language-of-server = the server's own
form-code-title = Enter an alliance
form-code = The code you were given
form-rules-title = Word list of this server
form-rules = Rules, one in each line
form-rules-more = More rules, one in each line

## Command menu

command-bauta = What holds in this server: who may meet, roles, moderators, word list
