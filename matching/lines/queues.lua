-- Who waits longest, after search.lua: for whoever has nobody with an interest in common, or has to take who is overdue.

local BEGIN = {} -- places in queues: to begin with the first of each

-- The first of all in a queue began at `since`: taken note of. `at`: the place of the queue among those of the shelf.
local function note_oldest(shelf, at, since)
  local tongue = floor((at + 1) / 2)
  if since > shelf.oldest[at] and shelf.renewed[tongue] then
    shelf.oldest[at], shelf.stale[tongue], shelf.noted = since, true, true
  end
end

-- The longest waiting of one queue whom `one` may meet, of those who waited `wait` at least. Asks a bounded number of
-- people, from the place `from` on; returns since, number, profile, and the place to go on from if there are more.
local function first_of(keys, key, one, wait, from, at)
  local now, asked, many, more = one.now, 0, FEW, true
  while more do
    local places = call('ZRANGE', key, from, from + many - 1, 'WITHSCORES')
    local first = tonumber(places[2] or inf)
    if from == 0 and one.shelf then note_oldest(one.shelf, at, first) end
    if first + wait > now then return nil end
    local numbers = {}
    for place = 1, #places, 2 do numbers[(place + 1) / 2] = places[place] end
    more = #numbers == many and tonumber(places[2 * many]) + wait <= now
    if numbers[#numbers] == LAST then numbers[#numbers], more = nil, false end
    if #numbers == 0 then return nil end
    local profiles, gone = profiles_of(keys, numbers), {}
    local since, number, profile
    for place = 1, #numbers do
      local known = profiles[place]
      if not known then
        gone[#gone + 1] = numbers[place]
      elseif numbers[place] ~= one.number and may_meet(one, known) then
        since = since_of(known)
        if since + wait <= now then number, profile = numbers[place], known end
        break
      end
    end
    if #gone > 0 then call('ZREM', key, unpack(gone)) end
    if number then return since, number, profile end
    if since then return nil end -- the first who will do has not waited for so long
    from, asked, many = from + #numbers - #gone, asked + #numbers, CHUNK
    if more and asked >= ASKED then return nil, nil, nil, from end
  end
  return nil
end

-- The longest waiting in all queues of a seeker. `places` has where to go on in each of those who are posted, or is empty;
-- where there are more than one call may ask, new places are returned and nobody.
local function longest(keys, one, easy, choosy, places)
  local shelf, since, number, profile, on = one.shelf, nil, nil, nil, nil
  for tongue = 1, one.tongues do
    for kind = EASY, CHOOSY do
      local at, wait = 2 * tongue - 1 + kind, kind == EASY and easy or choosy
      local s, n, p
      if line.many > 0 then s, n, p = first_kept(one, one.spoken[tongue][1 + kind], wait) end
      if n and (not since or s < since or (s == since and earlier(n, number))) then since, number, profile = s, n, p end
      if line.all > line.many and (not shelf or shelf.oldest[at] + wait <= one.now) then
        local from
        s, n, p, from = first_of(keys, keys[FIRST + (tongue - 1) * QUEUED + kind], one, wait, places[at] or 0, at)
        if from then
          on = on or {}
          on[at] = from
        elseif n and (not since or s < since or (s == since and earlier(n, number))) then
          since, number, profile = s, n, p
        end
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

-- Whether somebody takes others who have not waited yet
local function takes_anyone(one)
  return one.reserve == 0 or one.now >= one.since + one.commit
end

local function anyone(keys, one, places)
  local wait = one.now >= one.since + one.commit and -inf or one.commit
  return longest(keys, one, takes_anyone(one) and -inf or wait, wait, places)
end
