-- Who waits longest, after search.lua: for whoever has nobody with an interest in common, or has to take who is overdue.

local HEAD = 4 -- of a queue, at first: one of these will nearly always do

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
  local many = HEAD
  while more do
    local places = call('ZRANGE', key, from, from + many - 1, 'WITHSCORES')
    more = #places == 2 * many
    many = CHUNK
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

-- The heads of both queues of a language were read: nobody began before them
local function note_oldest(keys, one, tongue)
  local easy, choosy = one.heads[queue_of(keys, one, tongue, EASY)], one.heads[queue_of(keys, one, tongue, CHOOSY)]
  if easy == nil or choosy == nil then return end -- somebody was taken off
  local oldest, shelf = math.min(easy or math.huge, choosy or math.huge), one.shelf
  if oldest > shelf.oldest[tongue] and oldest < math.huge and shelf.renewed[tongue] then
    shelf.oldest[tongue] = oldest
    redis.call('HSET', queue_of(keys, one, tongue, BEGINNINGS), OLDEST, oldest)
  end
end

-- The longest waiting in all queues of a seeker. `places` has where to go on in each, or is empty; where there are more
-- than one call may ask, new places are returned and nobody.
local function longest(keys, one, easy, choosy, places)
  local since, number, profile, on
  for tongue = 1, one.tongues do
    if not one.shelf or one.shelf.oldest[tongue] + math.min(easy, choosy) <= one.now then
      for kind = EASY, CHOOSY do
        local at = 2 * tongue + kind - 1
        local key, wait = queue_of(keys, one, tongue, kind), kind == EASY and easy or choosy
        local s, n, p, from = first_of(keys, key, one, wait, places[at] or 0)
        if from then
          on = on or {}
          on[at] = from
        elseif n and (not since or s < since or (s == since and n < number)) then
          since, number, profile = s, n, p
        end
      end
      if one.shelf then note_oldest(keys, one, tongue) end
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
