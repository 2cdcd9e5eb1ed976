-- Postings, after line.lua: who named an interest, by their numbers, in the order they came.
--
-- The beginnings of all postings of a language are one hash, so that a search reads them in one command and whoever
-- joins writes theirs in one:
--
--   "\0interest\0" -> up to BEGINS numbers, one after another, and a '+' where there are more, in the list of that interest
--   RENEWED -> when the keys of the language were last given a day to live; it is there as long as the hash is
--   OLDEST  -> a moment before which nobody there began, so that a search knows that nobody waits for long
--   SWEPT   -> where `sweep` goes on
--
-- Numbers of those who are gone stay until a search meets them ("lazy deletion"). A language that nobody joins for a day
-- is given up, and so is a list.

local WIDTH = 16 -- of a number
local BEGINS = 32
local FULL = BEGINS * WIDTH
local CHUNK = 24 -- of a posting or queue, at a time
local TEND = 16 -- every so many who join look after all the postings they join
local SHORT = 4 -- a list: whoever joins it renews its life
local RENEWED, OLDEST, SWEPT = 'renewed', 'oldest', 'swept'
local RENEWS = 3600 -- seconds
local LONG = 'a name that is longer than the sixty-four bytes that Redis keeps in a row'
local SPARE = 1000 -- fields of those who are gone that are nothing to worry about
local CROWDED = 16 -- fields for each who waits: more must be of those who are gone

local NUMBERS = {} -- how many -> the format that takes so many numbers apart

local function numbers_in(text, count)
  local format = NUMBERS[count]
  if not format then
    format = string.rep('c' .. WIDTH, count)
    NUMBERS[count] = format
  end
  local numbers = { struct.unpack(format, text) }
  numbers[count + 1] = nil -- where it ended
  return numbers
end

-- The keys of a ticket are laid out language by language: easy, choosy, beginnings, then the lists of its terms.
local EASY, CHOOSY, BEGINNINGS = 0, 1, 2
local function width_of(terms) return 3 + terms end

-- The beginnings of a ticket's postings. Each is a "slot": first those of the first term in each language, and so on.
-- KEYS from `at` on; `needles` are the fields. `texts`: the numbers; `more`: whether there are others in the list; `changed`:
-- whether it is to be written; `walked`: whether all who are gone were taken out; `gone`: how many these were; `renewed`
-- and `oldest`: the fields of each language; `renewed` is false where there is no hash.
local function beginnings(keys, at, tongues, needles)
  local terms = #needles
  local texts, more, renewed, oldest = {}, {}, {}, {}
  for tongue = 1, tongues do
    local key = keys[at + (tongue - 1) * width_of(terms) + BEGINNINGS]
    local found = redis.call('HMGET', key, RENEWED, OLDEST, unpack(needles))
    renewed[tongue], oldest[tongue] = found[1], found[2] and tonumber(found[2]) or -math.huge
    local slot = tongue
    for term = 3, terms + 2 do
      local text = found[term] or ''
      if #text % WIDTH == 1 then
        more[slot] = true
        text = string.sub(text, 1, -2)
      end
      texts[slot] = text
      slot = slot + tongues
    end
  end
  return {
    at = at, tongues = tongues, terms = terms, needles = needles, texts = texts, more = more, renewed = renewed,
    oldest = oldest, changed = {}, walked = {}, gone = 0,
  }
end

local function list_of(keys, shelf, slot)
  local term, tongue = math.floor((slot - 1) / shelf.tongues), (slot - 1) % shelf.tongues
  return keys[shelf.at + tongue * width_of(shelf.terms) + BEGINNINGS + 1 + term]
end

-- The numbers in slots from this one to `most`, as many as it is worth asking for their profiles at once: the last of
-- these slots, the numbers, and the profiles, of which those who are gone have none
local function profiles_from(keys, shelf, slot, most)
  local texts, last, length = shelf.texts, slot, #shelf.texts[slot]
  while last < most and length + #texts[last + 1] <= CHUNK * WIDTH do
    last = last + 1
    length = length + #texts[last]
  end
  if length == 0 then return last end
  local count = length / WIDTH
  local numbers = numbers_in(last == slot and texts[slot] or table.concat(texts, '', slot, last), count)
  return last, numbers, redis.call('HMGET', keys[WAITING], unpack(numbers))
end

