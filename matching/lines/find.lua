-- What is asked of the line, after line.lua and search.lua: the functions that search.

local function own_terms(one)
  local own = {}
  for place = 1, one.count do
    if one.values[place] > 0 then own[#own + 1] = place end
  end
  return own
end

local function wait(keys, one, number)
  redis.call('HSET', keys[WAITING], number, one.text)
  shelve(keys, FIRST, one.tongues, one.count, own_terms(one), number, one.since, one.reserve, one.ttl, one.heads)
end

local function look_at(keys, one, number, due)
  local commits = one.since + one.commit
  if one.now < commits and commits < due then due = commits end
  if due < math.huge then
    redis.call('ZADD', keys[DUE], due, number)
  else
    redis.call('ZREM', keys[DUE], number)
  end
end

-- Returns the partner's sealed ticket and score; or the seeker's number, when to look again, and where to go
-- on if there are more people than one call may ask.
local function find(keys, args)
  local one = seeker(args)
  local before = redis.call('HGET', keys[MEMBERS], one.member)
  if before then take_out(keys, one.member, (parsed(before))) end
  local number = join(keys, one.member, one.number, one.sealed, one.newcomer)
  local parts, due, on = nil, math.huge, nil
  local other, profile = longest(keys, one, one.overdue, one.overdue, {})
  if not other then
    local found
    found, due = look(keys, one, false)
    if found[1] then
      local best = found[1]
      for at = 2, #found do
        if better(found[at], best) then best = found[at] end
      end
      other, parts, profile = best[3], best[4], best[6]
    else
      other, profile, on = anyone(keys, one, {})
    end
  end
  if other then
    local sealed = sealed_of(keys, profile)
    parts = parts or parts_of(one, profile)
    make_claim(keys, one.claim, one.now, number, one.text, other, profile)
    return { 'match', sealed, parts }
  end
  wait(keys, one, number)
  look_at(keys, one, number, due)
  return { 'waits', number, text(due), on or {} }
end

-- ARGV: as for find, and the most edges. Whom somebody who waits may be paired with now, best first, and when the next is
-- acceptable.
local function look_again(keys, args)
  local one = seeker(args)
  if redis.call('HEXISTS', keys[WAITING], one.number) == 0 then return { 'gone' } end
  local found, due = look(keys, one, true)
  table.sort(found, better)
  local edges = {}
  for at = 1, math.min(#found, tonumber(args[10])) do
    local each = found[at]
    edges[at] = { each[3], each[4], each[5] }
  end
  return { text(due), edges }
end

-- ARGV: as for find, then when to look again and where to go on. Pair somebody who waits with whoever waits longest, or
-- set when to look again.
local function settle_for_anyone(keys, args)
  local one = seeker(args)
  if redis.call('HEXISTS', keys[WAITING], one.number) == 0 then return { 'gone' } end
  local places = {}
  for place = 11, #args do places[#places + 1] = tonumber(args[place]) end
  local other, profile, on = anyone(keys, one, places)
  if on then return { 'more', on } end -- the one who searches stays due for what is left
  if not other then
    look_at(keys, one, one.number, tonumber(args[10]))
    return { 'none' }
  end
  local _, _, _, _, _, _, since = struct.unpack(FIELDS, profile)
  local sealed = sealed_of(keys, profile)
  claim_two(keys, one.claim, one.now, one.number, one.text, other, profile)
  return { 'match', sealed, parts_of(one, profile), other, text(since) }
end

-- ARGV: now, then claim, number, number of each pair: claim the two if both still wait. Returns for each the
-- sealed ticket and profile of the one, and of the other; or nothing.
local function claim_pairs(keys, args)
  local done = {}
  for at = 2, #args, 3 do
    local claim, one, other = args[at], args[at + 1], args[at + 2]
    local profiles = redis.call('HMGET', keys[WAITING], one, other)
    local row = {}
    if profiles[1] and profiles[2] then
      claim_two(keys, claim, args[1], one, profiles[1], other, profiles[2])
      for _, profile in ipairs(profiles) do
        row[#row + 1] = sealed_of(keys, profile)
        row[#row + 1] = profile
      end
    end
    done[#done + 1] = row
  end
  return done
end

-- Wait, due at once, without having been tried. A ticket that is there stays as it is.
local function restore(keys, args)
  local one = seeker(args)
  local known = redis.call('HGET', keys[MEMBERS], one.member)
  if known then
    local before, ticket = parsed(known)
    if ticket == one.number then return 0 end
    take_out(keys, one.member, before)
  end
  local number = join(keys, one.member, one.number, one.sealed, false)
  wait(keys, one, number)
  redis.call('ZADD', keys[DUE], one.since, number)
  return 1
end

-- Of a list of so many, how many the seeker may meet (`one.looks` are asked), and the numbers of those asked
local function count(keys, read, all, key, one, sharing)
  local fit, asked = 0, 0
  for from = 0, one.looks - 1, CHUNK do
    local numbers = redis.call(read, key, from, math.min(from + CHUNK, one.looks) - 1)
    if #numbers == 0 then break end
    asked = asked + #numbers
    for at, profile in ipairs(redis.call('HMGET', keys[WAITING], unpack(numbers))) do
      if profile and numbers[at] ~= one.number then
        local gender, genders, close, age, youngest, oldest, _, _, _, _, names, avoid = struct.unpack(FIELDS, profile)
        if agree(one, profile, gender, genders, close, age, youngest, oldest)
          and strangers(one, profile, names, avoid) then
          fit = fit + 1
          if sharing then sharing[numbers[at]] = true end
        end
      end
    end
  end
  return asked == 0 and 0 or math.floor(fit * redis.call(all, key) / asked)
end

-- How many wait, fit, share any and each of the seeker's interests; whether the seeker waits and has a reserve.
local function stats(keys, args)
  local one = seeker(args)
  local known = redis.call('HGET', keys[MEMBERS], one.member)
  local number = known and parsed(known)
  one.number = number
  local fit, many, sharing, named, most_named = 0, 0, {}, {}, 0
  for tongue = 1, one.tongues do
    for kind = 0, 1 do fit = fit + count(keys, 'ZRANGE', 'ZCARD', key_of(keys, one, tongue, kind), one) end
    for place = 1, one.count do
      local key = key_of(keys, one, tongue, place + 1)
      named[place] = (named[place] or 0) + count(keys, 'LRANGE', 'LLEN', key, one, sharing)
    end
  end
  for _ in pairs(sharing) do many = many + 1 end
  for place = 1, one.count do
    named[place] = named[place] or 0
    most_named = math.max(most_named, named[place])
  end
  local own = number and redis.call('HGET', keys[WAITING], number)
  local held = number and not own and redis.call('HGET', keys[HELD], number)
  local profile = own or (held and string.match(held, '^[^%z]+%z(.*)$'))
  local choosy = profile and select(9, struct.unpack(FIELDS, profile)) > 0 or false
  return {
    redis.call('HLEN', keys[WAITING]) - (own and 1 or 0), fit, math.max(many, most_named), choosy and 1 or 0, named,
  }
end
