-- Postings, after line.lua: who named an interest, by their numbers, in the order they came.
--
-- The beginnings of all postings of a language are one hash, so that a search reads them in one command and whoever
-- joins writes theirs in one:
--
--   "\0interest\0" -> up to BEGINS numbers, one after another; before them a '+' where there are more, in the list of that
--   interest
--   STATE -> three doubles: when the keys of the language were last given a day to live, and for each queue (easy,
--   choosy) a moment before which nobody in it began, so that a search knows that nobody there waits for long. It is
--   there as long as the hash is
--   SWEPT -> where `sweep` goes on
--
-- Numbers of those who are gone stay until a search meets them ("lazy deletion"). A language that nobody joins for a day
-- is given up, and so is a list.

local WIDTH = 16 -- of a number
local BEGINS = 32
local FULL = BEGINS * WIDTH
local CHUNK = 24 -- of a posting or queue, at a time
local FEW = 4 -- of a queue at first: one of these will nearly always do; of a posting, as many as may be gone
local TEND = 16 -- every so many who join look after all the postings they join
local SHORT = 4 -- a list: whoever joins it renews its life
local STATE, SWEPT = 'state', 'swept'
local RENEWS = 3600 -- seconds
local LAST = 'the last of all, whose name is longer than the sixty-four bytes that Redis keeps in a row'
local SPARE = 1000 -- fields of those who are gone that are nothing to worry about
local CROWDED = 16 -- fields for each who waits: more must be of those who are gone

local NUMBERS = {} -- how many -> the format that takes so many numbers apart

-- So many numbers, which begin at a place of a text
local function numbers_in(text, count, at)
  local pattern = NUMBERS[count]
  if not pattern then
    pattern = rep('c' .. WIDTH, count)
    NUMBERS[count] = pattern
  end
  local numbers = { apart(pattern, text, at) }
  numbers[count + 1] = nil -- where it ended
  return numbers
end

-- The keys of a ticket are laid out language by language: easy, choosy, beginnings, then the lists of its terms.
local EASY, CHOOSY, BEGINNINGS = 0, 1, 2
local function width_of(terms) return 3 + terms end

-- The beginnings of a ticket's postings. Each is a "slot": first those of the first term in each language, and so on.
--
--   of a slot      `texts`, as they are kept; `more`: whether there are others in the list; `changed`: whether it is to be
--                  written; `walked`: whether all who are gone were taken out
--   of a language  `renewed`, false where there is no hash; `stale`: whether its state is to be written; `renews`: whether it
--                  is given another day; and of each of its two queues the moment `oldest`
--   of all         `gone`: how many were taken out; `noted`: whether a search learnt since when a queue waits
--
-- There is one at a time: to fill its tables anew takes a fraction of making them.
local SHELF = {
  texts = {}, more = {}, changed = {}, walked = {}, renewed = {}, stale = {}, renews = {}, oldest = {},
}

-- KEYS from `at` on; `needles` are the fields
local function beginnings(keys, at, tongues, needles, terms)
  local shelf = SHELF
  local texts, more, changed, walked, oldest = shelf.texts, shelf.more, shelf.changed, shelf.walked, shelf.oldest
  shelf.at, shelf.tongues, shelf.terms, shelf.slots, shelf.needles = at, tongues, terms, tongues * terms, needles
  shelf.gone, shelf.noted = 0, false
  for tongue = 1, tongues do
    local key = keys[at + (tongue - 1) * width_of(terms) + BEGINNINGS]
    local found = call('HMGET', key, STATE, unpack(needles, 1, terms))
    local state, easy, choosy = found[1], 2 * tongue - 1, 2 * tongue
    if state then
      shelf.renewed[tongue], oldest[easy], oldest[choosy] = apart('<ddd', state)
    else
      shelf.renewed[tongue], oldest[easy], oldest[choosy] = false, -inf, -inf
    end
    shelf.stale[tongue], shelf.renews[tongue] = false, false
    local slot = tongue
    for term = 2, terms + 1 do
      local text = found[term] or ''
      texts[slot], more[slot], changed[slot], walked[slot] = text, #text % WIDTH == 1, false, false
      slot = slot + tongues
    end
  end
  return shelf
end

