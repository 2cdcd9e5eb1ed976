-- Searches, after seeker.lua: whom of those who wait somebody may be paired with now. The search is the one of search.py,
-- step by step and in the same floating point operations.

local ASKED = 192 -- of a queue, and of those who are gone in a posting, in one call: it may block nobody else for longer
local UNTIDY = 8 -- so many who are gone are taken out even by who doesn't join

local SEEN, seen_lately = {}, 0 -- number -> the turn in which somebody was looked at last, of so many
local REMEMBERED = 400

-- What may be wished besides gender and age: the same platform, the same server
local function as_close(one, profile, close)
  local wish, text = bit.bor(one.close, close), one.text
  if band(wish, 1) ~= 0 then
    local platform = sub(text, PLATFORM, PLATFORM + 7)
    if platform == UNKNOWN or sub(profile, PLATFORM, PLATFORM + 7) ~= platform then return false end
  end
  if band(wish, 2) == 0 then return true end
  local server = sub(text, SERVER, SERVER + 7)
  return server ~= UNKNOWN and sub(profile, SERVER, SERVER + 7) == server
end

-- Whether two may meet; the languages are in common already. The same as rules.agree; glance.lua and search_kept.lua have it
-- written out
local function agree(one, profile)
  local gender, genders, close, age, youngest, oldest = byte(profile, 1, 6)
  return one.welcome[gender] and one.meets[genders]
    and age >= one.youngest and age <= one.oldest and one.age >= youngest and one.age <= oldest
    and (one.close + close == 0 or as_close(one, profile, close))
end

-- The same as rules.strangers, of people who are two: a member has one number in the line
local function strangers(one, profile, avoid)
  if one.avoid and locate(one.text, '\0' .. member_of(profile) .. '\0', one.avoid, true) then return false end
  return #profile < avoid or locate(profile, '\0' .. member_of(one.text) .. '\0', avoid, true) == nil
end

-- Whether `one` may be paired with whoever has this profile, whatever they share
local function may_meet(one, profile)
  if not agree(one, profile) then return false end
  local _, _, avoid = apart(REST, profile, REST_AT)
  return strangers(one, profile, avoid)
end

-- Whether an interest is among those of whoever has this profile: after these come the names of those they avoid
local function has(profile, needle)
  local at = locate(profile, needle, NAMES, true)
  return at and at < apart('<H', profile, AVOID_AT)
end

-- What is shared, and what is close to it; of the terms from `first` on
local function shared_with(one, profile, first)
  local needles, values, shared = one.needles, one.values, 0
  for place = first, one.count do
    if has(profile, needles[place]) then
      if values[place] > 0 then
        shared = shared + values[place]
      else
        for _, close in ipairs(one.near[place]) do
          if not has(profile, close[1]) then shared = shared + close[2] end
        end
      end
    end
  end
  return shared
end

local function parts_of(one, profile)
  local shared = shared_with(one, profile, 1)
  if shared == 0 then return 0 end
  local _, length = apart(WORTH, profile, WORTH_AT)
  local parts = floor(shared * PARTS / (sqrt(one.every) * length))
  return parts > PARTS and PARTS or parts
end

-- Whether one of {rank, since, number, …} comes before another
local function better(a, b)
  if a[1] ~= b[1] then return a[1] > b[1] end
  if a[2] ~= b[2] then return a[2] < b[2] end
  return earlier(a[3], b[3])
end

-- Of the entries of a list of which the first `from` are of those who are there: take out so many, whose places are in
-- GONE. Returns how many these are.
local function clear_list(list, entries, gone, from)
  if gone == #entries and from == 0 then
    call('LTRIM', list, gone, -1)
  else
    for each = 1, gone do call('LREM', list, 1, entries[GONE[each]]) end
  end
  return gone
end

