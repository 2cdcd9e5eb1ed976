-- What is asked of the line that is no search, after line.lua and postings.lua: ticks, claims, and who leaves.

-- Whether everybody has one place, and all that is held a claim. Not so if a key is gone: a Redis that is told to evict
-- keys may drop any. `due` is never empty once the line is complete; that postings are gone is noticed by who joins them.
local function consistent(keys)
  local held = call('HLEN', keys[HELD])
  return call('HLEN', keys[MEMBERS]) == call('HLEN', keys[WAITING]) + held
    and (held > 0) == (call('EXISTS', keys[CLAIMS]) == 1)
    and (call('HEXISTS', keys[META], 'here') == 0 or call('ZSCORE', keys[DUE], 'here'))
    and call('HEXISTS', keys[META], 'broken') == 0
end

local ROUNDS = 4 -- of those who are due, in one call, should most of them be gone

-- Those who are due, at most `most` of those who still wait, and whether there may be more. They are due again soon,
-- should whoever asked die before looking.
local function ripe_of(keys, now, most)
  local ripe, more = {}, true
  for _ = 1, ROUNDS do
    local due = call('ZRANGEBYSCORE', keys[DUE], '-inf', now, 'LIMIT', 0, most)
    if #due == 0 then return ripe, false end
    local again, gone = {}, {}
    for at, profile in ipairs(profiles_of(keys, due)) do
      if profile then
        ripe[#ripe + 1] = { due[at], known_of(keys, profile), profile }
        again[#again + 1] = now + 2
        again[#again + 1] = due[at]
      else
        gone[#gone + 1] = due[at]
      end
    end
    if #again > 0 then call('ZADD', keys[DUE], unpack(again)) end
    if #gone > 0 then call('ZREM', keys[DUE], unpack(gone)) end
    more = #due == most
    if not more or 2 * #ripe >= most then break end
  end
  return ripe, more
end

-- ARGV: now, most, expires. Who is due, with their tickets; stale claims; arrivals; whether the line is complete; how many
-- wait; whether more may be due.
local function begin_tick(keys, args)
  if not consistent(keys) then call('DEL', unpack(keys, 1, DUE)) end -- it is restored
  local now = tonumber(args[1])
  local ripe, more = ripe_of(keys, now, tonumber(args[2]))
  local stale = {}
  local claims = call('ZRANGEBYSCORE', keys[CLAIMS], '-inf', now - tonumber(args[3]), 'LIMIT', 0, 16)
  for _, record in ipairs(claims) do
    local claim, one, other = match(record, '^(%S+) (%d+) (%d+)$')
    local row = { claim }
    for _, held in ipairs(call('HMGET', keys[HELD], one, other)) do
      if held then
        row[#row + 1] = known_of(keys, sub(held, #record + 2))
      end
    end
    if #row == 1 then call('ZREM', keys[CLAIMS], record) else stale[#stale + 1] = row end
  end
  local meta = call('HMGET', keys[META], 'n', 'base', 'others', 'here')
  local arrivals = tonumber(meta[1] or 0) - tonumber(meta[2] or 0) - tonumber(meta[3] or 0)
  return { ripe, stale, text(arrivals), meta[4] or '', call('HLEN', keys[WAITING]), more and 1 or 0 }
end

-- ARGV: claim, ttl, then for each ticket: member, how many languages and interests, and these as fields of postings, in
-- one. KEYS: those of one ticket after the other. Whoever is still held in this claim waits again, due at once.
local function undo(keys, args)
  local claim, at = args[1], FIRST
  for each = 3, #args, 4 do
    local member, tongues, terms = args[each], tonumber(args[each + 1]), tonumber(args[each + 2])
    local known = call('HGET', keys[MEMBERS], member)
    local number = known and parsed(known)
    local held = number and call('HGET', keys[HELD], number)
    if held and match(held, '^%S+') == claim then
      local record = match(held, '^[^%z]+')
      local profile = sub(held, #record + 2)
      local since, reserve = apart(REST, profile, REST_AT)
      call('HDEL', keys[HELD], number)
      call('HDEL', keys[MEMBERS], member)
      number = join(keys, member, sub(known, locate(known, ' ', 1, true) + 1), false) -- postings may hold the one before
      call('HSET', keys[WAITING], number, profile)
      local shelf = beginnings(keys, at, tongues, { apart(rep(NEEDLE, terms), args[each + 3]) }, terms)
      shelve(keys, shelf, nil, number, since, reserve, args[2], 0)
      call('ZADD', keys[DUE], since, number)
      call('ZREM', keys[CLAIMS], record)
    end
    at = at + tongues * width_of(terms)
  end
  return 1
end

-- ARGV: member
local function leave(keys, args)
  local known = call('HGET', keys[MEMBERS], args[1])
  if not known then return 0 end
  take_out(keys, args[1], (parsed(known)))
  return 1
end

-- KEYS: the queues of their languages, which searches look at so often. ARGV: claim, then member, ticket pairs:
-- these tickets are out, held in this claim or another, or waiting
local function settle(keys, args)
  local members = call('HMGET', keys[MEMBERS], args[2], args[4])
  local numbers = {}
  for at = 1, 2 do
    if members[at] then
      local number, ticket = parsed(members[at])
      if ticket == args[2 * at + 1] then numbers[#numbers + 1] = number else members[at] = false end
    end
  end
  if #numbers == 2 and call('ZREM', keys[CLAIMS], args[1] .. ' ' .. numbers[1] .. ' ' .. numbers[2]) == 1 then
    call('HDEL', keys[MEMBERS], args[2], args[4]) -- as it nearly always is: both are held, and in this claim
    call('HDEL', keys[HELD], numbers[1], numbers[2])
    for at = FIRST, #keys do call('ZREM', keys[at], numbers[1], numbers[2]) end
    return 1
  end
  for at = 1, 2 do
    if members[at] then take_out(keys, args[2 * at], (parsed(members[at]))) end
  end
  return 1
end

-- ARGV: the note of a restore that comes to its end: from now on the line is complete, unless it was emptied meanwhile
local function here(keys, args)
  if call('HDEL', keys[META], args[1]) == 0 then return 0 end
  call('HSET', keys[META], 'here', 1)
  call('ZADD', keys[DUE], '+inf', 'here') -- see `consistent`
  found(keys[DUE])
  return 1
end
