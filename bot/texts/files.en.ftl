### English. What is said about files, about taking back, and about feelings.

file-too-large = This is too large: at most { $megabytes } MB pass. It was not passed on; send a smaller one.
file-too-many-pixels = This picture is too large to be cleaned. It was not passed on; send a smaller one.
file-too-long = This is too long to be cleaned. It was not passed on; send a shorter one.
file-broken = This { $kind ->
        [photo] photo
        [video] video
        [voice] recording
       *[other] file
    } could not be read, so it was not passed on. Try another one.
file-no-tool = { $kind ->
        [video] Videos
        [video-note] Video messages
        [voice] Voice messages
        [audio] Music
        [animation] GIFs
        [sticker] Stickers of this kind
       *[other] Files of this kind
    } can't be passed on here, because they can't be cleaned of what tells who made them. Text and photos work.
file-not-cleanable = Files of this kind aren't passed on, because they can tell who made them. Send it as text or as a picture if you like.
file-busy = There is too much going on right now, so this was not passed on. Please send it again in a minute.

delete-not-passed = This could not be taken back: your partner still sees it.
delete-what = Answer one of your messages of this chat with /del, and it is taken back on both sides.
reacted = Your partner feels about this: { $emoji }
forwarded = ↪ forwarded