local function list_of(keys, shelf, slot)
  local term, tongue = floor((slot - 1) / shelf.tongues), (slot - 1) % shelf.tongues
  return keys[shelf.at + tongue * width_of(shelf.terms) + BEGINNINGS + 1 + term]
end

-- How many numbers a slot has here
local function count_of(shelf, slot)
  local length = #shelf.texts[slot]
  return (length - length % WIDTH) / WIDTH
end

local function profiles_of(keys, numbers)
  return call('HMGET', keys[WAITING], unpack(numbers))
end

-- The numbers in slots from this one to `most`, as many as it is worth asking for their profiles at once: the last of
-- these slots, the numbers, and the profiles, of which those who are gone have none. Of a slot with more than `limit`
-- the first of them.
local function profiles_from(keys, shelf, slot, most, limit)
  local texts, more, last, text = shelf.texts, shelf.more, slot, shelf.texts[slot]
  local length = #text
  if not more[slot] then
    while last < most and not more[last + 1] and length + #texts[last + 1] <= CHUNK * WIDTH do
      last = last + 1
      length = length + #texts[last]
    end
    if last > slot then text = concat(texts, '', slot, last) end
  end
  local count = (length - length % WIDTH) / WIDTH
  if count == 0 then return last, {}, {} end
  if last == slot and count > limit then count = limit end
  local numbers = numbers_in(text, count, more[slot] and 2 or 1)
  return last, numbers, profiles_of(keys, numbers)
end

-- The numbers of a slot after the first so many
local function numbers_after(shelf, slot, first)
  local ahead = shelf.more[slot] and 2 or 1
  return numbers_in(shelf.texts[slot], count_of(shelf, slot) - first, ahead + first * WIDTH)
end

-- Tables that are filled anew each time: to let one grow takes longer than what is done with it
local PIECES, ROW, EMPTY, GONE = {}, {}, {}, {}

-- Take out of a slot who is gone: so many places of numbers, in GONE, counted as in `from`, the place of its first
local function clear(shelf, slot, from, gone)
  local text, ahead, at = shelf.texts[slot], shelf.more[slot] and 1 or 0, 1
  if gone * WIDTH + ahead == #text then
    text = ahead == 1 and '+' or ''
  else
    for each = 1, gone do
      local place = ahead + (GONE[each] - from) * WIDTH
      PIECES[each] = sub(text, at, place)
      at = place + WIDTH + 1
    end
    PIECES[gone + 1] = sub(text, at)
    text = concat(PIECES, '', 1, gone + 1)
  end
  shelf.gone = shelf.gone + gone
  shelf.texts[slot], shelf.changed[slot] = text, true
end

-- Where the beginning of a posting has become short, what is in the list moves up
local function refill(keys, shelf, slot)
  local many = BEGINS - count_of(shelf, slot)
  if 2 * many < BEGINS then return end
  local moved = call('LPOP', list_of(keys, shelf, slot), many) or {}
  local text = shelf.texts[slot] .. concat(moved)
  shelf.more[slot] = #moved == many
  shelf.texts[slot] = shelf.more[slot] and text or sub(text, 2)
end

-- Write what changed
local function write(keys, shelf)
  local texts, more, changed, needles, tongues = shelf.texts, shelf.more, shelf.changed, shelf.needles, shelf.tongues
  for tongue = 1, tongues do
    local key = keys[shelf.at + (tongue - 1) * width_of(shelf.terms) + BEGINNINGS]
    local row, empty, slot, oldest = 0, 0, tongue, shelf.oldest
    for term = 1, shelf.terms do
      if changed[slot] then
        if more[slot] then refill(keys, shelf, slot) end
        local text = texts[slot]
        if text == '' then
          empty = empty + 1
          EMPTY[empty] = needles[term]
        else
          ROW[row + 1], ROW[row + 2] = needles[term], text
          row = row + 2
        end
      end
      slot = slot + tongues
    end
    if shelf.stale[tongue] then
      ROW[row + 1] = STATE
      ROW[row + 2] = together('<ddd', shelf.renewed[tongue], oldest[2 * tongue - 1], oldest[2 * tongue])
      row = row + 2
    end
    if row > 0 then call('HSET', key, unpack(ROW, 1, row)) end
    if empty > 0 then call('HDEL', key, unpack(EMPTY, 1, empty)) end
  end
end

