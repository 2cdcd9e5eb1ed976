-- Searches in a line where nobody is kept, after search.lua. An entry of a posting has a brief beside the number, which tells
-- how well somebody fits at best, and nearly always how well. So of all entries that a search reads it asks for the few
-- people who promise most, and for others only if they may be better still.

local AT_FIRST = 3 -- people who are asked for together with what else a search needs
local RATES, BRINGS = {}, {} -- exponent -> factor; mark -> what it may bring, of the terms that are left
local MARKED, LATER, MANY_MARKED = {}, {}, 0 -- of each term of this search its mark, and what that may bring after it
local ANY = 255 -- see profiles.py
for at = 0, 255 do RATES[at], BRINGS[at] = 2 ^ (at - 136), 0 end

-- Of each entry that was read and may do: the rank at best, the text it stands in and where its brief begins, the term under
-- which it was met, and its slot
local BOUNDS, TEXTS, BRIEFS, MET_AT, SLOTS = {}, {}, {}, {}, {}
local PICKED, NUMBERS_PICKED = {}, {}

-- What the marks of the terms may bring
local function note_marks(one)
  local values, each_brings, count = one.values, one.each, one.count
  for at = 1, MANY_MARKED do BRINGS[MARKED[at]] = 0 end
  MANY_MARKED = count
  for place = count, 1, -1 do
    local mark = values[2 * count + place]
    MARKED[place] = mark
    LATER[place] = BRINGS[mark]
    if each_brings[place] > BRINGS[mark] then BRINGS[mark] = each_brings[place] end
  end
end

-- Read the entries of those with an interest in common, `one.looks` at most. Returns how many may do.
local function read_briefs(one)
  local byte, BRINGS, RATES, BOUNDS, TEXTS, BRIEFS = byte, BRINGS, RATES, BOUNDS, TEXTS, BRIEFS
  local shelf, each_brings, count, tongues, room = one.shelf, one.each, one.count, one.tongues, one.looks
  local meets, welcome, age_here, least_age, most_age = one.meets, one.welcome, one.age, one.youngest, one.oldest
  local left, least, times, many, slot = one.brings, one.least, PARTS / sqrt(one.every), 0, 0
  local texts, long = shelf.texts, shelf.long
  note_marks(one)
  for place = 1, count do
    if left < least or room == 0 then break end
    BRINGS[ANY] = left
    for _ = 1, tongues do
      slot = slot + 1
      local text, list = texts[slot], long and shelf.more[slot] and shelf.lists[slot]
      while text ~= '' do
        local ahead = #text % ENTRY
        local to = ahead + room * ENTRY
        if to > #text then to = #text end
        for at = ahead + WIDTH + 1, to, ENTRY do
          local gender, genders, _, age, youngest, oldest, a, b, c, d, e, f, g, h, i, j, low, high, less, much =
            byte(text, at, at + BRIEF - 1)
          if welcome[gender] and meets[genders] and age >= least_age and age <= most_age
            and age_here >= youngest and age_here <= oldest then
            local shared = BRINGS[a] + BRINGS[b] + BRINGS[c] + BRINGS[d] + BRINGS[e]
            if f ~= 0 then shared = shared + BRINGS[f] + BRINGS[g] + BRINGS[h] + BRINGS[i] + BRINGS[j] end
            many = many + 1
            BOUNDS[many] = shared * times * (256 + low) * RATES[high] - (16 * less + 4096 * much) + 1 -- as it is rounded
            TEXTS[many] = text
            BRIEFS[many] = at
            MET_AT[many] = place
            SLOTS[many] = slot
          end
        end
        room = room - (to - ahead) / ENTRY
        if room == 0 or not list then break end
        text, list = concat(call('LRANGE', list, 0, room - 1)), nil
      end
      if room == 0 then break end
    end
    left = left - each_brings[place]
    BRINGS[MARKED[place]] = LATER[place] -- who shares this term was met here
  end
  one.full = room == 0
  return many
end

-- Pick who promises most of those that are left; their number becomes the one that is asked for at this place
local function pick(many, place)
  local BOUNDS, most, picked = BOUNDS, -inf, 0
  for at = 1, many do
    if BOUNDS[at] > most then most, picked = BOUNDS[at], at end
  end
  BOUNDS[picked] = -inf
  PICKED[place] = picked
  local at = BRIEFS[picked]
  NUMBERS_PICKED[place] = sub(TEXTS[picked], at - WIDTH, at - 1)
end

-- Read the entries, and ask for the first few people; the stamp is compared. Returns what a field of `people` has besides.
function glance(keys, one, field)
  one.full = false -- whether there may be more entries
  local many = one.shelf and one.most > 0 and read_briefs(one) or 0
  local asked = many < AT_FIRST and many or AT_FIRST
  for place = 1, asked do pick(many, place) end
  NUMBERS_PICKED[asked + 1], NUMBERS_PICKED[asked + 2] = STAMP, field
  local profiles = call('HMGET', keys[PEOPLE], unpack(NUMBERS_PICKED, 1, asked + 2))
  one.glanced, one.asked, one.profiles = many, asked, profiles
  recall(keys, profiles[asked + 1])
  return profiles[asked + 2]
end

-- Take whoever is gone out of the posting where they were met
local function forget(shelf, picked)
  local slot, at = SLOTS[picked], BRIEFS[picked]
  local text, entry = shelf.texts[slot], sub(TEXTS[picked], at - WIDTH, at + BRIEF - 1)
  local from = locate(text, entry, 1, true) -- numbers are random: nothing else is like it
  if from and (from - #text) % ENTRY == 1 then
    shelf.texts[slot] = sub(text, 1, from - 1) .. sub(text, from + ENTRY)
    shelf.changed[slot] = turn
    shelf.gone = shelf.gone + 1
  elseif shelf.more[slot] then
    call('LREM', shelf.lists[slot], 1, entry)
  end
end

-- Offer so many of those who were picked
local function meet_picked(one, asked)
  local profiles = one.profiles
  for place = 1, asked do
    local profile, picked = profiles[place], PICKED[place]
    if profile then
      local close = byte(profile, 3) -- which a brief tells of, but not of whom
      if one.close + close == 0 or as_close(one, profile, close) then
        meet(one, nil, NUMBERS_PICKED[place], profile, one.near and 0 or MET_AT[picked])
      end
    else
      forget(one.shelf, picked)
    end
  end
end

-- Look among those whose entries were read. Returns whether that will do: nobody may be acceptable of these, and more entries
-- be left after those of people who are gone, or were read twice.
function look_closer(keys, one)
  local many, asked = one.glanced, one.asked
  meet_picked(one, asked)
  asked = 0
  for at = 1, many do
    if BOUNDS[at] >= one.best then
      asked = asked + 1
      PICKED[asked] = at
      NUMBERS_PICKED[asked] = sub(TEXTS[at], BRIEFS[at] - WIDTH, BRIEFS[at] - 1)
    end
  end
  if asked > 0 then
    one.profiles = call('HMGET', keys[PEOPLE], unpack(NUMBERS_PICKED, 1, asked))
    meet_picked(one, asked)
  end
  return one.best_number or not one.full
end
