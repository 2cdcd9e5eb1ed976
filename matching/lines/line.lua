-- The line of one pool in Redis: how it is kept, and every step that is no search. Searches are in search.lua
-- and find.lua; the three are one library.
--
--   meta      n (the latest number), base (the one before the first), others (numbers given to others than newcomers),
--             restores (the latest restore that began), here (set by one that came to its end: the line is complete)
--   waiting   number -> profile of those who wait
--   members   member -> number .. " " .. ticket id .. "\0" .. ticket, sealed: only Bauta can read that
--   held      number -> claim record .. "\0" .. profile, of those who are claimed
--   claims    claim records (claim .. " " .. its two numbers), by when they were made
--   due       numbers, by when to look again
--   then for each language of a ticket: easy, choosy (numbers, by when the search began), and a posting for each of its
--   interests (a list of numbers, those who came first first). Numbers of those who are gone stay in these until a
--   search meets them ("lazy deletion"), so that every key a call touches is one it was given; a posting that nobody
--   joins for a day is given up.

local META, WAITING, MEMBERS, HELD, CLAIMS, DUE = 1, 2, 3, 4, 5, 6
local FIRST = 7 -- of the keys of a ticket: easy, choosy, postings… of its first language, and so on
local TEND = 16 -- every so many who join look after all the postings they join
local SHORT = 4 -- a posting: whoever joins it renews its life
local FIELDS = '<BBBI4I4I4ddI4I4HH' -- see profiles.py
local PLATFORM, SERVER = 44, 52 -- where these begin in a profile
local UNKNOWN = '\0\0\0\0\0\0\0\0'

local function member_of(profile, names)
  return string.sub(profile, names, string.find(profile, '\0', names, true) - 1)
end

local function text(number)
  return string.format('%.17g', number)
end

-- What is known of a member: number, ticket id, sealed ticket
local function parsed(known)
  if not known then error('BROKEN: somebody is in the line whom it does not know') end -- as calls.py reads it
  return string.match(known, '^(%d+) ([^%z]*)%z(.*)$')
end

-- The sealed ticket of whoever has this profile
local function sealed_of(keys, profile)
  local _, _, _, _, _, _, _, _, _, _, names = struct.unpack(FIELDS, profile)
  local _, _, sealed = parsed(redis.call('HGET', keys[MEMBERS], member_of(profile, names)))
  return sealed
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
-- is under way would claim somebody else: the first is the time in microseconds
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
  redis.call('HSET', keys[MEMBERS], member, number .. ' ' .. ticket .. '\0' .. sealed)
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

-- Take those who are gone off the first `many` of a posting
local function tend(keys, key, many)
  local numbers = redis.call('LRANGE', key, 0, many - 1)
  if #numbers == 0 then return end
  for at, profile in ipairs(redis.call('HMGET', keys[WAITING], unpack(numbers))) do
    if not profile then redis.call('LREM', key, 1, numbers[at]) end
  end
end

-- Put somebody where searches find them. KEYS from `at` on: of `tongues` languages, each with a posting for each of
-- `terms`; of these those in `own` are theirs. `heads`: when the first in each queue began that was looked at; others may
-- be new, and are given their life.
local function shelve(keys, at, tongues, terms, own, number, since, reserve, ttl, heads)
  local call = redis.call
  local tends = tonumber(number) % TEND == 0
  for tongue = 1, tongues do
    local first = at + (tongue - 1) * (2 + terms)
    local queue = keys[reserve > 0 and first + 1 or first]
    call('ZADD', queue, since, number)
    if tends or not heads or not heads[queue] then call('EXPIRE', queue, ttl) end
    for place = 1, #own do
      local key = keys[first + 1 + own[place]]
      local length = call('RPUSH', key, number)
      if tends or length <= SHORT then call('EXPIRE', key, ttl) end -- longer ones are joined often
      if tends and length > 1 then tend(keys, key, 2 * TEND) end
    end
  end
end

-- Whether everybody has one place, and all that is held a claim. Not so if a key is gone: a Redis that is told to evict
-- keys may drop any. `due` is never empty once the line is complete.
local function consistent(keys)
  local call = redis.call
  local held = call('HLEN', keys[HELD])
  return call('HLEN', keys[MEMBERS]) == call('HLEN', keys[WAITING]) + held
    and (held > 0) == (call('EXISTS', keys[CLAIMS]) == 1)
    and (call('EXISTS', keys[DUE]) == 1 or call('HEXISTS', keys[META], 'here') == 0)
end

