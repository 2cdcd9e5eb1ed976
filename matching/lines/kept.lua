-- Short lines, after line.lua: people whom this server keeps in its own memory, with the interests they named and their place
-- in the queues. To search among them asks nothing of Redis, and to join them writes nothing but what is known of oneself.
-- Who joins a line that has become long is posted instead, see postings.lua, and stays there.
--
-- What is kept may be used only if nothing changed since. So `people` has a stamp, and each call that changes who waits writes
-- another one, which is given once and by nobody else. If Redis was emptied, started again, lost its last seconds as a
-- replica took over, or if another version of this library has changed the line, then the stamp is another one, and who is
-- kept is read anew from `people`. So it is after a call that failed half-way: what is kept gets its stamp at the very end.
-- `kept` in `meta` tells whether all who wait are kept (it is not there), or some, which can't be read anew, or nobody.
--
--   of a line     `people`: number -> person; `many` of these, and `all` who wait; `long`: whether who joins is posted;
--                 `tongues`: key of beginnings -> tongue; `places` in postings and queues, also of those who are gone, and
--                 those of the `living`; `foreign`: ticks to come since another version of this library was met: until then
--                 a line that was long stays so, for what this one keeps the other would have to read
--   of a tongue   `postings`: interest -> people in the order they came; at 1 and 2 its queues, easy and choosy: people from
--                 `first` to `last`, the longest wait first
--   of a person   `number`, what is `known` of them, profile as `text` and parts of it, when to look again as `due`, how many
--                 `places` are theirs; `waits`: false once they are gone, which takes them out of postings and queues when a
--                 search meets them; `turn`, see postings.lua

local STAMP, STAMP_LONG, KEPT, SOME, NOBODY = 'stamp', 8, 'kept', 'some', 'nobody'
local PLACES_SPARE = 300 -- of those who are gone, and as many as are of those who wait, are nothing to worry about
local FOREIGN = 240 -- ticks
local MEMBER = 64 -- the byte before a member's name: "@"

local lines = {}
local line -- that of this call, once its stamp was compared
local given, stamps -- the new stamp of this call; how many were given

-- At the beginning of a call
local function begin_call()
  line, given = nil, nil
  if stamps then return end
  local time = call('TIME')
  stamps = time[1] * 1000000 + time[2]
end

-- `meta` tells whether all are kept
local function note_kept(keys)
  if line.kept then
    call('HSET', keys[META], KEPT, line.kept)
  else
    call('HDEL', keys[META], KEPT)
  end
end

-- At its end: what is kept is what was written
local function end_call(keys, answer)
  if not given or not line then return answer end
  local kept = line.all > line.many and (line.many > 0 and SOME or NOBODY) or nil
  if kept ~= line.kept then
    line.kept = kept
    note_kept(keys)
  end
  line.stamp = given
  if line.many == 0 and line.places > 0 then line.tongues, line.places = {}, 0 end
  return answer
end

-- What is to be written as the stamp, before anything else: who waits is about to change. Nothing, if nobody is kept, before or
-- after.
local function new_stamp(keys)
  if line and line.kept == NOBODY and line.long and line.all > 1 then return nil end
  stamps = stamps + 1
  given = together('<d', stamps) .. VERSION
  if line then
    line.stamp = nil
  else
    lines[keys[PEOPLE]] = nil
  end
  return given
end

local function tongue_of(key)
  local tongue = line.tongues[key]
  if not tongue then
    tongue = { { first = 1, last = 0 }, { first = 1, last = 0 }, postings = {} }
    line.tongues[key] = tongue
  end
  return tongue
end

local function queue_kept(queue, person)
  local at, since = queue.last, person.since
  while at >= queue.first do
    local other = queue[at]
    if other.since < since or (other.since == since and earlier(other.number, person.number)) then break end
    queue[at + 1] = other
    at = at - 1
  end
  queue[at + 1] = person
  queue.last = queue.last + 1
  person.places = person.places + 1
end

