-- The line of one pool in Redis: how it is kept, and how people come and go. Postings are in postings.lua, searches in
-- search.lua and queues.lua, and what is asked in claims.lua and find.lua; they are one library.
--
--   meta      n (the latest number), base (the one before the first), others (numbers given to others than newcomers),
--             "restores …" (a note of each restore that is under way), here (set by one that came to its end: the line
--             is complete), broken (postings were dropped)
--   waiting   number -> profile of those who wait
--   members   member -> number .. " " .. ticket id .. "\0" .. ticket, sealed: only Bauta can read that
--   held      number -> claim record .. "\0" .. profile, of those who are claimed
--   claims    claim records (claim .. " " .. its two numbers), by when they were made
--   due       numbers, by when to look again; those who were claimed meanwhile are taken out by the tick that meets them
--   then for each language of a ticket: easy, choosy (numbers, by when the search began), and the postings of its
--   interests, see postings.lua. Numbers of those who are gone stay in these until a search meets them ("lazy deletion"),
--   so that every key a call touches is one it was given.

local META, WAITING, MEMBERS, HELD, CLAIMS, DUE = 1, 2, 3, 4, 5, 6
local FIRST = 7 -- of the keys of a ticket: easy, choosy and postings of its first language, and so on

-- What of a profile is read together, and where (see profiles.py): six single bytes at first, what it is worth, and the
-- rest; then the platform and the server, and at last the names
local WORTH, WORTH_AT, REST, REST_AT, AVOID_AT, PLATFORM, SERVER, NAMES = '<I4dI4', 7, '<dI4H', 23, 35, 37, 45, 53
local UNKNOWN = '\0\0\0\0\0\0\0\0'
local NEEDLE = 'c10' -- an interest as profiles and postings have it

-- To look one of these up in its table takes as long as what it does. While a library is loaded they are not there yet:
-- each function of ours begins with `ready`.
local call, byte, concat, format, locate, match, rep, sub, apart, together, band, abs, floor, sqrt, inf

local function ready()
  if call then return end
  call, byte, concat, format, locate = redis.call, string.byte, table.concat, string.format, string.find
  match, rep, sub, apart, together = string.match, string.rep, string.sub, struct.unpack, struct.pack
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

-- Of what is known of a member: number, ticket id
local function parsed(known)
  return match(known, '^(%d+) ([^%z]*)%z')
end

-- What is known of whoever has this profile, as requests.py takes the sealed ticket out of it
local function known_of(keys, profile)
  local known = call('HGET', keys[MEMBERS], member_of(profile))
  if not known then error('BROKEN: somebody is in the line whom it does not know') end -- as calls.py reads it
  return known
end

-- Let go of the claim of somebody held; whoever is in it besides stays held
local function forget_claim(keys, number, held)
  local record, one, other = match(held, '^(%S+ (%d+) (%d+))%z')
  if call('HEXISTS', keys[HELD], one == number and other or one) == 0 then
    call('ZREM', keys[CLAIMS], record)
  end
end

-- Take out a member, waiting or claimed under this number
local function take_out(keys, member, number)
  call('HDEL', keys[MEMBERS], member)
  if call('HDEL', keys[WAITING], number) == 1 then
    call('ZREM', keys[DUE], number)
    return
  end
  local held = call('HGET', keys[HELD], number)
  if held then
    call('HDEL', keys[HELD], number)
    forget_claim(keys, number, held)
  end
end

-- A number for somebody who joins; later ones sort behind. Never one from before Redis was emptied, by which a tick that
-- is under way would claim somebody else: the first is the time in microseconds. Who was there is taken out. `known`:
-- ticket id .. "\0" .. ticket, sealed.
local function join(keys, member, known, newcomer)
  local n = call('HINCRBY', keys[META], 'n', 1)
  if n == 1 then
    local time = call('TIME')
    local base = format('%d%06d', time[1], time[2])
    call('HSET', keys[META], 'base', base)
    n = call('HINCRBY', keys[META], 'n', base)
  end
  if not newcomer then call('HINCRBY', keys[META], 'others', 1) end
  local number = format('%016d', n)
  known = number .. ' ' .. known
  if call('HSETNX', keys[MEMBERS], member, known) == 0 then
    take_out(keys, member, (parsed(call('HGET', keys[MEMBERS], member))))
    call('HSET', keys[MEMBERS], member, known)
  end
  return number
end

-- Hold two in one claim; the profiles as in `waiting`
local function hold(keys, claim, now, one, one_profile, other, other_profile)
  local record = claim .. ' ' .. one .. ' ' .. other
  call('HSET', keys[HELD], one, record .. '\0' .. one_profile, other, record .. '\0' .. other_profile)
  call('ZADD', keys[CLAIMS], now, record)
end

-- Claim somebody who waits for somebody who has just joined
local function claim_one(keys, claim, now, newcomer, profile, other, other_profile)
  call('HDEL', keys[WAITING], other)
  hold(keys, claim, now, newcomer, profile, other, other_profile)
end

-- Claim two who wait: the one who has waited longer comes first
local function claim_two(keys, claim, now, one, one_profile, other, other_profile)
  local since, other_since = since_of(one_profile), since_of(other_profile)
  if other_since < since or (other_since == since and other < one) then
    one, one_profile, other, other_profile = other, other_profile, one, one_profile
  end
  call('HDEL', keys[WAITING], one, other)
  hold(keys, claim, now, one, one_profile, other, other_profile)
end
