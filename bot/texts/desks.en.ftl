### English. What people read about where cards of cases go, and where not; *…* is bold. ◆ is put before it by the code.

## With /mod here and /mod away

mod-desk-set = { $scope ->
        [server] Cards of cases that began on this server come here from now on, and to no other channel of it.
        [either] Cards of cases come here from now on: everybody's, not those of this server. To have those here, use /mod away, then /mod here server.
       *[global] Cards of cases come here from now on.
    } /mod away ends that.
mod-desk-away = No more cards come here. Those that stand here stay as they are.{ $scope ->
        [server] {" "}What waits on this server goes to Bauta's own moderators, and so do new reports until you choose a channel again.
       *[global] {""}
    }
mod-desk-lost = A channel or group where cards went is gone, or I may not write there any more. No cards go there now. { $scope ->
        [server] What waited there goes to Bauta's own moderators. To choose a channel again, use /bauta in the server.
       *[global] /mod here sets up another place.
    }
mod-desk-other = { $scope ->
        [server] Cards of this server's own cases come here. Everybody's can't come to the same channel.
       *[global] Cards of everybody's cases come here. Those of one server can't come to the same channel.
    } Nothing was changed. Use another channel; or end that with /mod away, if it is yours to end, and then /mod here again.

## With /bauta

server-moderators = In which channel shall reports from this server arrive, and which role may deal with them? Let me see that channel and write in it. Moderators see cases, never names or accounts. Without a channel, and while Bauta is switched off here, Bauta's own moderators deal with them.
server-channel-taken = Cards of everybody's cases come to that channel, so those of this server can't. Nothing was changed. Choose another channel, or have that ended there with /mod away first.

## Files that are evidence

exhibits-file = [{ $kind ->
        [photo] Photo
        [video] Video
        [video-note] Video message
        [voice] Voice message
        [audio] Music
        [animation] GIF
        [sticker] Sticker
       *[document] File
    }{ $kilobytes ->
        [0] {""}
       *[other] , { $kilobytes } kB
    }{ $shown ->
        [below] : it stands below; tap it if you need to see it
        [minors] : in a case about a minor's safety no picture is shown to anybody
        [gone] : it can't be shown here, or not any more
       *[never] : files of this kind are not shown
    }]
