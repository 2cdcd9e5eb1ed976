### The web page's own words. Names in braces are filled by the page's script; plural forms are messages of their own.

## The page

web-name = Bauta
web-description = Bauta pairs you with a stranger to talk, one to one. Neither of you learns who the other is.
web-tagline = Talk with a stranger, one to one. Neither of you learns who the other is.
web-no-script-title = Talk with a stranger
web-no-script = This page needs JavaScript to carry the conversation. Please switch it on for this site and load the page again. Nothing is loaded from anywhere else.
web-skip = Skip to the controls
web-main = Conversation and rules
web-controls = Controls
web-languages = Language
web-close = Close
web-cancel = Cancel
web-you = You
web-stranger = Stranger
web-host = Bauta

## The state in words

web-status-connecting = Connecting…
web-status-stopped = Not connected
web-status-new = Before you begin
web-status-locked = Closed
web-status-idle = Not talking
web-status-looking = Looking
web-status-waiting-one = Looking · {"{"}count{"}"} waiting
web-status-waiting-other = Looking · {"{"}count{"}"} waiting
web-status-talking = Talking
web-status-shared = Talking · you both like {"{"}interests{"}"}
web-status-leaving = Leaving…
web-title-waiting = Looking
web-title-talking = Talking

## The connection

web-lost = Connection lost. Your messages are kept and will be sent when it is back.
web-unreachable = Bauta can't be reached right now. Trying again…
web-elsewhere-title = Open in another tab
web-elsewhere = This conversation goes on in another tab or window. Only one can be used at a time.
web-use-here = Use it here
web-start-fresh = Start as somebody new here
web-refused-title = The connection was refused
web-refused = Bauta ended this connection because it did not understand what the page sent. Whatever was marked as sent is not lost.
web-try-again = Try again

## Rules and age

web-rules-title = Talk with a stranger
web-rules-what = Bauta pairs you with a stranger to talk, one to one. Neither of you learns who the other is.
web-rules-kind = Be kind. You can block and report at any time, also afterwards.
web-rules-never = Nothing sexual with people who did not ask for it, no threats, no hate, no selling, no personal data of others.
web-rules-cost = Breaking the rules costs access.
web-rules-kept = Chats are not stored; the last messages are kept for a short while, encrypted, so that a report can be checked. Privacy, in the menu, tells what is stored and for how long.
web-rules-ask = Are you 18 or older and do you accept the rules?
web-agree = Yes, I am and I do
web-decline = No
web-locked-title = Take care
web-locked = The door is closed here. The menu still has the rules and what is stored, and exports or deletes your data.
web-why = Why is that?

## Interests and the search

web-idle-title = Who will it be?
web-interests = Interests (optional)
web-interests-placeholder = chess, hiking, tea…
web-interests-hint = Enter or a comma adds one. You'll sooner meet someone who shares one.
web-interests-chosen = Your interests
web-interest-remove = Remove {"{"}interest{"}"}
web-interest-removed = {"{"}interest{"}"} removed
web-interests-too-many = That is more than {"{"}limit{"}"} interests. Remove one first.
web-interest-too-long = That is too long: {"{"}length{"}"} characters, and at most {"{"}limit{"}"} fit.
web-find = Find someone
web-waiting-title = Looking for someone…
web-stop = Stop
web-next = Next

## The conversation

web-log = Conversation
web-messages = Messages
web-earlier = Earlier conversation
web-history-lost = You are still talking with the same person. Earlier messages are not shown, because this page keeps them only until it is loaded anew.
web-typing = The stranger is writing…
web-unread-one = {"{"}count{"}"} new message
web-unread-other = {"{"}count{"}"} new messages
web-reply = Reply
web-reply-gone = An earlier message
web-quote-jump = Reply to {"{"}name{"}"}: {"{"}text{"}"}. Go to that message.
web-spoiler = Hidden text. Show it.
web-save = Save {"{"}name{"}"}

## Writing

web-compose = Write a message
web-compose-answer = Answer Bauta
web-send = Send
web-answering = Reply to {"{"}name{"}"}
web-answering-cancel = Don't reply to this message
web-left = {"{"}count{"}"} characters left
web-too-long = This is {"{"}over{"}"} characters too long; at most {"{"}limit{"}"} fit. Nothing was sent.
web-too-much-waiting = Too much is waiting to be sent. Please wait until the connection is back.
web-sending = Sending
web-sent = Sent
web-failed = Not delivered.
web-room-over = That conversation was over before this could be sent.
web-unsent-lost = Something you wrote was not sent: that conversation was over.

