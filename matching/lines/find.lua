-- What is asked of the line, after queues.lua: the functions that search. `find` answers {'lists', slots…} where it may need
-- lists that it was not given, and has done nothing by then; `look_again` does so for each.

-- When somebody who waits is to look again: when the next is acceptable, and no later than when they take anyone
local function next_look(one, due)
  local commits = one.since + one.commit
  return one.now < commits and commits < due and commits or due
end

local function look_at(keys, number, due)
  local person = line.people[number]
  if person then
    person.due = due
  elseif due < inf then
    call('ZADD', keys[DUE], due, number)
  else
    call('ZREM', keys[DUE], number)
  end
end

-- Stand where searches find somebody, with those who are kept, or posted if the line is long, and look again when `due`
local function wait(keys, one, member, known, due)
  stand(keys, one.number, one.text, member, known)
  local counts = one.near and one.values
  if line.long then
    shelve(keys, one.shelf, counts, one.number, one.text, one.since, one.reserve, one.ttl, one.now)
    if due < inf then call('ZADD', keys[DUE], due, one.number) end
  else
    keep(one.number, one.text, known, due, one.spoken, one.needles, one.count, counts)
    if one.shelf then miss_postings(keys, one.shelf) end
    if one.shelf and one.shelf.gone >= UNTIDY then write(keys, one.shelf) end
  end
end

local LOWEST = -2 ^ 40 -- rank: whoever is least sought for ranks above it

-- Look among all, after `begin`: when the next is acceptable, and then the best who is now: number, parts, profile; or put
-- all who are into `several`
local function look_at_all(keys, one, several)
  local looks, looked = one.looks, 0
  one.due, one.best = inf, LOWEST
  one.best_since, one.best_number, one.best_parts, one.best_profile = nil, nil, nil, nil
  if one.shelf then
    if line.many > 0 then one.looks = floor(looks / 2) end -- the others are for those who are kept
    if not one.glanced or not look_closer(keys, one) then
      if one.glanced then begin(keys, one) end
      looked = look(keys, one, several)
    end
    one.looks = looks
  end
  if line.many > 0 then look_kept(one, several, looked) end
  return one.due, one.best_number, one.best_parts, one.best_profile
end

-- ARGV: as in seeker.lua, then claim, member's field, what is known of them. Returns what is known of
-- the partner, and the score; or 0; or, if there are more people than one call may ask, when to look again and where to
-- go on.
function asked.find(keys, args)
  local one, member, known = seeker(args, 0), args[OWN + 1], args[OWN + 2]
  local before, there = nobody_kept(keys), nil
  if not before then there = recall_and_get(keys, member) end
  local lacks = reads(keys, FIRST, one, args[LISTED], true)
  if lacks then return lacks end
  if before then
    limit(one)
    there = glance(keys, one, member)
    if line ~= before then return asked.find(keys, args) end -- the line is another one, and read by now
  end
  if one.came > 0 then call('HINCRBY', keys[META], 'came', one.came) end
  if there then take_out(keys, member, number_of(there)) end -- the search before, or this one, whose answer was lost
  if there or not before then begin(keys, one) end
  local shelf, first, now = one.shelf, longest_since(one), one.now
  local due, other, profile, parts, on = inf, nil, nil, nil, nil
  if first + one.overdue <= now then other, profile = longest(keys, one, one.overdue, one.overdue, BEGIN) end
  if not other then
    due, other, parts, profile = look_at_all(keys, one)
    if not other and (first + one.commit <= now or takes_anyone(one)) then other, profile, on = anyone(keys, one, BEGIN) end
  end
  if other then
    local theirs = claim_one(keys, args[OWN], now, one.number, one.text, other, profile, member, known)
    if shelf and (shelf.gone > 0 or shelf.noted) then write(keys, shelf) end
    return { 'match', theirs, parts or parts_of(one, profile) }
  end
  due = next_look(one, due)
  wait(keys, one, member, known, due)
  if on then return { 'waits', text(due), on } end
  return 0