-- Whoever shares so much is what is sought, or will be: they are accepted now, or `one.due` is no later than when they
-- are. Of those who are accepted the best one is kept, as `one.best` (their rank), `best_since`, `best_number`, `best_parts`
-- and `best_profile`; or all of them are put into `several`, as {rank, since, number, parts, modest}.
local function offer(one, several, number, profile, since, reserve, parts, modest)
  if one.reserve > reserve then reserve = one.reserve end
  if parts < reserve then
    local began, commit = one.since < since and one.since or since, one.commit
    local wait = one.fade * (1 - parts / reserve)
    if one.now < began + (wait < commit and wait or commit) then
      if wait < commit and began + wait < one.due then one.due = began + wait end
      return
    end
  end
  local rank = parts - modest
  if several then
    several[#several + 1] = { rank, since, number, parts, modest }
  elseif rank > one.best or not one.best_number or since < one.best_since
    or (since == one.best_since and earlier(number, one.best_number)) then
    one.best_since, one.best_number, one.best_parts, one.best_profile = since, number, parts, profile
  end
  if rank > one.best then one.best = rank end
end

-- How much must be left to share, so that somebody may be better than the best so far
local function least_of(one, least)
  return one.best > 0 and max(least, (one.best / PARTS) ^ 2 * one.every) or least
end

-- Offer somebody whose terms agree, who shares the one at `place` and none before it; place 0: whatever they share
local function meet(one, several, number, profile, place)
  local signs, length, modest = apart(WORTH, profile, WORTH_AT)
  local shared
  if place == 0 then
    shared = shared_with(one, profile, 1)
  else
    shared = one.values[place]
    if band(signs, one.values[one.count + place]) ~= 0 then shared = shared + shared_with(one, profile, place + 1) end
  end
  -- our weights are those of today; others see the length one came with
  local parts = shared * PARTS / (sqrt(one.every) * length)
  parts = parts < PARTS and parts - parts % 1 or PARTS
  if several or parts - modest >= one.best then
    local since, reserve, avoid = apart(REST, profile, REST_AT)
    if not one.avoid and #profile < avoid or strangers(one, profile, avoid) then
      offer(one, several, number, profile, since, reserve, parts, modest)
    end
  end
end

-- Those with an interest in common who are posted, after `begin`: each is offered; for `several` see there
local function look(keys, one, several)
  if seen_lately > REMEMBERED then SEEN, seen_lately = {}, 0 end
  local shelf, near, each_brings, count, tongues = one.shelf, one.near, one.each, one.count, one.tongues
  local looks = one.looks
  local seen, walked, texts, long, this = SEEN, true, shelf.texts, shelf.long, turn
  local left, least, slot, ready, at, looked, over = one.brings, one.least, 0, one.ready, 0, 0, false
  local asked, numbers, profiles = one.asked, one.numbers, one.profiles
  local batch, known, list, listed, cut, before, next_one, dead, entries = numbers, profiles, nil, false, false, 0, 0, 0, nil
  seen[one.number] = this
  for place = 1, count do
    if left < least then break end
    left = left - each_brings[place]
    for _ = 1, tongues do
      slot = slot + 1
      local bytes = #texts[slot]
      if bytes > 0 then
        if slot > ready then
          ready, asked, numbers, profiles = profiles_from(keys, shelf, slot, one.most, looks - looked + FEW)
          batch, known, at, before = numbers, profiles, 0, 0
        end
        local gone, start, from, to = 0, at + 1, at + 1, at + (bytes - bytes % ENTRY) / ENTRY
        at = to
        if long or to > asked then -- it may go on in its list, or after those who were asked for
          numbers, profiles, list, listed = batch, known, long and shelf.more[slot] and shelf.lists[slot], false
          cut, before, next_one, dead = to > asked, 0, 0, 0
          if cut then to = asked end
        end
        while true do
          for each = from, to do
            local profile = profiles[each]
            if not profile then
              gone = gone + 1
              GONE[gone] = before + each
            elseif seen[numbers[each]] ~= this then
              if looked == looks then
                over = true
                break
              end
              looked = looked + 1
              seen[numbers[each]] = this
              if agree(one, profile) then meet(one, several, numbers[each], profile, walked and not near and place or 0) end
            end
          end
          if cut and not over then -- the others whose numbers were read with these
            numbers, before, cut = numbers_after(shelf, slot, asked), asked, false
          else
            if listed then
              local cleared = gone > 0 and clear_list(list, entries, gone, next_one) or 0
              next_one, dead = next_one + #numbers - cleared, dead + cleared
            elseif gone > 0 then
              clear(shelf, slot, start, gone)
            end
            if over or not list then break end
            if dead >= ASKED then
              walked = false
              break
            end
            listed, gone, before = true, 0, 0
            entries = call('LRANGE', list, next_one, next_one + math.min(CHUNK, looks - looked + FEW) - 1)
            numbers = {}
            for each = 1, #entries do numbers[each] = sub(entries[each], 1, WIDTH) end
            if #numbers == 0 then
              if next_one == 0 then
                texts[slot], shelf.more[slot], shelf.changed[slot] = sub(texts[slot], 2), nil, this
              end
              break
            end
          end
          profiles, from, to = profiles_of(keys, numbers), 1, #numbers
        end
        if over then break end
      end
    end
    if over then break end
    if not several then least = least_of(one, least) end
  end
  seen_lately = seen_lately + looked + 1
  return looked
end
