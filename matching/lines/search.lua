-- Searches, after line.lua and postings.lua: whom of those who wait somebody may be paired with now. The search is the one
-- of search.py, step by step and in the same floating point operations.

local PARTS = 1000000
local ASKED = 192 -- of a queue, and of those who are gone in a posting, in one call: it may block nobody else for longer
local UNTIDY = 8 -- so many who are gone are taken out even by who doesn't join
local CLAIM, PROFILE, MEMBER, NUMBER, SEALED, VALUES, NEAR, OWN = 2, 3, 4, 5, 6, 7, 8, 9 -- in ARGV

local FIGURES = {} -- how many -> the format that takes so many figures apart
local OVERLAPS = {} -- a set of bits, as genders and those that are welcome are -> set -> whether they have one in common

local THE_ONE = {} -- who searches in this call: to fill the table of the call before takes less than to make one

local function overlaps(set)
  local found = OVERLAPS[set]
  if not found then
    found = {}
    for other = 0, 255 do found[other] = bit.band(set, other) ~= 0 end
    OVERLAPS[set] = found
  end
  return found
end

-- What a search was given, ARGV from 1 on: head (see `requests.py`), claim, profile, member, ticket id or number, sealed
-- ticket, what the terms count for, what is close to what; what is the function's own; at last the terms, as fields of
-- postings.
local function seeker(args)
  local one = THE_ONE
  local now, commit, fade, overdue, ttl, looks, tongues, terms, newcomer, every, brings =
    struct.unpack('<ddddI4I4HHHdd', args[1])
  local text = args[PROFILE]
  local gender, genders, close, age, youngest, oldest, since, _, reserve, _, _, avoid = struct.unpack(FIELDS, text)
  local needles = { unpack(args, #args - terms + 1) }
  FIGURES[terms] = FIGURES[terms] or '<' .. string.rep('d', terms)
  one.now, one.commit, one.fade, one.overdue, one.ttl, one.looks = now, commit, fade, overdue, ttl, looks
  one.tongues, one.count, one.newcomer, one.every, one.brings = tongues, terms, newcomer == 1, every, brings
  one.length = math.sqrt(every) -- by the weights of today; others see the length one came with
  one.meets, one.welcome, one.close = overlaps(gender), overlaps(genders), close
  one.age, one.youngest, one.oldest = age, youngest, oldest
  one.since, one.reserve, one.avoid, one.text = since, reserve, #text >= avoid and avoid, text
  one.me, one.number = '\0' .. args[MEMBER] .. '\0', args[NUMBER]
  one.values, one.needles = { struct.unpack(FIGURES[terms], args[VALUES]) }, needles
  one.heads, one.shelf, one.brought, one.near = {}, nil, nil, nil
  if #args[NEAR] > 0 then -- one line per term: what it brings and, for one that is no own interest, what it is close to
    one.brought, one.near = {}, {}
    for place, brings_it, rest in string.gmatch(args[NEAR], '(%d+) (%d+)([^\n]*)\n') do
      place = tonumber(place)
      one.brought[place], one.near[place] = tonumber(brings_it), {}
      for own, value in string.gmatch(rest, ' (%d+) (%d+)') do
        table.insert(one.near[place], { needles[tonumber(own)], tonumber(value) })
      end
    end
  end
  return one
end

local function shelf_of(keys, one)
  return beginnings(keys, FIRST, one.tongues, one.needles)
end

local function queue_of(keys, one, tongue, kind)
  return keys[FIRST + (tongue - 1) * width_of(one.count) + kind]
end

-- What may be wished besides gender and age: the same platform, the same server
local function as_close(one, profile, close)
  local wish, text = bit.bor(one.close, close), one.text
  if bit.band(wish, 1) ~= 0 then
    local platform = string.sub(text, PLATFORM, PLATFORM + 7)
    if platform == UNKNOWN or string.sub(profile, PLATFORM, PLATFORM + 7) ~= platform then return false end
  end
  if bit.band(wish, 2) == 0 then return true end
  local server = string.sub(text, SERVER, SERVER + 7)
  return server ~= UNKNOWN and string.sub(profile, SERVER, SERVER + 7) == server
end

-- Whether two may meet; the languages are in common already. The same as rules.agree; `look` has it written out
local function agree(one, profile, gender, genders, close, age, youngest, oldest)
  return one.welcome[gender] and one.meets[genders]
    and age >= one.youngest and age <= one.oldest and one.age >= youngest and one.age <= oldest
    and (one.close + close == 0 or as_close(one, profile, close))
end

-- The same as rules.strangers, of people who are two: a member has one number in the line
local function strangers(one, profile, names, avoid)
  if one.avoid and string.find(one.text, '\0' .. member_of(profile, names) .. '\0', one.avoid, true) then return false end
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

-- Whether one of {rank, since, number, …} comes before another
local function better(a, b)
  if a[1] ~= b[1] then return a[1] > b[1] end
  if a[2] ~= b[2] then return a[2] < b[2] end
  return a[3] < b[3]
end

-- Of the numbers in a list of which the first `from` are of those who are there: take out those who have no profile.
-- Returns how many these are.
local function clear_list(list, numbers, profiles, from)
  local gone = {}
  for at = 1, #numbers do
    if not profiles[at] then gone[#gone + 1] = numbers[at] end
  end
  if #gone == #numbers and from == 0 then
    redis.call('LTRIM', list, #gone, -1)
  else
    for at = 1, #gone do redis.call('LREM', list, 1, gone[at]) end
  end
  return #gone
end

-- Those with an interest in common: a list of {rank, since, number, parts, modest, profile}, and when the next of them is
-- acceptable. Of a search for somebody who waits `several`, else the best.
local function look(keys, one, several)
  local call, fields, floor, shelf = redis.call, struct.unpack, math.floor, one.shelf
  local now, commit, fade, looks, mine = one.now, one.commit, one.fade, one.looks, one.reserve
  local meets, welcome, wished, age_here, least_age, most_age =
    one.meets, one.welcome, one.close, one.age, one.youngest, one.oldest
  local found, due, best, seen, walked = {}, math.huge, -PARTS, { [one.number] = true }, true
  local left, ours, hopeless = one.brings, one.length, fade > 0 and 1 - commit / fade or 0
  local least = now < one.since + commit and mine * hopeless * one.every / PARTS or 0
  local slot, ready, at, batch, known, most = 0, 0, 0, nil, nil, 0
  local then_left = left
  for place = 1, one.count do
    if then_left < least then break end
    then_left, most = then_left - (one.brought and one.brought[place] or one.values[place]), most + one.tongues
  end
  for place = 1, one.count do
    if left < least then break end
    local rest = left -- what all from here on bring
    left = left - (one.brought and one.brought[place] or one.values[place])
    for _ = 1, one.tongues do
      slot = slot + 1
      if slot > ready then
        ready, batch, known = profiles_from(keys, shelf, slot, most)
        at = 0
      end
      local numbers, profiles, from, to = batch, known, at + 1, at + #shelf.texts[slot] / WIDTH
      local list, next_one, dead = shelf.more[slot] and list_of(keys, shelf, slot), 0, 0
      at = to
      local listed = false
      while true do
        local gone = false
        for each = from, to do
          local profile, number = profiles[each], numbers[each]
          if not profile then
            gone = true
          elseif not seen[number] then
            looks = looks - 1
            if looks < 0 then break end
            seen[number] = true
            local gender, genders, close, age, youngest, oldest, since, length, reserve, modest, names, avoid =
              fields(FIELDS, profile)
            if welcome[gender] and meets[genders] and age >= least_age and age <= most_age
              and age_here >= youngest and age_here <= oldest
              and (wished + close == 0 or as_close(one, profile, close))
              -- else not even by sharing all that is left
              and (several or not walked or rest * PARTS / (ours * length) - modest >= best) then
              -- whoever shares a term before this one was met there
              local shared = shared_with(one, profile, names, avoid, walked and not one.near and place or 1)
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
                  local candidate = { rank, since, number, parts, modest, profile }
                  if several then
                    found[#found + 1] = candidate
                  elseif not found[1] or better(candidate, found[1]) then
                    found[1] = candidate
                  end
                  if rank > best then best = rank end
                end
              end
            end
          end
        end
        if listed then
          local cleared = gone and clear_list(list, numbers, profiles, next_one) or 0
          next_one, dead = next_one + #numbers - cleared, dead + cleared
        else
          shelf.walked[slot] = true
          if gone then clear(shelf, slot, numbers, profiles, from, to) end
        end
        if looks < 0 then return found, due end
        if not list then break end
        if dead >= ASKED then
          walked = false
          break
        end
        listed, numbers = true, call('LRANGE', list, next_one, next_one + CHUNK - 1)
        if #numbers == 0 then
          if next_one == 0 then shelf.more[slot], shelf.changed[slot] = nil, true end
          break
        end
        profiles, from, to = call('HMGET', keys[WAITING], unpack(numbers)), 1, #numbers
      end
    end
    if best > 0 and not several then least = math.max(least, (best / PARTS) ^ 2 * one.every) end
  end
  return found, due
end
