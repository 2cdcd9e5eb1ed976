-- What is asked of the line that is no search, after line.lua and postings.lua: ticks, claims, and who leaves.

-- Whether everybody has one place, and all that is held a claim. Not so if a key is gone: a Redis that is told to evict
-- keys may drop any. `due` is never empty once the line is complete; that postings are gone is noticed by who joins them.
local function consistent(keys)
  local call = redis.call
  local held = call('HLEN', keys[HELD])
  return call('HLEN', keys[MEMBERS]) == call('HLEN', keys[WAITING]) + held
    and (held > 0) == (call('EXISTS', keys[CLAIMS]) == 1)
    and (call('EXISTS', keys[DUE]) == 1 or call('HEXISTS', keys[META], 'here') == 0)
    and call('HEXISTS', keys[META], 'broken') == 0
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
        ripe[#ripe + 1] = { due[at], known_of(keys, profile), profile }
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
        row[#row + 1] = known_of(keys, string.sub(held, #record + 2))
      end
    end
    if #row == 1 then redis.call('ZREM', keys[CLAIMS], record) else stale[#stale + 1] = row end
  end
  local meta = redis.call('HMGET', keys[META], 'n', 'base', 'others', 'here')
  local arrivals = tonumber(meta[1] or 0) - tonumber(meta[2] or 0) - tonumber(meta[3] or 0)
  return { ripe, stale, text(arrivals), meta[4] or '' }
end

-- ARGV: claim, ttl, then for each ticket: member, how many languages and interests, and the fields of these in postings.
-- KEYS: those of one ticket after the other. Whoever is still held in this claim waits again, due at once.
local function undo(keys, args)
  local claim, at, each = args[1], FIRST, 3
  while each <= #args do
    local member, tongues, terms = args[each], tonumber(args[each + 1]), tonumber(args[each + 2])
    local known = redis.call('HGET', keys[MEMBERS], member)
    local number, ticket
    if known then number, ticket = parsed(known) end
    local held = number and redis.call('HGET', keys[HELD], number)
    if held and string.match(held, '^%S+') == claim then
      local record = string.match(held, '^[^%z]+')
      local profile, own = string.sub(held, #record + 2), {}
      for term = 1, terms do own[term] = term end
      local _, _, _, _, _, _, since, _, reserve = struct.unpack(FIELDS, profile)
      redis.call('HDEL', keys[HELD], number)
      redis.call('HDEL', keys[MEMBERS], member)
      local sealed = string.sub(known, string.find(known, '\0', 1, true) + 1)
      number = join(keys, member, ticket, sealed, false) -- postings may still hold the one before
      redis.call('HSET', keys[WAITING], number, profile)
      local shelf = beginnings(keys, at, tongues, { unpack(args, each + 3, each + 2 + terms) })
      shelve(keys, shelf, own, number, since, reserve, args[2], 0)
      redis.call('ZADD', keys[DUE], since, number)
      redis.call('ZREM', keys[CLAIMS], record)
    end
    at = at + tongues * width_of(terms)
    each = each + 3 + terms
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