-- Numbers `from` to `to` are what a slot holds: take out those without a profile
local function clear(shelf, slot, numbers, profiles, from, to)
  local left = {}
  for at = from, to do
    if profiles[at] then left[#left + 1] = numbers[at] end
  end
  local gone = to - from + 1 - #left
  if gone > 0 then
    shelf.gone = shelf.gone + gone
    shelf.texts[slot] = table.concat(left)
    shelf.changed[slot] = true
  end
end

local function put(key, row, empty)
  if #row > 0 then redis.call('HSET', key, unpack(row)) end
  if #empty > 0 then redis.call('HDEL', key, unpack(empty)) end
end

-- Where the beginning of a posting has become short, what is in the list moves up
local function refill(keys, shelf, slot)
  local text = shelf.texts[slot]
  local many = BEGINS - #text / WIDTH
  if 2 * many < BEGINS then return end
  local moved = redis.call('LPOP', list_of(keys, shelf, slot), many) or {}
  shelf.more[slot] = #moved == many or nil
  shelf.texts[slot] = text .. table.concat(moved)
  shelf.changed[slot] = true
end

-- Write what changed
local function write(keys, shelf)
  local texts, more, changed = shelf.texts, shelf.more, shelf.changed
  for slot in pairs(changed) do
    if more[slot] then refill(keys, shelf, slot) end
  end
  for tongue = 1, shelf.tongues do
    local row, empty, slot = {}, {}, tongue
    for term = 1, shelf.terms do
      if changed[slot] then
        local text = texts[slot]
        if more[slot] then text = text .. '+' end
        if text == '' then
          empty[#empty + 1] = shelf.needles[term]
        else
          row[#row + 1] = shelf.needles[term]
          row[#row + 1] = text
        end
      end
      slot = slot + shelf.tongues
    end
    put(keys[shelf.at + (tongue - 1) * width_of(shelf.terms) + BEGINNINGS], row, empty)
  end
end

-- Take those who are gone out of all beginnings that no search has walked
local function tend(keys, shelf)
  local slot, slots = 1, #shelf.texts
  while slot <= slots do
    local last, numbers, profiles = profiles_from(keys, shelf, slot, slots)
    local from = 1
    for each = slot, last do
      local to = from + #shelf.texts[each] / WIDTH - 1
      if to >= from and not shelf.walked[each] then clear(shelf, each, numbers, profiles, from, to) end
      from = to + 1
    end
    slot = last + 1
  end
end

-- Interests that nobody names again would pile up. Where there are many more than those who wait could have named, look at
-- the latest number of some, and go on after them next time: as many as joined meanwhile at least are taken out.
local function sweep(keys, key, many)
  local call = redis.call
  if call('HLEN', key) < SPARE + CROWDED * call('HLEN', keys[WAITING]) then return end
  local on = call('HSCAN', key, call('HGET', key, SWEPT) or 0, 'COUNT', many)
  local found, fields, texts, latest = on[2], {}, {}, {}
  for at = 1, #found, 2 do
    local text = found[at + 1]
    if string.byte(found[at]) == 0 and #text % WIDTH == 0 and #latest < 2 * many then
      fields[#fields + 1], texts[#texts + 1] = found[at], string.sub(text, 1, -WIDTH - 1)
      latest[#latest + 1] = string.sub(text, -WIDTH)
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
  put(key, row, empty)
end

-- A sorted set of few and short members is kept in a row, and whoever joins it walks it, which at a hundred takes as long
-- as all the rest of a search. One long member, and it is an index from then on.
local function as_index(key)
  redis.call('ZADD', key, 0, LONG)
  redis.call('ZREM', key, LONG)
end

-- Put somebody where searches find them; `own`: the terms of the shelf that are theirs
local function shelve(keys, shelf, own, number, since, reserve, ttl, now)
  local call, texts, more, changed = redis.call, shelf.texts, shelf.more, shelf.changed
  local tends = tonumber(number) % TEND == 0
  if tends then
    tend(keys, shelf)
    as_index(keys[DUE])
  end
  for at = 1, #own do
    for slot = (own[at] - 1) * shelf.tongues + 1, own[at] * shelf.tongues do
      if not more[slot] and #texts[slot] < FULL then
        texts[slot] = texts[slot] .. number
        changed[slot] = true
      else
        local list = list_of(keys, shelf, slot)
        local length = call('RPUSH', list, number)
        if tends or length <= SHORT then call('EXPIRE', list, ttl) end -- longer ones are joined often
        if not more[slot] then more[slot], changed[slot] = true, true end
      end
    end
  end
  write(keys, shelf)
  for tongue = 1, shelf.tongues do
    local first = shelf.at + (tongue - 1) * width_of(shelf.terms)
    local easy, choosy, key = keys[first + EASY], keys[first + CHOOSY], keys[first + BEGINNINGS]
    local queue, renewed = reserve > 0 and choosy or easy, shelf.renewed[tongue]
    if not renewed and call('EXISTS', easy, choosy) > 0 then call('HSET', keys[META], 'broken', 1) end
    call('ZADD', queue, since, number)
    call('EXPIRE', queue, ttl)
    if not renewed or math.abs(now - renewed) >= RENEWS then
      call('HSET', key, RENEWED, string.format('%d', now))
      for kind = EASY, BEGINNINGS do call('EXPIRE', keys[first + kind], ttl) end
    end
    if not renewed or since < shelf.oldest[tongue] then call('HSET', key, OLDEST, since) end
    if tends then
      as_index(queue)
      if shelf.terms > 0 then sweep(keys, key, 2 * TEND * shelf.terms) end
    end
  end
end
