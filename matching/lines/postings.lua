-- Postings, after line.lua: who named an interest, in the order they came. An entry is a number and a brief (profiles.py).
--
-- The keys of a ticket are laid out language by language: easy, choosy, and the beginnings of all postings, which are one
-- hash, so that a search reads them in one command and whoever joins writes theirs in one:
--
--   "\0interest\0" -> up to BEGINS entries, one after another; before them a '+' where there are more, in the list of that
--   interest
--   STATE -> three doubles: when the keys of the language were last given a day to live, and for each queue (easy,
--   choosy) a moment before which nobody in it began, so that a search knows that nobody there waits for long. It is
--   there as long as the hash is
--   SWEPT -> where `sweep` goes on
--
-- After these come the keys of lists: of all terms, language by language, or of those that were asked for.
--
-- Entries of those who are gone stay until a search asks for them ("lazy deletion"). A language that nobody joins for a day
-- is given up, and so is a list.

local BEGINS = 64
local ENTRY = WIDTH + BRIEF
local FULL = BEGINS * ENTRY
local CHUNK = 24 -- of a posting or queue, at a time
local FEW = 2 -- of a queue at first: one of these will nearly always do; of a posting, as many as may be gone
local TEND = 16 -- every so many of a process who join look after all the postings they join
local SHORT = 4 -- a list: whoever joins it renews its life
local STATE, SWEPT = 'state', 'swept'
local RENEWS = 3600 -- seconds
local LAST = 'the last of all, whose name is longer than the sixty-four bytes that Redis keeps in a row'
local CROWDED = 16 -- fields for each who waits: more must be of those who are gone
local ALL = '*' -- all lists are given, rather than those of some slots

local NUMBERS = {} -- how many -> the format that takes so many numbers apart

-- So many numbers, of entries that begin at a place of a text
local function numbers_in(text, count, at)
  local pattern = NUMBERS[count]
  if not pattern then
    pattern = rep('c' .. WIDTH .. rep('x', BRIEF), count)
    NUMBERS[count] = pattern
  end
  local numbers = { apart(pattern, text, at) }
  numbers[count + 1] = nil -- where it ended
  return numbers
end

-- The beginnings of a ticket's postings. Each is a "slot": first those of the first term in each language, and so on.
--
--   of a slot      `texts`, as they are kept; `more`: whether there are others in the list, `lists`, its key; `changed`: the
--                  turn in which it was, if it is to be written
--   of a language  `renewed`, false where there is no hash; `stale`: whether its state is to be written; `renews`: whether it
--                  is given another day; and of each of its two queues the moment `oldest`
--   of all         `long`: whether a list may be needed; `short`: whether all numbers can be asked for at once; `first`: the
--                  least of `oldest`; `gone`: how many were taken out; `noted`: whether a search learnt since when a
--                  queue waits
--
-- There is one at a time: to fill its tables anew takes a fraction of making them.
local SHELF = {
  texts = {}, more = {}, lists = {}, changed = {}, renewed = {}, stale = {}, renews = {}, oldest = {}, long = false,
}
local turn = 0 -- how many there were: what one before left in a table counts for nothing

