-- What is asked of the line that is no search, after line.lua and postings.lua: ticks, claims, and who leaves.

-- Whether none of the keys is gone that a restore found: a Redis that is told to evict keys may drop any. That postings
-- are gone is noticed by who joins them.
local function consistent(keys)
  return call('HEXISTS', keys[PEOPLE], 'here') == 1
    and call('ZSCORE', keys[CLAIMS], 'here') and call('ZSCORE', keys[DUE], 'here')
end

-- What is broken is let go of: it is restored
local function begin_anew(keys)
  local meta = call('HMGET', keys[META], 'here', 'broken')
  if meta[2] or (meta[1] and not consistent(keys)) then call('DEL', unpack(keys, 1, DUE)) end
end

-- What is known of each of those with these profiles
local function known_of_all(keys, profiles)
  if #profiles == 0 then return {} end
  local members = {}
  for at, profile in ipairs(profiles) do members[at] = '@' .. member_of(profile) end
  return call('HMGET', keys[PEOPLE], unpack(members))
end

local AGAIN = 2 -- seconds
local ROUNDS = 4 -- of those who are due, in one call, should most of them be gone

-- Those who are kept and due, at most `most`, and whether there are more. They are due again soon, should whoever asked die
-- before looking.
local function ripe_kept(now, most)
  local found, ripe = {}, {}
  for _, person in pairs(line.people) do
    if person.due <= now then found[#found + 1] = person end
  end
  table.sort(found, function(a, b) return a.due < b.due or (a.due == b.due and earlier(a.number, b.number)) end)
  for at = 1, math.min(#found, most) do
    local person = found[at]
    person.due = now + AGAIN
    ripe[at] = { person.number, person.known, person.text }
  end
  return ripe, #found > most
end

-- The same of those who are posted, put into `ripe`
local function ripe_posted(keys, now, most, ripe)
  local numbers, profiles, more = {}, {}, true
  for _ = 1, ROUNDS do
    local due = call('ZRANGEBYSCORE', keys[DUE], '-inf', now, 'LIMIT', 0, most)
    if #due == 0 then
      more = false
      break
    end
    local again, gone = {}, {}
    for at, profile in ipairs(profiles_of(keys, due)) do
      if profile then
        numbers[#numbers + 1], profiles[#profiles + 1] = due[at], profile
        again[#again + 1] = now + AGAIN
        again[#again + 1] = due[at]
      else
        gone[#gone + 1] = due[at]
      end
    end
    if #again > 0 then call('ZADD', keys[DUE], unpack(again)) end
    if #gone > 0 then call('ZREM', keys[DUE], unpack(gone)) end
    more = #due == most
    if not more or 2 * #numbers >= most then break end
  end
  for at, known in ipairs(known_of_all(keys, profiles)) do
    if not known then error('BROKEN: somebody is due whom the line does not know') end
    ripe[#ripe + 1] = { numbers[at], known, profiles[at] }
  end
  return more
end

local STALE = 32 -- people in stale claims that are told of in one call

-- Claims that are older than they may get: {claim, what is known of those who are in it, the seeker first}
local function stale_of(keys, before)
  local entries = call('ZRANGEBYSCORE', keys[CLAIMS], '-inf', before, 'LIMIT', 0, STALE)
  if #entries == 0 then return {} end
  local fields, rows, of_claim, profiles = {}, {}, {}, {}
  for at, entry in ipairs(entries) do fields[at] = '~' .. sub(entry, -WIDTH) end
  for at, held in ipairs(call('HMGET', keys[PEOPLE], unpack(fields))) do
    if held then
      local claim, place, profile = apart_held(held)
      local row = of_claim[claim]
      if not row then
        row = { claim }
        rows[#rows + 1], of_claim[claim] = row, row
      end
      profiles[#profiles + 1] = profile
      table.insert(row, place == '1' and 2 or #row + 1, #profiles)
    else
      call('ZREM', keys[CLAIMS], entries[at])
    end
  end
  local known = known_of_all(keys, profiles)
  for _, row in ipairs(rows) do
    for at = 2, #row do row[at] = known[row[at]] end
  end
  return rows
end

-- ARGV: now, most, expires, how many newcomers came that were not told of. Who is due, with their tickets; stale claims;
-- how many newcomers there were in all; whether the line is complete; how many wait; whether more may be due.
function asked.begin_tick(keys, args)
  begin_anew(keys)
  recall_and_get(keys, STAMP)
  if line.kept then line.all = waiting(keys) end -- which the stamp doesn't tell of those who are posted
  line.foreign = max(line.foreign - 1, 0)
  local now = tonumber(args[1])
  local most = tonumber(args[2])
  local ripe, more = ripe_kept(now, most)
  if not more then more = ripe_posted(keys, now, max(most - #ripe, 1), ripe) end
  local stale = stale_of(keys, now - tonumber(args[3]))
  if args[4] ~= '0' then call('HINCRBY', keys[META], 'came', args[4]) end
  local meta = call('HMGET', keys[META], 'came', 'here', KEPT)
  if (meta[3] or nil) ~= line.kept then note_kept(keys) end -- `meta` was dropped, or `people`
  return { ripe, stale, meta[1] or '0', meta[2] or '', line.all, more and 1 or 0 }
end

-- ARGV: claim, ttl, then for each ticket: member's field, new number, how many languages and interests, and these as
-- fields of postings, in one. KEYS: those of one ticket after the other. Whoever is still held in this claim waits again,
-- due at once.
function asked.undo(keys, args)
  local claim, at = args[1], FIRST
  recall_and_get(keys, STAMP)
  for each = 3, #args, 5 do
    local member, number, tongues, terms = args[each], args[each + 1], tonumber(args[each + 2]), tonumber(args[each + 3])
    local known = call('HGET', keys[PEOPLE], member)
    local before = known and number_of(known)
    local held = known and call('HGET', keys[PEOPLE], '~' .. before)
    local in_claim, _, profile = apart_held(held or '\0')
    if in_claim == claim then
      local since, reserve = apart(REST, profile, REST_AT)
      call('HDEL', keys[PEOPLE], '~' .. before)
      call('ZREM', keys[CLAIMS], claim .. '\0' .. before)
      local long, renumbered = is_long(0), number .. sub(known, WIDTH + 1) -- postings may hold the one before
      stand(keys, number, profile, member, renumbered)
      local needles = { apart(rep(NEEDLE, terms), args[each + 4]) }
      if long then
        local shelf = beginnings(keys, at, tongues, needles, terms, ALL, true)
        shelve(keys, shelf, nil, number, profile, since, reserve, args[2], 0)
        call('ZADD', keys[DUE], since, number)
      else
        local spoken = {}
        for place = 1, tongues do spoken[place] = tongue_of(keys[at + (place - 1) * QUEUED + BEGINNINGS]) end
        keep(number, profile, renumbered, since, spoken, needles, terms)
      end
    end
    at = at + tongues * (QUEUED + terms)
  end
  return 1
end

-- ARGV: member's field
function asked.leave(keys, args)
  local known = recall_and_get(keys, args[1])
  if not known then return 0 end
  take_out(keys, args[1], number_of(known))
  return 1
end

-- KEYS: the queues of their languages, which searches look at so often. ARGV: claim, then member's field, ticket pairs:
-- these tickets are out, held in this claim or another, or waiting
function asked.settle(keys, args)
  local members = call('HMGET', keys[PEOPLE], args[2], args[4])
  local one, other = members[1] and number_of(members[1]), members[2] and number_of(members[2])
  if one and ticket_of(members[1]) ~= args[3] then one = nil end
  if other and ticket_of(members[2]) ~= args[5] then other = nil end
  local before = args[1] .. '\0'
  if one and other and call('ZREM', keys[CLAIMS], before .. one, before .. other) == 2 then -- as it nearly always is
    call('HDEL', keys[PEOPLE], args[2], args[4], '~' .. one, '~' .. other)
    local here = lines[keys[PEOPLE]]
    if here and not here.kept then return 1 end -- nobody is in a queue
    for at = FIRST, #keys do call('ZREM', keys[at], one, other) end
    return 1
  end
  recall_and_get(keys, STAMP)
  if one then take_out(keys, args[2], one) end
  if other then take_out(keys, args[4], other) end
  return 1
end

local NOTES = 4000 -- characters of the latest notes that are kept: whoever died while restoring takes none away

-- ARGV: the note of a restore. All who wait are being put in from now on.
function asked.begin_restoring(keys, args)
  begin_anew(keys)
  local notes = call('HGET', keys[PEOPLE], 'here') or ''
  if not locate(notes, args[1], 1, true) then
    call('HSET', keys[PEOPLE], 'here', sub(notes .. args[1] .. ' ', -NOTES))
  end
  call('ZADD', keys[CLAIMS], '+inf', 'here')
  call('ZADD', keys[DUE], '+inf', 'here')
  found(keys[DUE])
  return 1
end

-- ARGV: the note of a restore that comes to its end: from now on the line is complete, unless it was emptied meanwhile
function asked.here(keys, args)
  local notes, note = call('HGET', keys[PEOPLE], 'here'), args[1] .. ' '
  local at = notes and locate(notes, note, 1, true)
  if not at or not consistent(keys) then return 0 end
  call('HSET', keys[PEOPLE], 'here', sub(notes, 1, at - 1) .. sub(notes, at + #note))
  call('HSET', keys[META], 'here', 1)
  return 1
end