end

-- Whether somebody waits under this number
local function waits(keys, number)
  return line.people[number] or (line.all > line.many and call('HEXISTS', keys[PEOPLE], number) == 1)
end

-- Whom somebody who waits may be paired with now, best first and so many at most, and when the next is acceptable; or
-- {'gone'}.
local function sight(keys, one, most)
  if not waits(keys, one.number) then return { 'gone' } end
  local found = {}
  begin(keys, one)
  local due = look_at_all(keys, one, found)
  if one.shelf and one.shelf.gone >= UNTIDY then write(keys, one.shelf) end
  table.sort(found, better)
  local edges = {}
  for at = 1, math.min(#found, most) do
    local each = found[at]
    edges[at] = { each[3], each[4], each[5] }
  end
  return { text(due), edges }
end

local ENOUGH = 32 -- profiles that were asked for: after so many nobody else is looked for in this call

-- ARGV: the most edges, then for each of some who wait as in seeker.lua. KEYS: those of one after the other. What each of
-- the first of them sees, one at least and as many as one call may look for.
function asked.look_again(keys, args)
  local most, at, rows = tonumber(args[1]), FIRST, {}
  asked_so_far = 0
  recall_and_get(keys, STAMP)
  for after = 1, #args - 1, LISTED do
    local one, listed = seeker(args, after), args[after + LISTED]
    local lacks = reads(keys, at, one, listed, false)
    rows[#rows + 1] = lacks or sight(keys, one, most)
    if lacks or asked_so_far >= ENOUGH then break end
    at = at + one.tongues * QUEUED + #listed / 2
  end
  return rows
end

-- ARGV: as in seeker.lua, then claim, when to look again, and where to go on. Pair somebody who waits with whoever waits
-- longest, or set when to look again.
function asked.settle_for_anyone(keys, args)
  local one = seeker(args, 0)
  if not recall_and_get(keys, one.number) then return { 'gone' } end
  speaks(keys, FIRST, one)
  one.shelf = nil
  local places = {}
  for place = OWN + 2, #args do places[#places + 1] = tonumber(args[place]) end
  local other, profile, on = anyone(keys, one, places)
  if on then return { 'more', on } end -- the one who searches stays due for what is left
  if not other then
    look_at(keys, one.number, next_look(one, tonumber(args[OWN + 1])))
    return { 'none' }
  end
  local known = known_of(keys, profile)
  claim_two(keys, args[OWN], one.now, one.number, one.text, other, profile)
  return { 'match', known, parts_of(one, profile), other, text(since_of(profile)) }
end

-- ARGV: now, then claim, number, number of each pair: claim the two if both still wait. Returns for each the
-- what is known and the profile of the one, and of the other; or nothing.
function asked.claim_pairs(keys, args)
  local done = {}
  recall_and_get(keys, STAMP)
  for at = 2, #args, 3 do
    local claim, one, other = args[at], args[at + 1], args[at + 2]
    local profiles = call('HMGET', keys[PEOPLE], one, other)
    local row = {}
    if profiles[1] and profiles[2] then
      claim_two(keys, claim, args[1], one, profiles[1], other, profiles[2])
      row = { known_of(keys, profiles[1]), profiles[1], known_of(keys, profiles[2]), profiles[2] }
    end
    done[#done + 1] = row
  end
  return done
end

-- ARGV: as in seeker.lua, then member's field, what is known of them, and how many are being restored. Wait, due at once,
-- without having been tried. A ticket that is there stays as it is.
function asked.restore(keys, args)
  local one, member, known = seeker(args, 0), args[OWN], args[OWN + 1]
  local there = recall_and_get(keys, member)
  if there and ticket_of(there) == ticket_of(known) then return 0 end
  reads(keys, FIRST, one, args[LISTED], true, tonumber(args[OWN + 2]))
  if there then take_out(keys, member, number_of(there)) end
  wait(keys, one, member, known, one.since)
  return 1
end

-- Of some of a list, how many the seeker may meet: worked out for all of it
local function count(keys, numbers, all, one, sharing)
  if #numbers == 0 then return 0 end
  local fit = 0
  for at, profile in ipairs(profiles_of(keys, numbers)) do
    if profile and numbers[at] ~= one.number and may_meet(one, profile) then
      fit = fit + 1
      if sharing then sharing[numbers[at]] = true end
    end
  end
  return floor(fit * all / #numbers)
end

-- The first of a posting, `one.looks` at most, and how many there are
local function first_named(shelf, slot, looks)
  local all, more = count_of(shelf, slot), shelf.more[slot]
  local numbers = numbers_in(shelf.texts[slot], all, more and 2 or 1)
  if more then
    local list = shelf.lists[slot]
    local listed = looks > all and call('LRANGE', list, 0, looks - all - 1) or {}
    for _, entry in ipairs(listed) do numbers[#numbers + 1] = sub(entry, 1, WIDTH) end
    all = all + call('LLEN', list)
  end
  return numbers, all
end

-- The same of those who are kept: how many fit, and to `named`, how many named each of the seeker's interests
local function count_kept(one, named, sharing)
  local fit, known = 0, {}
  local function fits(person)
    if not person.waits then return false end
    if known[person] == nil then known[person] = person.number ~= one.number and may_meet(one, person.text) end
    return known[person]
  end
  for _, tongue in ipairs(one.spoken) do
    for kind = EASY, CHOOSY do
      local queue = tongue[1 + kind]
      for at = queue.first, queue.last do
        if fits(queue[at]) then fit = fit + 1 end
      end
    end
    for place = 1, one.count do
      for _, person in ipairs(tongue.postings[one.needles[place]] or {}) do
        if fits(person) then named[place], sharing[person.number] = named[place] + 1, true end
      end
    end
  end
  return fit
end

-- ARGV: as in seeker.lua, then member's field. How many wait, fit, share any and each of the seeker's interests; whether
-- the seeker waits and has a reserve.
function asked.stats(keys, args)
  local one = seeker(args, 0)
  local known = recall_and_get(keys, args[OWN])
  local number = known and number_of(known)
  one.number = number
  reads(keys, FIRST, one, args[LISTED], false)
  local shelf, named, sharing, many, most_named = one.shelf, {}, {}, 0, 0
  for place = 1, one.count do named[place] = 0 end
  local fit = count_kept(one, named, sharing)
  if shelf then
    for tongue = 1, one.tongues do
      for kind = EASY, CHOOSY do
        local queue = keys[FIRST + (tongue - 1) * QUEUED + kind]
        local numbers = call('ZRANGE', queue, 0, one.looks - 1)
        if numbers[#numbers] == LAST then numbers[#numbers] = nil end
        fit = fit + count(keys, numbers, call('ZCARD', queue) - 1, one)
      end
    end
    for place = 1, one.count do
      for slot = (place - 1) * one.tongues + 1, place * one.tongues do
        local numbers, all = first_named(shelf, slot, one.looks)
        named[place] = named[place] + count(keys, numbers, all, one, sharing)
      end
    end
  end
  for place = 1, one.count do most_named = max(most_named, named[place]) end
  for _ in pairs(sharing) do many = many + 1 end
  local own = number and call('HGET', keys[PEOPLE], number)
  local held = number and not own and call('HGET', keys[PEOPLE], '~' .. number)
  local profile = own or (held and select(3, apart_held(held)))
  local choosy = profile and select(2, apart(REST, profile, REST_AT)) > 0 or false
  local all = line.kept and waiting(keys) or line.all
  return { all - (own and 1 or 0), fit, max(many, most_named), choosy and 1 or 0, named }
end