-- Take those who are gone out of all beginnings that no search has walked
local function tend(keys, shelf)
  local slot, slots = 1, shelf.slots
  while slot <= slots do
    local last, _, profiles = profiles_from(keys, shelf, slot, slots, BEGINS)
    local from = 1
    for each = slot, last do
      local to, gone = from + count_of(shelf, each) - 1, 0
      for at = from, shelf.walked[each] and 0 or to do
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
-- the latest number of some, and go on after them next time: as many as joined meanwhile at least are taken out.
local function sweep(keys, key, many)
  if call('HLEN', key) < SPARE + CROWDED * call('HLEN', keys[WAITING]) then return end
  local on = call('HSCAN', key, call('HGET', key, SWEPT) or 0, 'COUNT', many)
  local found, fields, texts, latest = on[2], {}, {}, {}
  for at = 1, #found, 2 do
    local text = found[at + 1]
    if byte(found[at]) == 0 and #text % WIDTH == 0 and #latest < 2 * many then
      fields[#fields + 1], texts[#texts + 1] = found[at], sub(text, 1, -WIDTH - 1)
      latest[#latest + 1] = sub(text, -WIDTH)
    end
  end
  local row, empty = { SWEPT, on[1] }, {}
  local profiles = #latest > 0 and call('HMGET', keys[WAITING], unpack(latest)) or latest
  for at = 1, #fields do
    if profiles[at] then -- still there
    elseif texts[at] == '' then
      empty[#empty + 1] = fields[at]
    else
      row[#row + 1] = fields[at]
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

-- Put somebody's number into the postings of what is theirs: of all terms of the shelf, or of those that count
local function post(keys, shelf, counts, number, ttl, tends)
  local texts, more, changed, slot = shelf.texts, shelf.more, shelf.changed, 0
  for term = 1, shelf.terms do
    local theirs = not counts or counts[term] > 0
    for _ = 1, shelf.tongues do
      slot = slot + 1
      if theirs and not more[slot] and #texts[slot] < FULL then
        texts[slot], changed[slot] = texts[slot] .. number, true
      elseif theirs then
        local list = list_of(keys, shelf, slot)
        local length = call('RPUSH', list, number)
        if tends or length <= SHORT then call('EXPIRE', list, ttl) end -- longer ones are joined often
        if not more[slot] then texts[slot], more[slot], changed[slot] = '+' .. texts[slot], true, true end
      end
    end
  end
end

-- Put somebody's number into a queue of each of their languages
local function queue_up(keys, shelf, number, since, reserve, ttl, now)
  local oldest, kind = shelf.oldest, reserve > 0 and CHOOSY or EASY
  for tongue = 1, shelf.tongues do
    local first, place, renewed = shelf.at + (tongue - 1) * width_of(shelf.terms), 2 * tongue - 1, shelf.renewed[tongue]
    if not renewed then
      local broken = call('ZCARD', keys[first + EASY]) > 1 or call('ZCARD', keys[first + CHOOSY]) > 1
      if broken then call('HSET', keys[META], 'broken', 1) end
      oldest[place] = broken and -inf or inf
      oldest[place + CHOOSY] = oldest[place]
    end
    if not renewed or abs(now - renewed) >= RENEWS then
      found(keys[DUE])
      found(keys[first + EASY], ttl)
      found(keys[first + CHOOSY], ttl)
      shelf.renewed[tongue], shelf.stale[tongue], shelf.renews[tongue] = floor(now), true, true
    end
    call('ZADD', keys[first + kind], since, number)
    if since < oldest[place + kind] then oldest[place + kind], shelf.stale[tongue] = since, true end
  end
end

-- Put somebody where searches find them; `counts` as above
local function shelve(keys, shelf, counts, number, since, reserve, ttl, now)
  local tends = number % TEND == 0
  if tends then tend(keys, shelf) end
  post(keys, shelf, counts, number, ttl, tends)
  queue_up(keys, shelf, number, since, reserve, ttl, now)
  write(keys, shelf)
  for tongue = 1, shelf.tongues do
    local key = keys[shelf.at + (tongue - 1) * width_of(shelf.terms) + BEGINNINGS]
    if shelf.renews[tongue] then call('EXPIRE', key, ttl) end
    if tends and shelf.terms > 0 then sweep(keys, key, 2 * TEND * shelf.terms) end
  end
end
