-- Searches, after line.lua: whom of those who wait somebody may be paired with now. The search is the one of search.py,
-- step by step and in the same floating point operations.

local PARTS = 1000000
local CHUNK = 24 -- of a posting or queue, at a time
local ASKED = 192 -- of a queue, and of those who are gone in a posting, in one call: it may block nobody else for longer

-- What a search was given, ARGV from 1 on: head (see `requests.py`), claim, profile, member, ticket id or number, sealed
-- ticket, the names to look for, their figures, and what is close to what.
local function seeker(args)
  local now, commit, fade, overdue, ttl, looks, tongues, terms, newcomer, every, brings =
    struct.unpack('<ddddI4I4HHHdd', args[1])
  local gender, genders, close, age, youngest, oldest, since, length, reserve, modest, names, avoid =
    struct.unpack(FIELDS, args[3])
  local one = {
    now = now, commit = commit, fade = fade, overdue = overdue, ttl = ttl, looks = looks,
    tongues = tongues, count = terms, newcomer = newcomer == 1, every = every, brings = brings,
    length = math.sqrt(every), -- by the weights of today; others see the length one came with
    gender = gender, genders = genders, close = close, age = age, youngest = youngest, oldest = oldest,
    platform = string.sub(args[3], PLATFORM, PLATFORM + 7), server = string.sub(args[3], SERVER, SERVER + 7),
    since = since, reserve = reserve, modest = modest, avoid = avoid, text = args[3],
    avoids = #args[3] >= avoid, me = '\0' .. args[4] .. '\0',
    claim = args[2], member = args[4], number = args[5], sealed = args[6],
    values = { struct.unpack('<' .. string.rep('d', terms), args[8]) }, needles = {}, heads = {},
  }
  local blob, from = args[7], 1
  for place = 1, terms do
    local to = string.find(blob, '\0', from + 1, true)
    one.needles[place] = string.sub(blob, from, to)
    from = to
  end
  if #args[9] > 0 then -- one line per term: what it brings and, for one that is no own interest, what it is close to
    one.brought, one.near = {}, {}
    for place, brings_it, rest in string.gmatch(args[9], '(%d+) (%d+)([^\n]*)\n') do
      place = tonumber(place)
      one.brought[place], one.near[place] = tonumber(brings_it), {}
      for own, value in string.gmatch(rest, ' (%d+) (%d+)') do
        table.insert(one.near[place], { one.needles[tonumber(own)], tonumber(value) })
      end
    end
  end
  return one
end

-- the keys of a ticket are laid out language by language: easy, choosy, then the terms in their order
local function key_of(keys, one, tongue, place)
  return keys[FIRST + (tongue - 1) * (2 + one.count) + place]
end

-- whether two may meet; the languages are in common already. The same as rules.agree
local function agree(a, profile, gender, genders, close, age, youngest, oldest)
  if bit.band(a.genders, gender) == 0 or bit.band(genders, a.gender) == 0 then return false end
  if age < a.youngest or age > a.oldest or a.age < youngest or a.age > oldest then return false end
  local wish = bit.bor(a.close, close)
  if wish == 0 then return true end
  if bit.band(wish, 1) ~= 0
    and (a.platform == UNKNOWN or string.sub(profile, PLATFORM, PLATFORM + 7) ~= a.platform) then return false end
  return bit.band(wish, 2) == 0
    or (a.server ~= UNKNOWN and string.sub(profile, SERVER, SERVER + 7) == a.server)
end

-- The same as rules.strangers, of people who are two: a member has one number in the line
local function strangers(one, profile, names, avoid)
  if one.avoids and string.find(one.text, '\0' .. member_of(profile, names) .. '\0', one.avoid, true) then return false end
  return #profile < avoid or string.find(profile, one.me, avoid, true) == nil
end

-- What is shared, and what is close to it; of the terms from `first` on
local function shared_with(one, profile, names, avoid, first)
  local find, needles, values, near, shared = string.find, one.needles, one.values, one.near, 0
  for place = first, one.count do
    local at = find(profile, needles[place], names, true)
    if at and at < avoid then
      if values[place] > 0 then
        shared = shared + values[place]
      else
        for _, close in ipairs(near[place]) do
          local both = find(profile, close[1], names, true)
          if not (both and both < avoid) then shared = shared + close[2] end
        end
      end
    end
  end
  return shared
end

local function parts_of(one, profile)
  local _, _, _, _, _, _, _, length, _, _, names, avoid = struct.unpack(FIELDS, profile)
  local shared = shared_with(one, profile, names, avoid, 1)
  if shared == 0 then return 0 end
  local parts = math.floor(shared * PARTS / (one.length * length))
  return parts > PARTS and PARTS or parts
end

