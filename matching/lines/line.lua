-- The line of one pool in Redis: how it is kept, and how people go. Postings are in postings.lua, how people join these in
-- joining.lua, searches in seeker.lua, search.lua and queues.lua, and what is asked in claims.lua and find.lua; they are
-- one library.
--
--   meta      came (how many newcomers there were), here (the line is complete), broken (postings were dropped)
--   people    of those who wait: number -> profile; of those who are claimed: "~" .. number -> claim .. "\0" .. profile,
--             before which there is "1" or "2": the seeker or the partner; of both: "@" .. member -> number .. ticket id
--             .. "\0" .. ticket, sealed: only Bauta can read that
--   claims    claim .. "\0" .. number of those who are claimed, by when
--   due       numbers, by when to look again; those who were claimed meanwhile are taken out by the tick that meets them
--   then for each language of a ticket: easy, choosy (numbers, by when the search began), and the postings of its
--   interests, see postings.lua. Numbers of those who are gone stay in these until a search meets them ("lazy deletion"),
--   so that every key a call touches is one it was given.
--
-- The last three of these have a "here", too, which a restore puts there: that none of them was lost since. The one of
-- `people` holds the notes of the restores that are under way.

local META, PEOPLE, CLAIMS, DUE = 1, 2, 3, 4
local FIRST = 5 -- of the keys of a ticket, see postings.lua

local WIDTH = 10 -- of a number; no two are the same, whichever process gave them (requests.py)
local COUNTED_BY = 5 -- the last byte of its count, of how many its process gave

-- What of a profile is read together, and where (see profiles.py): six single bytes at first, what it is worth, and the
-- rest; then the platform and the server, and at last the names
local WORTH, WORTH_AT, REST, REST_AT, AVOID_AT, PLATFORM, SERVER, NAMES = '<I4dI4', 7, '<dI4H', 23, 35, 37, 45, 53
local UNKNOWN = '\0\0\0\0\0\0\0\0'
local NEEDLE = 'c10' -- an interest as profiles and postings have it

-- To look one of these up in its table takes as long as what it does. While a library is loaded they are not there yet:
-- each function of ours begins with `ready`.
local call, byte, concat, format, locate, rep, sub, apart, together, band, abs, floor, sqrt, inf

local function ready()
  if call then return end
  call, byte, concat, format, locate = redis.call, string.byte, table.concat, string.format, string.find
  rep, sub, apart, together = string.rep, string.sub, struct.unpack, struct.pack
  band, abs, floor, sqrt, inf = bit.band, math.abs, math.floor, math.sqrt, math.huge
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

-- What is known of whoever has this profile, as requests.py takes the sealed ticket out of it
local function known_of(keys, profile)
  local known = call('HGET', keys[PEOPLE], '@' .. member_of(profile))
  if not known then error('BROKEN: somebody is in the line whom it does not know') end -- as calls.py reads it
  return known
end

-- How many wait: everybody has two fields, and those who are claimed don't wait
local function waiting(keys)
  return floor(call('HLEN', keys[PEOPLE]) / 2) - call('ZCOUNT', keys[CLAIMS], '-inf', '(+inf')
end

-- Take out a member (their field), waiting or claimed under this number. Whoever is in a claim besides stays held.
local function take_out(keys, member, number)
  if call('HDEL', keys[PEOPLE], member, number) == 2 then
    call('ZREM', keys[DUE], number)
  else
    local held = call('HGET', keys[PEOPLE], '~' .. number)
    if not held then return end
    call('HDEL', keys[PEOPLE], '~' .. number)
    call('ZREM', keys[CLAIMS], apart_held(held) .. '\0' .. number)
  end
end

-- Claim two who wait: the one who has waited longer is the seeker
local function claim_two(keys, claim, now, one, one_profile, other, other_profile)
  local since, other_since = since_of(one_profile), since_of(other_profile)
  if other_since < since or (other_since == since and earlier(other, one)) then
    one, one_profile, other, other_profile = other, other_profile, one, one_profile
  end
  local before = claim .. '\0'
  call('HDEL', keys[PEOPLE], one, other)
  call('HSET', keys[PEOPLE], '~' .. one, before .. '1' .. one_profile, '~' .. other, before .. '2' .. other_profile)
  call('ZADD', keys[CLAIMS], now, before .. one, now, before .. other)
end

-- Claim somebody who waits for somebody who has just come: their field, and what is known of them
local function claim_one(keys, claim, now, one, one_profile, other, other_profile, member, known)
  local before = claim .. '\0'
  call('HDEL', keys[PEOPLE], other)
  call('HSET', keys[PEOPLE], '~' .. one, before .. '1' .. one_profile, '~' .. other, before .. '2' .. other_profile,
    member, known)
  call('ZADD', keys[CLAIMS], now, before .. one, now, before .. other)
end