-- Which slots have more in a list, and where these are. Returns whether any list may be needed, `joins`: because somebody
-- joins one that is full; and what is answered if one is not given, by slots; the call is made again with these.
local function long_ones(keys, shelf, listed, joins)
  local texts, more, lists, tongues, long, lacks = shelf.texts, shelf.more, shelf.lists, shelf.tongues, false, nil
  local at = shelf.at + QUEUED * tongues - 1
  for slot in pairs(lists) do lists[slot] = nil end
  if listed == ALL then
    for tongue = 1, tongues do
      for term = 1, shelf.terms do
        lists[(term - 1) * tongues + tongue] = keys[at + (tongue - 1) * shelf.terms + term]
      end
    end
  elseif listed ~= '' then
    local slots = { apart(rep('<H', #listed / 2), listed) }
    for place = 1, #slots - 1 do lists[slots[place]] = keys[at + place] end
  end
  for slot = 1, shelf.slots do
    local length = #texts[slot]
    local goes_on = length % ENTRY == 1
    if goes_on or length >= FULL then
      more[slot], long = goes_on, true
      if not lists[slot] and (goes_on or joins) then
        lacks = lacks or { 'lists' }
        lacks[#lacks + 1] = slot
      end
    end
  end
  return long, lacks
end

-- KEYS from `at` on; `needles` are the fields; `listed`: ALL, or the slots whose lists are given. Returns the shelf, and what
-- is answered if lists are missing.
local function beginnings(keys, at, tongues, needles, terms, listed, joins)
  local shelf = SHELF
  local texts, oldest, bytes, first, slots = shelf.texts, shelf.oldest, 0, inf, tongues * terms
  turn = turn + 1
  if shelf.long then
    for slot in pairs(shelf.more) do shelf.more[slot] = nil end
  end
  shelf.long = true -- for the next one, should this one fail
  shelf.at = at
  shelf.tongues = tongues
  shelf.terms = terms
  shelf.slots = slots
  shelf.needles = needles
  shelf.gone = 0
  shelf.noted = false
  for tongue = 1, tongues do
    local found = call('HMGET', keys[at + (tongue - 1) * QUEUED + BEGINNINGS], STATE, unpack(needles, 1, terms))
    local state, slot = found[1], tongue
    if state then
      local renewed, easy, choosy = apart('<ddd', state)
      shelf.renewed[tongue] = renewed
      oldest[2 * tongue - 1] = easy
      oldest[2 * tongue] = choosy
      if easy < first then first = easy end
      if choosy < first then first = choosy end
    else
      shelf.renewed[tongue], oldest[2 * tongue - 1], oldest[2 * tongue] = false, -inf, -inf
      first = -inf
    end
    shelf.stale[tongue] = false
    shelf.renews[tongue] = false
    for term = 2, terms + 1 do
      local text = found[term] or ''
      texts[slot] = text
      bytes = bytes + #text
      slot = slot + tongues
    end
  end
  shelf.first = first
  -- fewer than ENTRY texts: none has a '+' if together they are so many entries
  if bytes % ENTRY ~= 0 or bytes >= FULL or slots >= ENTRY then
    local long, lacks = long_ones(keys, shelf, listed, joins)
    shelf.long, shelf.short = long, not long and bytes <= CHUNK * ENTRY
    return shelf, lacks
  end
  shelf.long, shelf.short = false, bytes <= CHUNK * ENTRY
  return shelf
end

-- How many entries a slot has here
local function count_of(shelf, slot)
  local length = #shelf.texts[slot]
  return (length - length % ENTRY) / ENTRY
end

local asked_so_far = 0 -- profiles, since `look_again` began to count

local function profiles_of(keys, numbers)
  asked_so_far = asked_so_far + #numbers
  return call('HMGET', keys[PEOPLE], unpack(numbers))
end

-- The numbers in slots from this one to `most`, as many as it is worth asking for their profiles at once: the last of
-- these slots, how many, the numbers, and the profiles, of which those who are gone have none. Of a slot with more than
-- `limit` the first of them.
local function profiles_from(keys, shelf, slot, most, limit)
  local texts, more, last, text = shelf.texts, shelf.more, slot, shelf.texts[slot]
  if shelf.short then
    last = most
  elseif not more[slot] then
    local length = #text
    while last < most and not more[last + 1] and length + #texts[last + 1] <= CHUNK * ENTRY do
      last = last + 1
      length = length + #texts[last]
    end
  end
  if last > slot then text = concat(texts, '', slot, last) end
  local length = #text
  local count = (length - length % ENTRY) / ENTRY
  if last == slot and count > limit then count = limit end
  local numbers = numbers_in(text, count, length % ENTRY + 1)
  if #numbers == 0 then return last, 0, numbers, numbers end
  asked_so_far = asked_so_far + count
  return last, count, numbers, call('HMGET', keys[PEOPLE], unpack(numbers))
end

-- The numbers of a slot after the first so many
local function numbers_after(shelf, slot, first)
  local ahead = shelf.more[slot] and 2 or 1
  return numbers_in(shelf.texts[slot], count_of(shelf, slot) - first, ahead + first * ENTRY)
end

-- Tables that are filled anew each time: to let one grow takes longer than what is done with it. (And what is done for
-- each search is assigned one by one: of several at once Lua makes copies first.)
local PIECES, ROW, EMPTY, GONE = {}, {}, {}, {}

-- Take out of a slot who is gone: so many places of numbers, in GONE, counted as in `from`, the place of its first
local function clear(shelf, slot, from, gone)
  local text, at = shelf.texts[slot], 1
  local ahead = #text % ENTRY
  if gone * ENTRY == #text then
    text = ''
  elseif gone == 1 then
    local place = ahead + (GONE[1] - from) * ENTRY
    text = sub(text, 1, place) .. sub(text, place + ENTRY + 1)
  else
    for each = 1, gone do
      local place = ahead + (GONE[each] - from) * ENTRY
      PIECES[each] = sub(text, at, place)
      at = place + ENTRY + 1
    end
    PIECES[gone + 1] = sub(text, at)
    text = concat(PIECES, '', 1, gone + 1)
  end
  shelf.gone = shelf.gone + gone
  shelf.texts[slot] = text
  shelf.changed[slot] = turn
end

-- Where the beginning of a posting has become short, what is in the list moves up
local function refill(shelf, slot)
  local many = BEGINS - count_of(shelf, slot)
  if 2 * many < BEGINS then return end
  local moved = call('LPOP', shelf.lists[slot], many) or {}
  local text = shelf.texts[slot] .. concat(moved)
  shelf.more[slot] = #moved == many
  shelf.texts[slot] = shelf.more[slot] and text or sub(text, 2)
end

-- Write so many items of ROW, and the state of the language where it changed. Returns the key.
local function save(keys, shelf, tongue, row)
  local key, oldest = keys[shelf.at + (tongue - 1) * QUEUED + BEGINNINGS], shelf.oldest
  if shelf.stale[tongue] then
    ROW[row + 1] = STATE
    ROW[row + 2] = together('<ddd', shelf.renewed[tongue], oldest[2 * tongue - 1], oldest[2 * tongue])
    row = row + 2
  end
  if row > 0 then call('HSET', key, unpack(ROW, 1, row)) end
  return key
end

-- Write what changed
local function write(keys, shelf)
  local texts, more, changed, needles, tongues = shelf.texts, shelf.more, shelf.changed, shelf.needles, shelf.tongues
  for tongue = 1, tongues do
    local row, empty, slot = 0, 0, tongue
    for term = 1, shelf.terms do
      if changed[slot] == turn then
        if more[slot] then refill(shelf, slot) end
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
    local key = save(keys, shelf, tongue, row)
    if empty > 0 then call('HDEL', key, unpack(EMPTY, 1, empty)) end
  end
end