-- Those with an interest in common: a list of {rank, since, number, parts, modest, profile}, and when the next of them is
-- acceptable. Of a search for somebody who waits, `several`.
local function look(keys, one, several)
  local call, fields, floor = redis.call, struct.unpack, math.floor
  local now, commit, fade, looks, mine = one.now, one.commit, one.fade, one.looks, one.reserve
  local found, due, best, seen, whole = {}, math.huge, -PARTS, { [one.number] = true }, not one.near
  local left, ours, hopeless = one.brings, one.length, fade > 0 and 1 - commit / fade or 0
  local least = now < one.since + commit and mine * hopeless * one.every / PARTS or 0
  for place = 1, one.count do
    if left < least then break end
    left = left - (one.brought and one.brought[place] or one.values[place])
    for tongue = 1, one.tongues do
      local key, from, more, dead = key_of(keys, one, tongue, place + 1), 0, true, 0
      while more and dead < ASKED do
        local numbers = call('LRANGE', key, from, from + CHUNK - 1)
        more = #numbers == CHUNK
        from = from + #numbers
        if #numbers > 0 then
          local gone = {}
          for at, profile in ipairs(call('HMGET', keys[WAITING], unpack(numbers))) do
            local number = numbers[at]
            if not profile then
              gone[#gone + 1] = number
            elseif not seen[number] then
              if looks == 0 then return found, due end
              looks = looks - 1
              seen[number] = true
              local gender, genders, close, age, youngest, oldest, since, length, reserve, modest, names, avoid =
                fields(FIELDS, profile)
              if agree(one, profile, gender, genders, close, age, youngest, oldest) then
                -- whoever shares a term before this one was met there
                local shared = shared_with(one, profile, names, avoid, whole and place or 1)
                local parts = floor(shared * PARTS / (ours * length))
                if parts > PARTS then parts = PARTS end
                local rank = parts - modest
                if (rank >= best or several) and strangers(one, profile, names, avoid) then
                  if mine > reserve then reserve = mine end
                  local accepted = parts >= reserve
                  if not accepted then
                    local began = one.since < since and one.since or since
                    local wait = fade * (1 - parts / reserve)
                    accepted = now >= began + (wait < commit and wait or commit)
                    if not accepted and wait < commit and began + wait < due then due = began + wait end
                  end
                  if accepted then
                    found[#found + 1] = { rank, since, number, parts, modest, profile }
                    if rank > best then best = rank end
                  end
                end
              end
            end
          end
          if #gone == #numbers and from == #numbers then
            call('LTRIM', key, from, -1)
          else
            for _, number in ipairs(gone) do call('LREM', key, 1, number) end
          end
          from = from - #gone
          dead = dead + #gone
        end
      end
      if more then whole = false end
    end
    if best > 0 and not several then least = math.max(least, (best / PARTS) ^ 2 * one.every) end
  end
  return found, due
end

-- The longest waiting of one queue whom `one` may meet, of those who waited `wait` at least. Asks a bounded number of
-- people, from the place `from` on; returns since, number, profile, and the place to go on from if there are more.
local function first_of(keys, key, one, wait, from)
  local call, now, asked, more = redis.call, one.now, 0, true
  local head = one.heads[key]
  if head == nil then
    head = tonumber(call('ZRANGE', key, 0, 0, 'WITHSCORES')[2]) or false
    one.heads[key] = head
  end
  if not head or head + wait > now then return nil end
  while more do
    local places = call('ZRANGE', key, from, from + CHUNK - 1, 'WITHSCORES')
    more = #places == 2 * CHUNK
    if #places == 0 then return nil end
    local numbers = {}
    for at = 1, #places, 2 do numbers[#numbers + 1] = places[at] end
    local profiles, gone = call('HMGET', keys[WAITING], unpack(numbers)), {}
    local since, number, profile
    for at = 1, #numbers do
      if not profiles[at] then
        gone[#gone + 1] = numbers[at]
      elseif tonumber(places[2 * at]) + wait > now then
        more = false
        break
      elseif numbers[at] ~= one.number then
        local gender, genders, close, age, youngest, oldest, _, _, _, _, names, avoid = struct.unpack(FIELDS, profiles[at])
        if agree(one, profiles[at], gender, genders, close, age, youngest, oldest)
          and strangers(one, profiles[at], names, avoid) then
          since, number, profile = tonumber(places[2 * at]), numbers[at], profiles[at]
          break
        end
      end
    end
    if #gone > 0 then
      call('ZREM', key, unpack(gone))
      one.heads[key] = nil -- it may be gone with them
    end
    if number then return since, number, profile end
    from = from + #numbers - #gone
    asked = asked + #numbers
    if more and asked >= ASKED then return nil, nil, nil, from end
  end
  return nil
end

-- The longest waiting in all queues of a seeker. `places` has where to go on in each, or is empty; where there are more
-- than one call may ask, new places are returned and nobody.
local function longest(keys, one, easy, choosy, places)
  local since, number, profile, on
  for tongue = 1, one.tongues do
    for kind = 0, 1 do
      local at = 2 * tongue + kind - 1
      local key, wait = key_of(keys, one, tongue, kind), kind == 0 and easy or choosy
      local s, n, p, from = first_of(keys, key, one, wait, places[at] or 0)
      if from then
        on = on or {}
        on[at] = from
      elseif n and (not since or s < since or (s == since and n < number)) then
        since, number, profile = s, n, p
      end
    end
  end
  if on then
    local went = {}
    for at = 1, 2 * one.tongues do went[at] = on[at] or places[at] or 0 end
    return nil, nil, went
  end
  return number, profile, nil
end

local function anyone(keys, one, places)
  local committed = one.now >= one.since + one.commit
  local wait = committed and -math.huge or one.commit
  return longest(keys, one, (committed or one.reserve == 0) and -math.huge or wait, wait, places)
end

local function better(a, b)
  if a[1] ~= b[1] then return a[1] > b[1] end
  if a[2] ~= b[2] then return a[2] < b[2] end
  return a[3] < b[3]
end
