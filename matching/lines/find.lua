-- What is asked of the line, after queues.lua: the functions that search.

local function own_terms(one)
  local own = {}
  for place = 1, one.count do
    if one.values[place] > 0 then own[#own + 1] = place end
  end
  return own
end

local function wait(keys, one, number)
  redis.call('HSET', keys[WAITING], number, one.text)
  shelve(keys, one.shelf, own_terms(one), number, one.since, one.reserve, one.ttl, one.now)
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

-- Returns what is known of the partner, and the score; or the seeker's number, when to look again, and where to go on if
-- there are more people than one call may ask.
local function find(keys, args)
  local one = seeker(args)
  local number = join(keys, args[MEMBER], args[NUMBER], args[SEALED], one.newcomer)
  local parts, due, on = nil, math.huge, nil
  one.shelf = shelf_of(keys, one)
  local other, profile = longest(keys, one, one.overdue, one.overdue, {})
  if not other then
    local found
    found, due = look(keys, one, false)
    if found[1] then
      other, parts, profile = found[1][3], found[1][4], found[1][6]
    else
      other, profile, on = anyone(keys, one, {})
    end
  end
  if other then
    local known = known_of(keys, profile)
    make_claim(keys, args[CLAIM], one.now, number, one.text, other, profile)
    if one.shelf.gone >= UNTIDY then write(keys, one.shelf) end
    return { 'match', known, parts or parts_of(one, profile) }
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
  one.shelf = shelf_of(keys, one)
  local found, due = look(keys, one, true)
  if one.shelf.gone >= UNTIDY then write(keys, one.shelf) end
  table.sort(found, better)
  local edges = {}
  for at = 1, math.min(#found, tonumber(args[OWN])) do
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
  for place = OWN + 1, #args - one.count do places[#places + 1] = tonumber(args[place]) end
  local other, profile, on = anyone(keys, one, places)
  if on then return { 'more', on } end -- the one who searches stays due for what is left
  if not other then
    look_at(keys, one, one.number, tonumber(args[OWN]))
    return { 'none' }
  end
  local _, _, _, _, _, _, since = struct.unpack(FIELDS, profile)
  local known = known_of(keys, profile)
  claim_two(keys, args[CLAIM], one.now, one.number, one.text, other, profile)
  return { 'match', known, parts_of(one, profile), other, text(since) }
end

-- ARGV: now, then claim, number, number of each pair: claim the two if both still wait. Returns for each the
-- what is known and the profile of the one, and of the other; or nothing.
local function claim_pairs(keys, args)
  local done = {}
  for at = 2, #args, 3 do
    local claim, one, other = args[at], args[at + 1], args[at + 2]
    local profiles = redis.call('HMGET', keys[WAITING], one, other)
    local row = {}
    if profiles[1] and profiles[2] then
      claim_two(keys, claim, args[1], one, profiles[1], other, profiles[2])
      for _, profile in ipairs(profiles) do
        row[#row + 1] = known_of(keys, profile)
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
  local known = redis.call('HGET', keys[MEMBERS], args[MEMBER])
  if known then
    local _, ticket = parsed(known)
    if ticket == args[NUMBER] then return 0 end
  end
  local number = join(keys, args[MEMBER], args[NUMBER], args[SEALED], false)
  one.shelf = shelf_of(keys, one)
  wait(keys, one, number)
  redis.call('ZADD', keys[DUE], one.since, number)
  return 1
end

-- Of some of a list, how many the seeker may meet: worked out for all of it
local function count(keys, numbers, all, one, sharing)
  if #numbers == 0 then return 0 end
  local fit = 0
  for at, profile in ipairs(redis.call('HMGET', keys[WAITING], unpack(numbers))) do
    if profile and numbers[at] ~= one.number then
      local gender, genders, close, age, youngest, oldest, _, _, _, _, names, avoid = struct.unpack(FIELDS, profile)
      if agree(one, profile, gender, genders, close, age, youngest, oldest) and strangers(one, profile, names, avoid) then
        fit = fit + 1
        if sharing then sharing[numbers[at]] = true end
      end
    end
  end
  return math.floor(fit * all / #numbers)
end

-- The first of a posting, `one.looks` at most, and how many there are
local function first_named(keys, shelf, slot, looks)
  local text = shelf.texts[slot]
  local all = #text / WIDTH
  local numbers = numbers_in(text, all)
  if shelf.more[slot] then
    local list = list_of(keys, shelf, slot)
    for _, number in ipairs(redis.call('LRANGE', list, 0, looks - all - 1)) do numbers[#numbers + 1] = number end
    all = all + redis.call('LLEN', list)
  end
  return numbers, all
end

-- How many wait, fit, share any and each of the seeker's interests; whether the seeker waits and has a reserve.
local function stats(keys, args)
  local one = seeker(args)
  local known = redis.call('HGET', keys[MEMBERS], args[MEMBER])
  local number = known and parsed(known)
  one.number = number
  local shelf, fit, many, sharing, named, most_named = shelf_of(keys, one), 0, 0, {}, {}, 0
  for tongue = 1, one.tongues do
    for kind = EASY, CHOOSY do
      local queue = queue_of(keys, one, tongue, kind)
      local numbers = redis.call('ZRANGE', queue, 0, one.looks - 1)
      fit = fit + count(keys, numbers, redis.call('ZCARD', queue), one)
    end
  end
  for place = 1, one.count do
    named[place] = 0
    for slot = (place - 1) * one.tongues + 1, place * one.tongues do
      local numbers, all = first_named(keys, shelf, slot, one.looks)
      named[place] = named[place] + count(keys, numbers, all, one, sharing)
    end
    most_named = math.max(most_named, named[place])
  end
  for _ in pairs(sharing) do many = many + 1 end
  local own = number and redis.call('HGET', keys[WAITING], number)
  local held = number and not own and redis.call('HGET', keys[HELD], number)
  local profile = own or (held and string.match(held, '^[^%z]+%z(.*)$'))
  local choosy = profile and select(9, struct.unpack(FIELDS, profile)) > 0 or false
  return {
    redis.call('HLEN', keys[WAITING]) - (own and 1 or 0), fit, math.max(many, most_named), choosy and 1 or 0, named,
  }
end
