-- How people are put where searches find them, after postings.lua, and how that is kept tidy.

-- Take those who are gone out of all beginnings
local function tend(keys, shelf)
  local slot, slots = 1, shelf.slots
  while slot <= slots do
    local last, _, _, profiles = profiles_from(keys, shelf, slot, slots, BEGINS)
    local from = 1
    for each = slot, last do
      local to, gone = from + count_of(shelf, each) - 1, 0
      for at = from, to do
        if not profiles[at] then
          gone = gone + 1
          GONE[gone] = at
        end
      end
      if gone > 0 then clear(shelf, each, from, gone) end
      from = to + 1
    end
    slot = last + 1
  end
end

-- Interests that nobody names again would pile up. Where there are many more than those who wait could have named, look at
-- the latest of some, and go on after them next time: as many as joined meanwhile at least are taken out.
local function sweep(keys, key, many)
  local fields = call('HLEN', key)
  if fields < SPARE or fields < SPARE + CROWDED * line.all then return end
  local on = call('HSCAN', key, call('HGET', key, SWEPT) or 0, 'COUNT', many)
  local found, named, texts, latest = on[2], {}, {}, {}
  for at = 1, #found, 2 do
    local text = found[at + 1]
    if byte(found[at]) == 0 and #text % ENTRY == 0 and #latest < 2 * many then
      named[#named + 1], texts[#texts + 1] = found[at], sub(text, 1, -ENTRY - 1)
      latest[#latest + 1] = sub(text, -ENTRY, WIDTH - ENTRY - 1)
    end
  end
  local row, empty = { SWEPT, on[1] }, {}
  local profiles = #latest > 0 and profiles_of(keys, latest) or latest
  for at = 1, #named do
    if profiles[at] then -- still there
    elseif texts[at] == '' then
      empty[#empty + 1] = named[at]
    else
      row[#row + 1] = named[at]
      row[#row + 1] = texts[at]
    end
  end
  call('HSET', key, unpack(row))
  if #empty > 0 then call('HDEL', key, unpack(empty)) end
end

-- A queue has a last one, who is nobody, for as long as it lives: so it is never empty, which would cost it its life; and
-- it is an index. A sorted set of few and short members is kept in a row, and whoever joins it walks it, which at a
-- hundred takes as long as all the rest of a search.
local function found(key, ttl)
  call('ZADD', key, '+inf', LAST)
  if ttl then call('EXPIRE', key, ttl) end
end

-- Whether Redis has dropped the postings of a language, which has none: then the line is broken
local function dropped(keys, first)
  local broken = call('ZCARD', keys[first + EASY]) > 1 or call('ZCARD', keys[first + CHOOSY]) > 1
  if broken then call('HSET', keys[META], 'broken', 1) end
  return broken
end

-- The same of all languages of somebody who is not posted
local function miss_postings(keys, shelf)
  for tongue = 1, shelf.tongues do
    if not shelf.renewed[tongue] then dropped(keys, shelf.at + (tongue - 1) * QUEUED) end
  end
end

-- Put somebody's number into a queue of each of their languages. Returns whether any language gets another day.
local function queue_up(keys, shelf, number, since, reserve, ttl, now)
  local oldest, kind, renews = shelf.oldest, reserve > 0 and CHOOSY or EASY, false
  for tongue = 1, shelf.tongues do
    local first, place, renewed = shelf.at + (tongue - 1) * QUEUED, 2 * tongue - 1 + kind, shelf.renewed[tongue]
    if not renewed then
      local broken = dropped(keys, first)
      oldest[2 * tongue - 1] = broken and -inf or inf
      oldest[2 * tongue] = oldest[2 * tongue - 1]
    end
    if not renewed or abs(now - renewed) >= RENEWS then
      found(keys[DUE])
      found(keys[first + EASY], ttl)
      found(keys[first + CHOOSY], ttl)
      shelf.renewed[tongue], shelf.stale[tongue], shelf.renews[tongue], renews = floor(now), true, true, true
    end
    call('ZADD', keys[first + kind], since, number)
    if since < oldest[place] then oldest[place], shelf.stale[tongue] = since, true end
  end
  return renews
end

-- Put somebody's entry into the postings of what is theirs, of which some may be long; `counts`: what each term counts
-- for, nothing if it is not theirs
local function post(shelf, counts, entry, ttl, tends)
  local texts, more, changed, slot = shelf.texts, shelf.more, shelf.changed, 0
  for term = 1, shelf.terms do
    local theirs = not counts or counts[term] > 0
    for _ = 1, shelf.tongues do
      slot = slot + 1
      if theirs and not more[slot] and #texts[slot] < FULL then
        texts[slot], changed[slot] = texts[slot] .. entry, turn
      elseif theirs then
        local list = shelf.lists[slot]
        local length = call('RPUSH', list, entry)
        if tends or length <= SHORT then call('EXPIRE', list, ttl) end -- longer ones are joined often
        if not more[slot] then texts[slot], more[slot], changed[slot] = '+' .. texts[slot], true, turn end
      end
    end
  end
end

-- The same of all terms, none of which is long, and write them
local function write_all(keys, shelf, entry)
  local texts, needles, tongues, terms, ROW = shelf.texts, shelf.needles, shelf.tongues, shelf.terms, ROW
  for tongue = 1, tongues do
    local slot, row = tongue, 0
    for term = 1, terms do
      ROW[row + 1] = needles[term]
      row = row + 2
      ROW[row] = texts[slot] .. entry
      slot = slot + tongues
    end
    save(keys, shelf, tongue, row)
  end
end

-- Put somebody where searches find them; `counts` as above
local function shelve(keys, shelf, counts, number, profile, since, reserve, ttl, now)
  line.all = line.all + 1
  local entry, tends = number .. sub(profile, 1, BRIEF), byte(number, COUNTED_BY) % TEND == 0
  if tends then tend(keys, shelf) end
  local renews = queue_up(keys, shelf, number, since, reserve, ttl, now)
  if counts or shelf.long then
    post(shelf, counts, entry, ttl, tends)
    write(keys, shelf)
  else
    write_all(keys, shelf, entry)
  end
  if not tends and not renews then return end
  for tongue = 1, shelf.tongues do
    local key = keys[shelf.at + (tongue - 1) * QUEUED + BEGINNINGS]
    if shelf.renews[tongue] then call('EXPIRE', key, ttl) end
    if tends and shelf.terms > 0 then sweep(keys, key, 2 * TEND * shelf.terms) end
  end
end