local function post_kept(tongue, person, needles, count, counts)
  local postings = tongue.postings
  for term = 1, count do
    if not counts or counts[term] > 0 then
      local posting = postings[needles[term]]
      if posting then
        posting[#posting + 1] = person
      else
        postings[needles[term]] = { person }
      end
      person.places = person.places + 1
    end
  end
end

-- Put everybody into new postings and queues, without those who are gone
local function tidy_kept()
  line.places = line.living
  for _, tongue in pairs(line.tongues) do
    local postings = {}
    for needle, posting in pairs(tongue.postings) do
      local left = {}
      for _, person in ipairs(posting) do
        if person.waits then left[#left + 1] = person end
      end
      if #left > 0 then postings[needle] = left end
    end
    tongue.postings = postings
    for kind = EASY + 1, CHOOSY + 1 do
      local queue, left = tongue[kind], { first = 1, last = 0 }
      for at = queue.first, queue.last do
        if queue[at].waits then
          left.last = left.last + 1
          left[left.last] = queue[at]
        end
      end
      tongue[kind] = left
    end
  end
end

-- Keep somebody who speaks these tongues, to look again when `due`; `counts`: what each term counts for, nothing if it is not
-- theirs
local function keep(number, text, known, due, tongues, needles, count, counts)
  local signs, length, modest = apart(WORTH, text, WORTH_AT)
  local since, reserve, avoid = apart(REST, text, REST_AT)
  local person = {
    number = number, text = text, known = known, due = due, signs = signs, length = length,
    modest = modest, since = since, reserve = reserve, avoid = avoid, turn = 0, waits = true, places = 0,
  }
  line.people[number] = person
  line.many = line.many + 1
  line.all = line.all + 1
  for place = 1, #tongues do
    local tongue = tongues[place]
    queue_kept(tongue[reserve > 0 and CHOOSY + 1 or EASY + 1], person)
    post_kept(tongue, person, needles, count, counts)
  end
  line.places = line.places + person.places
  line.living = line.living + person.places
  if line.places > PLACES_SPARE + 2 * line.living then tidy_kept() end
end

-- Nobody waits under this number any more. Returns what is known of whoever did, if they were kept: of that nothing stays.
local function goes(number)
  if not line then return nil end
  line.all = line.all - 1
  local person = line.people[number]
  if not person then return nil end
  local known = person.known
  person.waits, person.text, person.known = false, nil, nil
  line.people[number] = nil
  line.many = line.many - 1
  line.living = line.living - person.places
  return known
end

-- How many wait: everybody has two fields, and those who are claimed don't wait
local function waiting(keys)
  return max(0, floor((call('HLEN', keys[PEOPLE]) - 1) / 2) - call('ZCOUNT', keys[CLAIMS], '-inf', '(+inf'))
end

-- The interests in a profile
local function needles_of(text)
  local needles, _, _, avoid = {}, apart(REST, text, REST_AT)
  local at = locate(text, '\0', NAMES, true)
  while at + NEEDLE_LONG <= avoid do
    needles[#needles + 1] = sub(text, at, at + NEEDLE_LONG - 1)
    at = at + NEEDLE_LONG - 1
  end
  return needles
end

-- Read everybody who is to be kept from `people`. Of those who were kept `before` it is known when they look again.
local function read_kept(keys, before)
  local all, known, found = call('HGETALL', keys[PEOPLE]), {}, {}
  for at = 1, #all, 2 do
    local field, value = all[at], all[at + 1]
    if byte(field) == MEMBER then
      known[number_of(value)] = value
    elseif #field == WIDTH then
      found[#found + 1] = { field, value, since_of(value) }
    end
  end
  table.sort(found, function(a, b) return a[3] < b[3] or (a[3] == b[3] and earlier(a[1], b[1])) end)
  local named = sub(keys[PEOPLE], 1, -#'people' - 1) .. 'named:'
  for _, one in ipairs(found) do
    local number, text, due = one[1], one[2], one[3]
    local tongues, needles, person = {}, needles_of(text), before and before.people[number]
    if known[number] then
      for tongue in string.gmatch(tongues_of(known[number]), '[^,]+') do tongues[#tongues + 1] = tongue_of(named .. tongue) end
      keep(number, text, known[number], person and person.due or due, tongues, needles, #needles)
    else
      call('HSET', keys[META], 'broken', 1)
    end
  end
end

-- Begin with what is kept of a line that has this stamp
local function recall(keys, stamp)
  local key = keys[PEOPLE]
  local before = lines[key]
  line = before
  if line and stamp and line.stamp == stamp then return end
  line = { people = {}, many = 0, all = 0, long = false, tongues = {}, places = 0, living = 0, foreign = 0 }
  lines[key] = line
  if not stamp then return end
  line.foreign = sub(stamp, STAMP_LONG + 1) ~= VERSION and FOREIGN or before and before.foreign or 0
  line.kept = call('HGET', keys[META], KEPT) or nil
  if line.kept then
    line.all, line.long = waiting(keys), true
    if line.kept == SOME then call('HSET', keys[META], 'broken', 1) end
  else
    read_kept(keys, before)
  end
  line.stamp = stamp
end

-- The same; what a field of `people` has
local function recall_and_get(keys, field)
  local found = call('HMGET', keys[PEOPLE], field, STAMP)
  recall(keys, found[2])
  return found[1]
end

-- A line of which nobody is kept, as far as this server knows: to compare the stamp can wait
local function nobody_kept(keys)
  local here = lines[keys[PEOPLE]]
  if not here or here.many > 0 or not here.long then return nil end
  line = here
  return here
end

-- Whether who joins is posted: from so many on, until three quarters of these wait. `expected`: so many are about to.
local function is_long(expected)
  local many = max(line.all, expected)
  if many >= SHORT_LINE or (line.kept and line.foreign > 0) then
    line.long = true
  elseif 4 * many < 3 * SHORT_LINE then
    line.long = false
  end
  return line.long
end