## Files, and what is recorded

web-kind-photo = Photo
web-kind-video = Video
web-kind-video-note = Round video
web-kind-voice = Voice message
web-kind-audio = Sound
web-kind-animation = Animation
web-kind-sticker = Sticker
web-kind-document = File
web-kind-poll = Poll
web-file-own = {"{"}file{"}"} from you
web-file-stranger = {"{"}file{"}"} from the stranger
web-album = {"{"}count{"}"} pictures and videos
web-photo-open = {"{"}photo{"}"}. Open it large.
web-uncover = Hidden: {"{"}file{"}"}. Show it.
web-uncover-short = Tap to open
web-animation-play = Play the animation
web-play = Play
web-pause = Pause
web-position = Position in: {"{"}file{"}"}
web-poll-one = A poll. Answer in your own words.
web-poll-several = A poll with several answers. Answer in your own words.
web-arriving = {"{"}file{"}"} is arriving…
web-attach = Add pictures, videos, sound or text files
web-attached-list = Ready to be sent
web-attached = {"{"}file{"}"}, ready to be sent
web-attached-cover = Cover pictures and videos until they are tapped
web-attached-remove = Remove: {"{"}file{"}"}
web-drop = Drop the files to add them
web-file-reading = Reading…
web-file-unreadable = This file can't be read.
web-file-empty = This file is empty.
web-file-kind = Files of this kind can't be sent: they could tell who you are. Pictures, videos, sound and plain text can.
web-file-too-large = This file is larger than 8 MB. Choose a smaller one.
web-files-too-many = At most {"{"}limit{"}"} files fit in one message. The rest was left out.
web-file-lost = A file was not sent: the page was loaded anew before it was on its way.
web-photo-unreadable = This picture can't be read. Try it as JPEG or PNG.
web-photo-too-large = This picture is larger than 8 MB even when made smaller. Choose another one.
web-voice-record = Record a voice message
web-voice-recording = Recording
web-voice-send = Send the voice message
web-voice-cancel = Throw the recording away
web-voice-asking = The browser asks whether this page may use the microphone.
web-voice-forbidden = The microphone is not allowed for this page, so nothing was recorded. The browser's settings for this page can allow it.
web-voice-none = No microphone could be used, so nothing was recorded.

## What can be done with a message

web-more = More about this message
web-edit = Edit
web-editing = Edit your message
web-editing-cancel = Leave it as it was
web-edit-empty = There is nothing left of it. Write something, or delete the message instead.
web-edited = edited
web-delete = Delete
web-deleted = Deleted.
web-deleted-message = Deleted message
web-react = Reaction
web-react-with = React with {"{"}emoji{"}"}
web-reaction-back = Take {"{"}emoji{"}"} back
web-reaction-own = Your reaction: {"{"}emoji{"}"}. Take it back.
web-reaction-stranger = The stranger's reaction: {"{"}emoji{"}"}
web-reaction-earlier = {"{"}emoji{"}"} from the stranger, to an earlier message

## Menu

web-menu = Menu
web-menu-settings = Settings
web-menu-reveal = Show who we are, if we both want to
web-menu-rules = Rules
web-menu-privacy = Privacy
web-menu-help = Help
web-menu-export = Export my data
web-menu-delete = Delete my data

## Block and report

web-block = Block
web-report = Report
web-report-title = Report this conversation
web-report-lead = The chat ends, and you won't meet them again. Bauta doesn't tell who reported.
web-report-reason = What is it about?
web-report-detail = What was it more exactly?
web-report-sends = Choosing one sends the report.
web-report-words = In your own words (optional)
web-report-count = {"{"}count{"}"} of {"{"}limit{"}"} characters
web-report-words-long = At most {"{"}limit{"}"} characters fit here.

## What the server did not take, said at the message

web-refused-malformed = This could not be read and was not sent. If that happens again, load the page anew.
web-refused-too-large = This is too large and was not sent.
web-refused-too-fast = That was too fast, and this was not sent. Wait a moment, then send it again.
web-refused-file = The file did not arrive in one piece and was not sent. Send it again.
