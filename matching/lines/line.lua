-- The line of one pool in Redis: how it is kept, and how people come and go. Postings are in postings.lua, searches in
-- search.lua and queues.lua, and what is asked in claims.lua and find.lua; they are one library.
--
--   meta      n (the latest number), base (the one before the first), others (numbers given to others than newcomers),
--             restores (the latest restore that began), here (set by one that came to its end: the line is complete),
--             broken (postings were dropped)
--   waiting   number -> profile of those who wait
--   members   member -> number .. " " .. ticket id .. "\0" .. ticket, sealed: only Bauta can read that
--   held      number -> claim record .. "\0" .. profile, of those who are claimed
--   claims    claim records (claim .. " " .. its two numbers), by when they were made
--   due       numbers, by when to look again
--   then for each language of a ticket: easy, choosy (numbers, by when the search began), and the postings of its
--   interests, see postings.lua. Numbers of those who are gone stay in these until a search meets them ("lazy deletion"),
--   so that every key a call touches is one it was given.

local META, WAITING, MEMBERS, HELD, CLAIMS, DUE = 1, 2, 3, 4, 5, 6
local FIRST = 7 -- of the keys of a ticket: easy, choosy and postings of its first language, and so on
local FIELDS = '<BBBI4I4I4ddI4I4HH' -- see profiles.py
local NAMES, PLATFORM, SERVER = 40, 44, 52 -- where in a profile it says where the names begin, and where these do
local UNKNOWN = '\0\0\0\0\0\0\0\0'

local function member_of(profile, names)
  return string.sub(profile, names, string.find(profile, '\0', names, true) - 1)
end

local function text(number)
  return string.format('%.17g', number)
end

-- Of what is known of a member: number, ticket id
local function parsed(known)
  return string.match(known, '^(%d+) ([^%z]*)%z')
end

-- What is known of whoever has this profile, as requests.py takes the sealed ticket out of it
local function known_of(keys, profile)
  local known = redis.call('HGET', keys[MEMBERS], member_of(profile, (struct.unpack('<H', profile, NAMES))))
  if not known then error('BROKEN: somebody is in the line whom it does not know') end -- as calls.py reads it
  return known
end

-- Let go of the claim of somebody held; whoever is in it besides stays held
local function forget_claim(keys, number, held)
  local record, one, other = string.match(held, '^(%S+ (%d+) (%d+))%z')
  if redis.call('HEXISTS', keys[HELD], one == number and other or one) == 0 then
    redis.call('ZREM', keys[CLAIMS], record)
  end
end

-- Take out a member, waiting or claimed under this number
local function take_out(keys, member, number)
  redis.call('HDEL', keys[MEMBERS], member)
  if redis.call('HDEL', keys[WAITING], number) == 1 then
    redis.call('ZREM', keys[DUE], number)
    return
  end
  local held = redis.call('HGET', keys[HELD], number)
  if held then
    redis.call('HDEL', keys[HELD], number)
    forget_claim(keys, number, held)
  end
end

-- A number for somebody who joins; later ones sort behind. Never one from before Redis was emptied, by which a tick that
-- is under way would claim somebody else: the first is the time in microseconds. Who was there is taken out.
local function join(keys, member, ticket, sealed, newcomer)
  local n = redis.call('HINCRBY', keys[META], 'n', 1)
  if n == 1 then
    local time = redis.call('TIME')
    local base = string.format('%d%06d', time[1], time[2])
    redis.call('HSET', keys[META], 'base', base)
    n = redis.call('HINCRBY', keys[META], 'n', base)
  end
  if not newcomer then redis.call('HINCRBY', keys[META], 'others', 1) end
  local number = string.format('%016d', n)
  local known = number .. ' ' .. ticket .. '\0' .. sealed
  if redis.call('HSETNX', keys[MEMBERS], member, known) == 0 then
    take_out(keys, member, (parsed(redis.call('HGET', keys[MEMBERS], member))))
    redis.call('HSET', keys[MEMBERS], member, known)
  end
  return number
end

-- Claim two who wait, or who have just joined; the profiles as in `waiting`
local function make_claim(keys, claim, now, one, one_profile, other, other_profile)
  local record = claim .. ' ' .. one .. ' ' .. other
  redis.call('HDEL', keys[WAITING], one, other)
  redis.call('ZREM', keys[DUE], one, other)
  redis.call('HSET', keys[HELD], one, record .. '\0' .. one_profile, other, record .. '\0' .. other_profile)
  redis.call('ZADD', keys[CLAIMS], now, record)
end

-- The same for two who waited: the one who has waited longer comes first
local function claim_two(keys, claim, now, one, one_profile, other, other_profile)
  local _, _, _, _, _, _, since = struct.unpack(FIELDS, one_profile)
  local _, _, _, _, _, _, other_since = struct.unpack(FIELDS, other_profile)
  if other_since < since or (other_since == since and other < one) then
    one, one_profile, other, other_profile = other, other_profile, one, one_profile
  end
  make_claim(keys, claim, now, one, one_profile, other, other_profile)
end
