-- The line of one pool in Redis: how it is kept, and how people go. Postings are in postings.lua, how people join these in
-- joining.lua, searches in seeker.lua, search.lua and queues.lua, and what is asked in claims.lua and find.lua; they are
-- one library.
--
--   meta      came (how many newcomers there were), here (the line is complete), broken (something was dropped), kept (see
--             kept.lua)
--   people    of those who wait: number -> profile; of those who are claimed: "~" .. number -> claim .. "\0" .. profile,
--             before which there is "1" or "2": the seeker or the partner; of both: "@" .. member -> number .. ticket id
--             .. "\0" .. languages .. "\0" .. ticket, sealed: only Bauta can read that; and `stamp`, see kept.lua
--   claims    claim .. "\0" .. number of those who are claimed, by when
--   due       numbers, by when to look again; those who were claimed meanwhile are taken out by the tick that meets them
--   then for each language of a ticket: easy, choosy (numbers, by when the search began), and the postings of its
--   interests, see postings.lua. Numbers of those who are gone stay in these until a search meets them ("lazy deletion"),
--   so that every key a call touches is one it was given.
--
-- The last three of these have a "here", too, which a restore puts there: that none of them was lost since. The one of
-- `people` holds the notes of the restores that are under way.

local asked = {} -- the functions that are called from outside, by their names

local META, PEOPLE, CLAIMS, DUE = 1, 2, 3, 4
local FIRST = 5 -- of the keys of a ticket, see postings.lua
local EASY, CHOOSY, BEGINNINGS, QUEUED = 0, 1, 2, 3 -- the keys of a language, and how many these are

local WIDTH = 10 -- of a number; no two are the same, whichever process gave them (requests.py)
local COUNTED_BY = 5 -- the last byte of its count, of how many its process gave

-- What of a profile is read together, and where (see profiles.py): the brief, which begins with six single bytes, what it is
-- worth, and the rest; then the platform and the server, and at last the names
local BRIEF = 20 -- bytes; they stand beside each number in a posting
local WORTH, WORTH_AT, REST, REST_AT, AVOID_AT, PLATFORM, SERVER, NAMES = '<I4dI4', 21, '<dI4H', 37, 49, 51, 59, 67
local UNKNOWN = '\0\0\0\0\0\0\0\0'
local NEEDLE, NEEDLE_LONG = 'c10', 10 -- an interest as profiles and postings have it
local SPARE = 1000 -- places of those who are gone that are nothing to worry about

-- To look one of these up in its table takes as long as what it does. While a library is loaded they are not there yet:
-- each function of ours begins with `ready`.
local call, byte, concat, format, locate, rep, sub, apart, together, band, abs, floor, max, sqrt, inf

local function ready()
  if call then return end
  call, byte, concat, format, locate = redis.call, string.byte, table.concat, string.format, string.find
  rep, sub, apart, together = string.rep, string.sub, struct.unpack, struct.pack
  band, abs, floor, max, sqrt, inf = bit.band, math.abs, math.floor, math.max, math.sqrt, math.huge
end

local function member_of(profile)
  return sub(profile, NAMES, locate(profile, '\0', NAMES, true) - 1)
end

local function since_of(profile)
  return (apart('<d', profile, REST_AT))
end

local function text(number)
  return format('%.17g', number)
end

-- Of what is known of a member
local function number_of(known)
  return sub(known, 1, WIDTH)
end

local function ticket_of(known)
  return sub(known, WIDTH + 1, locate(known, '\0', WIDTH + 1, true) - 1)
end

-- The languages, with commas between them
local function tongues_of(known)
  local from = locate(known, '\0', WIDTH + 1, true) + 1
  return sub(known, from, locate(known, '\0', from, true) - 1)
end

-- Of what is held: claim, "1" or "2", profile
local function apart_held(held)
  local stop = locate(held, '\0', 1, true)
  return sub(held, 1, stop - 1), sub(held, stop + 1, stop + 1), sub(held, stop + 2)
end

-- Whether a number sorts before another. How Lua compares texts depends on where the server is.
local function earlier(one, other)
  for at = 1, WIDTH do
    local a, b = byte(one, at), byte(other, at)
    if a ~= b then return a < b end
  end
  return false
end