-- ARGV: now, most, expires. Who is due, with their tickets; stale claims; arrivals; whether the line is complete.
-- Those who are due are due again soon, should whoever asked die before looking.
local function begin_tick(keys, args)
  if not consistent(keys) then redis.call('DEL', unpack(keys, 1, DUE)) end -- it is restored
  local now = tonumber(args[1])
  local due = redis.call('ZRANGEBYSCORE', keys[DUE], '-inf', args[1], 'LIMIT', 0, args[2])
  local ripe = {}
  if #due > 0 then
    for at, profile in ipairs(redis.call('HMGET', keys[WAITING], unpack(due))) do
      if profile then
        redis.call('ZADD', keys[DUE], now + 2, due[at])
        ripe[#ripe + 1] = { due[at], sealed_of(keys, profile), profile }
      else
        redis.call('ZREM', keys[DUE], due[at])
      end
    end
  end
  local stale = {}
  local claims = redis.call('ZRANGEBYSCORE', keys[CLAIMS], '-inf', now - tonumber(args[3]), 'LIMIT', 0, 16)
  for _, record in ipairs(claims) do
    local claim, one, other = string.match(record, '^(%S+) (%d+) (%d+)$')
    local row = { claim }
    for _, held in ipairs(redis.call('HMGET', keys[HELD], one, other)) do
      if held then
        row[#row + 1] = sealed_of(keys, string.sub(held, #record + 2))
      end
    end
    if #row == 1 then redis.call('ZREM', keys[CLAIMS], record) else stale[#stale + 1] = row end
  end
  local meta = redis.call('HMGET', keys[META], 'n', 'base', 'others', 'here')
  local arrivals = tonumber(meta[1] or 0) - tonumber(meta[2] or 0) - tonumber(meta[3] or 0)
  return { ripe, stale, text(arrivals), meta[4] or '' }
end

-- ARGV: claim, ttl, then for each ticket: member, how many languages and interests. KEYS: those of one ticket after the
-- other. Whoever is still held in this claim waits again, due at once.
local function undo(keys, args)
  local claim, at = args[1], FIRST
  for each = 3, #args, 3 do
    local tongues, terms = tonumber(args[each + 1]), tonumber(args[each + 2])
    local known = redis.call('HGET', keys[MEMBERS], args[each])
    local number, ticket, sealed
    if known then number, ticket, sealed = parsed(known) end
    local held = number and redis.call('HGET', keys[HELD], number)
    if held and string.match(held, '^%S+') == claim then
      local record = string.match(held, '^[^%z]+')
      local profile, own = string.sub(held, #record + 2), {}
      for term = 1, terms do own[term] = term end
      local _, _, _, _, _, _, since, _, reserve = struct.unpack(FIELDS, profile)
      redis.call('HDEL', keys[HELD], number)
      number = join(keys, args[each], ticket, sealed, false) -- postings may still hold the one before
      redis.call('HSET', keys[WAITING], number, profile)
      shelve(keys, at, tongues, terms, own, number, since, reserve, args[2])
      redis.call('ZADD', keys[DUE], since, number)
      redis.call('ZREM', keys[CLAIMS], record)
    end
    at = at + tongues * (2 + terms)
  end
  return 1
end

-- ARGV: member
local function leave(keys, args)
  local known = redis.call('HGET', keys[MEMBERS], args[1])
  if not known then return 0 end
  take_out(keys, args[1], (parsed(known)))
  return 1
end

-- KEYS: the queues of their languages, which searches look at so often. ARGV: claim, then member, ticket pairs:
-- these tickets are out, held in this claim or another, or waiting
local function settle(keys, args)
  local members = redis.call('HMGET', keys[MEMBERS], args[2], args[4])
  local numbers = {}
  for at = 1, 2 do
    if members[at] then
      local number, ticket = parsed(members[at])
      if ticket == args[2 * at + 1] then numbers[#numbers + 1] = number else members[at] = false end
    end
  end
  if #numbers == 2 and redis.call('ZREM', keys[CLAIMS], args[1] .. ' ' .. numbers[1] .. ' ' .. numbers[2]) == 1 then
    redis.call('HDEL', keys[MEMBERS], args[2], args[4]) -- as it nearly always is: both are held, and in this claim
    redis.call('HDEL', keys[HELD], numbers[1], numbers[2])
    for at = FIRST, #keys do redis.call('ZREM', keys[at], numbers[1], numbers[2]) end
    return 1
  end
  for at = 1, 2 do
    if members[at] then take_out(keys, args[2 * at], (parsed(members[at]))) end
  end
  return 1
end

-- ARGV: name of a restore that comes to its end: from now on the line is complete, unless it was emptied meanwhile
local function here(keys, args)
  if redis.call('HGET', keys[META], 'restores') ~= args[1] then return 0 end
  redis.call('HSET', keys[META], 'here', args[1])
  redis.call('ZADD', keys[DUE], '+inf', 'here') -- see `consistent`
  return 1
end
