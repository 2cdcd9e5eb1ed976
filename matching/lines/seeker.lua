-- Who searches, after joining.lua: what a call of a search was given, and the first that it asks for.

local PARTS = 1000000
local HEAD, NEEDLES, PROFILE, NUMBER, NEAR, LISTED, OWN = 1, 2, 3, 4, 5, 6, 7 -- in ARGV
local FIGURES, FIGURES_END = '<ddddI4I4HHHdd', 63 -- see requests.py

local VALUES, NAMED = {}, {} -- how many terms -> the format that takes apart what they count for, and their names
local OVERLAPS = {} -- a set of bits, as genders and those that are welcome are -> set -> whether they have one in common

local THE_ONE, SPOKEN = {}, {} -- who searches in this call: to fill the table of the call before takes less than to make one

local function overlaps(set)
  local found = {}
  for other = 0, 255 do found[other] = band(set, other) ~= 0 end
  OVERLAPS[set] = found
  return found
end

-- What terms that are no interests of one's own bring and are close to: one line for each term
local function read_near(one, lines)
  one.each, one.near = {}, {}
  for place, brings, rest in string.gmatch(lines, '(%d+) (%d+)([^\n]*)\n') do
    place = tonumber(place)
    one.each[place], one.near[place] = tonumber(brings), {}
    for own, value in string.gmatch(rest, ' (%d+) (%d+)') do
      table.insert(one.near[place], { one.needles[tonumber(own)], tonumber(value) })
    end
  end
end

-- What a search was given, ARGV after so many: head (see `requests.py`: figures, what each term counts for, and for each the
-- signs of those after it), the terms as fields of postings, profile, number, what is close to what, which lists are
-- given; what is the function's own.
local function seeker(args, after)
  local one, head, text, near = THE_ONE, args[after + HEAD], args[after + PROFILE], args[after + NEAR]
  local now, commit, fade, overdue, ttl, looks, tongues, terms, came, every, brings = apart(FIGURES, head)
  local gender, genders, close, age, youngest, oldest = byte(text, 1, 6)
  local since, reserve, avoid = apart(REST, text, REST_AT)
  local values, named = VALUES[terms], NAMED[terms]
  if not values then
    values, named = '<' .. rep('d', terms) .. rep('I4', terms) .. rep('B', terms), rep(NEEDLE, terms)
    VALUES[terms], NAMED[terms] = values, named
  end
  one.now = now
  one.commit = commit
  one.fade = fade
  one.overdue = overdue
  one.ttl = ttl
  one.looks = looks
  one.tongues = tongues
  one.count = terms
  one.came = came
  one.every = every
  one.brings = brings
  one.meets = OVERLAPS[gender] or overlaps(gender)
  one.welcome = OVERLAPS[genders] or overlaps(genders)
  one.close = close
  one.age = age
  one.youngest = youngest
  one.oldest = oldest
  one.since = since
  one.reserve = reserve
  one.avoid = #text >= avoid and avoid
  one.text = text
  one.number = args[after + NUMBER]
  values = { apart(values, head, FIGURES_END) }
  one.values = values
  one.each = values
  one.needles = { apart(named, args[after + NEEDLES]) }
  one.near = nil
  if near ~= '' then read_near(one, near) end
  return one
end

-- The tongues that somebody speaks, of the keys from `at` on
local function speaks(keys, at, one)
  local spoken = SPOKEN
  for place = 1, max(one.tongues, #spoken) do
    spoken[place] = place <= one.tongues and tongue_of(keys[at + (place - 1) * QUEUED + BEGINNINGS]) or nil
  end
  one.spoken = spoken
end

-- These, and if anybody is posted, or whoever `joins` will be, their shelf. `expected`: see `is_long`. Returns what is
-- answered if lists are missing.
local function reads(keys, at, one, listed, joins, expected)
  speaks(keys, at, one)
  one.shelf, turn = nil, turn + 1
  local posts = joins and is_long(expected or 0)
  if line.all == line.many and not posts then return nil end
  local shelf, lacks = beginnings(keys, at, one.tongues, one.needles, one.count, listed, joins)
  one.shelf = shelf
  return lacks
end

-- How far it may be worth to look for those with an interest in common (see search.py): as long as `least` is left to
-- share, in `most` slots
local function limit(one)
  local each, tongues, commit, fade, left, most = one.each, one.tongues, one.commit, one.fade, one.brings, 0
  local least = 0
  if one.now < one.since + commit and fade > 0 then least = one.reserve * (1 - commit / fade) * one.every / PARTS end
  for place = 1, one.count do
    if left < least then break end
    left = left - each[place]
    most = most + tongues
  end
  one.least = least
  one.most = most
end

-- Begin to look: for the first of those who are posted it is asked here
local function begin(keys, one)
  limit(one)
  one.ready = 0
  one.asked = 0
  one.glanced = nil
  if one.most == 0 or not one.shelf then return end
  local last, asked, numbers, profiles = profiles_from(keys, one.shelf, 1, one.most, one.looks + FEW)
  one.ready = last
  one.asked = asked
  one.numbers = numbers
  one.profiles = profiles
end
