-- The line of one pool in Redis: who waits, who is claimed, and one search as one atomic step.
--
--   meta       n (the latest number), arrivals (all that ever came), restores (the latest restore that began), here (set
--              by one that came to its end: the line is complete)
--   waiting    number -> profile of those who wait           sealed   number -> their ticket, which only Bauta can read
--   members    member -> number .. " " .. ticket            held     number -> claim .. " " .. profile
--   claims     claim -> claimed at .. " " .. its numbers     stale    claims by when they were made
--   due        numbers by when to look again
--   then for each language of a ticket: easy, choosy (numbers by when the search began), and a posting of that kind for
--   each of its interests. Numbers of those who are gone stay in these until a search meets them ("lazy deletion"), so
--   that every key a call touches is one it was given. They expire when everybody in them must be gone.
--
-- The search is the one of matching/lines/search.py, step by step and in the same floating point operations.

local META, WAITING, SEALED, MEMBERS, HELD, CLAIMS, STALE, DUE = 1, 2, 3, 4, 5, 6, 7, 8
local FIRST = 9 -- of the keys of a ticket: easy, choosy, postings… of its first language, and so on
local PARTS = 1000000
local CHUNK = 24 -- of a posting, at a time
local ASKED = 192 -- of a queue, in one call: it may block nobody else for longer than that takes
local PROFILE = '<BBBI4I4I4c8c8ddI4I4HH' -- see profiles.py

local function unpacked(profile)
  local gender, genders, close, age, youngest, oldest, platform, server, since, length, reserve, modest, names, avoid =
    struct.unpack(PROFILE, profile)
  return {
    gender = gender, genders = genders, close = close, age = age, youngest = youngest, oldest = oldest,
    platform = platform, server = server, since = since, length = length, reserve = reserve, modest = modest,
    names = names, avoid = avoid, text = profile,
  }
end

local function member_of(profile, names)
  return string.match(profile, '^([^%z]*)', names)
end

-- whether two may meet; the languages are in common already. The same as rules.agree and rules.strangers
local function agree(a, gender, genders, close, age, youngest, oldest, platform, server)
  if bit.band(a.genders, gender) == 0 or bit.band(genders, a.gender) == 0 then return false end
  if age < a.youngest or age > a.oldest or a.age < youngest or a.age > oldest then return false end
  local wish = bit.bor(a.close, close)
  if wish == 0 then return true end
  if bit.band(wish, 1) ~= 0 and (platform ~= a.platform or platform == '\0\0\0\0\0\0\0\0') then return false end
  return bit.band(wish, 2) == 0 or (server == a.server and server ~= '\0\0\0\0\0\0\0\0')
end

local function avoids(profile, avoid, member)
  return #profile >= avoid and string.find(profile, '\0' .. member .. '\0', avoid, true) ~= nil
end

local function strangers(one, member, profile, avoid)
  return member ~= one.member and not avoids(one.text, one.avoid, member) and not avoids(profile, avoid, one.member)
end

-- what was given about the one who searches: ARGV from `at` on
local function seeker(args, at)
  local one = unpacked(args[at])
  one.member = args[at + 1]
  one.number = args[at + 2] -- for somebody new, the ticket
  one.tongues = tonumber(args[at + 3])
  one.own = tonumber(args[at + 4]) -- how many interests of their own
  one.every = tonumber(args[at + 5])
  one.length = math.sqrt(one.every) -- by the weights of today; others see the length one came with
  one.nearness = tonumber(args[at + 6])
  one.terms = {}
  local steps = tonumber(args[at + 7])
  local next = at + 8
  for step = 1, steps do
    local term = { needle = '\0' .. args[next] .. '\0', value = tonumber(args[next + 1]), extra = tonumber(args[next + 2]) }
    local close = tonumber(args[next + 3])
    next = next + 4
    for each = 1, close do
      term[each] = { '\0' .. args[next] .. '\0', tonumber(args[next + 1]) }
      next = next + 2
    end
    one.terms[step] = term
  end
  return one, next
end

-- the keys of a ticket are laid out language by language: easy, choosy, then the terms in their order
local function key_of(keys, one, tongue, place)
  return keys[FIRST + (tongue - 1) * (2 + #one.terms) + place]
end

-- The same expressions as in search.py: what is shared, and what is close to it
local function shared_with(one, profile, names, avoid)
  local find, shared = string.find, 0
  for _, term in ipairs(one.terms) do
    local at = find(profile, term.needle, names, true)
    if at and at < avoid then
      if term.value > 0 then
        shared = shared + term.value
      else
        for _, close in ipairs(term) do
          local both = find(profile, close[1], names, true)
          if not (both and both < avoid) then shared = shared + close[2] end
        end
      end
    end
  end
  return shared
end

local function parts_of(one, shared, length)
  if shared == 0 then return 0 end
  local parts = math.floor(shared * PARTS / (one.length * length))
  return parts > PARTS and PARTS or parts
end

-- Those with an interest in common: a list of {rank, since, number, parts, modest}, and when the next of them is acceptable.
local function look(keys, one, policy, now, looks, several)
  local call, unpack_profile, floor, sqrt = redis.call, struct.unpack, math.floor, math.sqrt
  local found, due, best, seen = {}, math.huge, -PARTS, { [one.number] = true }
  local left, nearness, ours = one.every, one.nearness, one.length
  for place, term in ipairs(one.terms) do
    if #found > 0 and not several and best * ours > (sqrt(left) + nearness) * PARTS then break end
    left = left - term.value
    nearness = nearness - term.extra
    for tongue = 1, one.tongues do
      local key = key_of(keys, one, tongue, place + 1)
      local from, more = 0, true
      while more do
        local numbers = call('ZRANGE', key, from, from + CHUNK - 1)
        more = #numbers == CHUNK
        from = from + #numbers
        if #numbers > 0 then
          local gone = {}
          local profiles = call('HMGET', keys[WAITING], unpack(numbers))
          for at, number in ipairs(numbers) do
            local profile = profiles[at]
            if not profile then
              gone[#gone + 1] = number
            elseif not seen[number] then
              if looks == 0 then return found, due end
              looks = looks - 1
              seen[number] = true
              local gender, genders, close, age, youngest, oldest, platform, server, since, length, reserve, modest, names, avoid =
                unpack_profile(PROFILE, profile)
              if agree(one, gender, genders, close, age, youngest, oldest, platform, server) then
                local shared = shared_with(one, profile, names, avoid)
                local parts = shared == 0 and 0 or floor(shared * PARTS / (ours * length))
                if parts > PARTS then parts = PARTS end
                local rank = parts - modest
                if (rank >= best or several) and strangers(one, member_of(profile, names), profile, avoid) then
                  if one.reserve > reserve then reserve = one.reserve end
                  local oldest_of_two = one.since < since and one.since or since
                  local waited = now > oldest_of_two and now - oldest_of_two or 0
                  if parts >= reserve or parts * policy.fade >= reserve * (policy.fade - waited)
                    or now >= oldest_of_two + policy.commit then
                    found[#found + 1] = { rank, since, number, parts, modest }
                    if rank > best then best = rank end
                  else
                    local soon = oldest_of_two + policy.fade * (1 - parts / reserve)
                    if soon < due then due = soon end
                  end
                end
              end
            end
          end
          if #gone > 0 then
            call('ZREM', key, unpack(gone))
            from = from - #gone
          end
        end
      end
    end
  end
  return found, due
end

-- The longest waiting of one queue whom `one` may meet, of those who waited `wait` at least. Asks a bounded number of
-- people, from the place `from` on; returns since, number, profile, and the place to go on from if there are more.
local function first_of(keys, key, one, now, wait, from)
  local asked, more = 0, true
  while more do
    local places = redis.call('ZRANGE', key, from, from + CHUNK - 1, 'WITHSCORES')
    more = #places == 2 * CHUNK
    if #places == 0 then return nil end
    local numbers = {}
    for at = 1, #places, 2 do numbers[#numbers + 1] = places[at] end
    local profiles, gone = redis.call('HMGET', keys[WAITING], unpack(numbers)), {}
    local since, number, profile
    for at = 1, #numbers do
      if not profiles[at] then
        gone[#gone + 1] = numbers[at]
      elseif tonumber(places[2 * at]) + wait > now then
        more = false
        break
      elseif numbers[at] ~= one.number then
        local gender, genders, close, age, youngest, oldest, platform, server, _, _, _, _, names, avoid =
          struct.unpack(PROFILE, profiles[at])
        if agree(one, gender, genders, close, age, youngest, oldest, platform, server)
          and strangers(one, member_of(profiles[at], names), profiles[at], avoid) then
          since, number, profile = tonumber(places[2 * at]), numbers[at], profiles[at]
          break
        end
      end
    end
    if #gone > 0 then redis.call('ZREM', key, unpack(gone)) end
    if number then return since, number, profile end
    from = from + #numbers - #gone
    asked = asked + #numbers
    if more and asked >= ASKED then return nil, nil, nil, from end
  end
  return nil
end

-- The longest waiting in all queues of a seeker. `places` has where to go on in each, or is empty; where there are more
-- than one call may ask, new places are returned and nobody.
local function longest(keys, one, now, easy, choosy, places)
  local since, number, profile, on
  for tongue = 1, one.tongues do
    for kind, wait in ipairs({ easy, choosy }) do
      local at = 2 * tongue + kind - 2
      local s, n, p, from = first_of(keys, key_of(keys, one, tongue, kind - 1), one, now, wait, places[at] or 0)
      if from then
        on = on or {}
        on[at] = from
      elseif n and (not since or s < since or (s == since and n < number)) then
        since, number, profile = s, n, p
      end
    end
  end
  if on then
    local went = {}
    for at = 1, 2 * one.tongues do went[at] = on[at] or places[at] or 0 end
    return nil, nil, went
  end
  return number, profile, nil
end

local function better(a, b)
  if a[1] ~= b[1] then return a[1] > b[1] end
  if a[2] ~= b[2] then return a[2] < b[2] end
  return a[3] < b[3]
end

local function anyone(keys, one, policy, now, places)
  local committed = now >= one.since + policy.commit
  local wait = committed and -math.huge or policy.commit
  return longest(keys, one, now, (committed or one.reserve == 0) and -math.huge or wait, wait, places)
end

local function forget_claim(keys, claim)
  redis.call('HDEL', keys[CLAIMS], claim)
  redis.call('ZREM', keys[STALE], claim)
end

local function there(keys, member)
  local known = redis.call('HGET', keys[MEMBERS], member)
  if not known then return nil end
  return string.match(known, '^(%d+) (.*)$')
end

-- Take a member out, waiting or claimed; with `only`, if they are there with this ticket
local function take_out(keys, member, only)
  local number, ticket = there(keys, member)
  if not number or (only and ticket ~= only) then return false end
  redis.call('HDEL', keys[MEMBERS], member)
  redis.call('HDEL', keys[SEALED], number)
  if redis.call('HDEL', keys[WAITING], number) == 1 then
    redis.call('ZREM', keys[DUE], number)
    return true
  end
  local held = redis.call('HGET', keys[HELD], number)
  if held then
    redis.call('HDEL', keys[HELD], number)
    local claim = string.match(held, '^[^ ]*')
    local record = redis.call('HGET', keys[CLAIMS], claim)
    local one, other = string.match(record or '', ' (%d+) (%d+)$')
    local left = one == number and other or one
    if not left or redis.call('HEXISTS', keys[HELD], left) == 0 then forget_claim(keys, claim) end
  end
  return true
end

-- A number for somebody who joins; later ones sort behind. Never one from before Redis was emptied, by which a tick that
-- is under way would claim somebody else: the first is the time in microseconds
local function join(keys, member, ticket, sealed)
  local n = redis.call('HINCRBY', keys[META], 'n', 1)
  if n == 1 then
    local time = redis.call('TIME')
    n = redis.call('HINCRBY', keys[META], 'n', string.format('%d%06d', time[1], time[2]))
  end
  local number = string.format('%016d', n)
  redis.call('HSET', keys[MEMBERS], member, number .. ' ' .. ticket)
  redis.call('HSET', keys[SEALED], number, sealed)
  return number
end

local function hold(keys, claim, number, profile)
  redis.call('HDEL', keys[WAITING], number)
  redis.call('ZREM', keys[DUE], number)
  redis.call('HSET', keys[HELD], number, claim .. ' ' .. profile)
end

local function make_claim(keys, claim, now, one, one_profile, other, other_profile)
  hold(keys, claim, one, one_profile)
  hold(keys, claim, other, other_profile)
  redis.call('HSET', keys[CLAIMS], claim, string.format('%.17g %s %s', now, one, other))
  redis.call('ZADD', keys[STALE], string.format('%.17g', now), claim)
end

-- Put somebody where searches find them; `tongues` languages with `own` interests each, and keys for `terms`
local function shelve(keys, at, tongues, terms, own, number, since, reserve, ttl)
  local place = string.format('%.17g', since)
  for tongue = 1, tongues do
    local first = at + (tongue - 1) * (2 + terms)
    local function add(key)
      redis.call('ZADD', key, place, number)
      redis.call('EXPIRE', key, ttl)
    end
    add(keys[reserve > 0 and first + 1 or first])
    for _, term in ipairs(own) do add(keys[first + 1 + term]) end
  end
end

local function look_at(keys, policy, number, since, now, due)
  local commits = since + policy.commit
  if now < commits and commits < due then due = commits end
  if due < math.huge then
    redis.call('ZADD', keys[DUE], string.format('%.17g', due), number)
  else
    redis.call('ZREM', keys[DUE], number)
  end
end

local function policy_of(args)
  return { commit = tonumber(args[2]), fade = tonumber(args[3]), overdue = tonumber(args[4]), ttl = args[5] }
end

local function own_terms(one)
  local own = {}
  for place, term in ipairs(one.terms) do
    if term.value > 0 then own[#own + 1] = place end
  end
  return own
end

-- ARGV: now, commit, fade, overdue, ttl, looks, claim, newcomer (1 or 0), sealed ticket, then the seeker.
-- Returns the partner's sealed ticket, the score and both numbers; or the seeker's number, and where to go on if there
-- are more people than one call may ask.
local function find(keys, args)
  local now, policy, claim = tonumber(args[1]), policy_of(args), args[7]
  local one = seeker(args, 10)
  take_out(keys, one.member)
  if args[8] == '1' then redis.call('HINCRBY', keys[META], 'arrivals', 1) end
  local number = join(keys, one.member, one.number, args[9])
  local parts, due, on = nil, math.huge, nil
  local other, profile = longest(keys, one, now, policy.overdue, policy.overdue, {})
  if not other then
    local found
    found, due = look(keys, one, policy, now, tonumber(args[6]), false)
    table.sort(found, better)
    if found[1] then
      other, parts = found[1][3], found[1][4]
      profile = redis.call('HGET', keys[WAITING], other)
    else
      other, profile, on = anyone(keys, one, policy, now, {})
    end
  end
  if other then
    if not parts then
      local them = unpacked(profile)
      parts = parts_of(one, shared_with(one, profile, them.names, them.avoid), them.length)
    end
    make_claim(keys, claim, now, number, one.text, other, profile)
    return { 'match', redis.call('HGET', keys[SEALED], other), parts }
  end
  redis.call('HSET', keys[WAITING], number, one.text)
  shelve(keys, FIRST, one.tongues, #one.terms, own_terms(one), number, one.since, one.reserve, policy.ttl)
  look_at(keys, policy, number, one.since, now, due)
  return { 'waits', number, string.format('%.17g', due), on or {} }
end

-- ARGV: as for find, with the most edges for a claim. Whom somebody who waits may be paired with now, best first, and
-- when the next is acceptable.
local function look_again(keys, args)
  local now, policy = tonumber(args[1]), policy_of(args)
  local one = seeker(args, 10)
  if redis.call('HEXISTS', keys[WAITING], one.number) == 0 then return { 'gone' } end
  local found, due = look(keys, one, policy, now, tonumber(args[6]), true)
  table.sort(found, better)
  local edges = {}
  for at = 1, math.min(#found, tonumber(args[7])) do
    local each = found[at]
    edges[at] = { each[3], each[4], string.format('%.17g', each[2]), each[5] }
  end
  return { string.format('%.17g', due), edges }
end

-- ARGV: as for find, then when to look again and where to go on. Pair somebody who waits with whoever waits longest, or set when to look again.
local function settle_for_anyone(keys, args)
  local now, policy, claim = tonumber(args[1]), policy_of(args), args[7]
  local one, at = seeker(args, 10)
  if redis.call('HEXISTS', keys[WAITING], one.number) == 0 then return { 'gone' } end
  local places = {}
  for place = at + 1, #args do places[#places + 1] = tonumber(args[place]) end
  local other, profile, on = anyone(keys, one, policy, now, places)
  if on then return { 'more', on } end -- the one who searches stays due for what is left
  if not other then
    look_at(keys, policy, one.number, one.since, now, tonumber(args[at]))
    return { 'none' }
  end
  make_claim(keys, claim, now, one.number, one.text, other, profile)
  local them = unpacked(profile)
  local parts = parts_of(one, shared_with(one, profile, them.names, them.avoid), them.length)
  return { 'match', redis.call('HGET', keys[SEALED], other), parts, other, string.format('%.17g', them.since) }
end

-- ARGV: now, then claim, number, number of each pair: claim the two if both still wait. Returns for each the sealed
-- ticket and profile of the one, and of the other; or nothing.
local function claim_pairs(keys, args)
  local done = {}
  for at = 2, #args, 3 do
    local claim, one, other = args[at], args[at + 1], args[at + 2]
    local profiles = redis.call('HMGET', keys[WAITING], one, other)
    if profiles[1] and profiles[2] then
      make_claim(keys, claim, tonumber(args[1]), one, profiles[1], other, profiles[2])
      local sealed = redis.call('HMGET', keys[SEALED], one, other)
      done[#done + 1] = { sealed[1], profiles[1], sealed[2], profiles[2] }
    else
      done[#done + 1] = {}
    end
  end
  return done
end

-- ARGV: now, most, expires. Who is due, with their sealed tickets; stale claims; arrivals; which run restored the line.
-- Those who are due are due again soon, should whoever asked die before looking.
local function begin_tick(keys, args)
  local now = tonumber(args[1])
  local due = redis.call('ZRANGEBYSCORE', keys[DUE], '-inf', args[1], 'LIMIT', 0, args[2])
  local ripe = {}
  if #due > 0 then
    local again = string.format('%.17g', now + 2)
    for _, number in ipairs(due) do redis.call('ZADD', keys[DUE], again, number) end
    local sealed = redis.call('HMGET', keys[SEALED], unpack(due))
    for at, number in ipairs(due) do
      local profile = redis.call('HGET', keys[WAITING], number)
      if profile then
        ripe[#ripe + 1] = { number, sealed[at], profile }
      else
        redis.call('ZREM', keys[DUE], number)
      end
    end
  end
  local stale = {}
  for _, claim in ipairs(redis.call('ZRANGE', keys[STALE], 0, 15)) do
    local record = redis.call('HGET', keys[CLAIMS], claim)
    local at, one, other = string.match(record or '', '^(%S+) (%d+) (%d+)$')
    if not at then
      forget_claim(keys, claim)
    elseif now - tonumber(at) >= tonumber(args[3]) then
      local sealed = redis.call('HMGET', keys[SEALED], one, other)
      stale[#stale + 1] = { claim, sealed[1] or '', sealed[2] or '' }
    end
  end
  local meta = redis.call('HMGET', keys[META], 'arrivals', 'here')
  return { ripe, stale, meta[1] or '0', meta[2] or '' }
end

-- ARGV: claim, ttl, then for each ticket: member, how many languages and interests. KEYS: those of one ticket after the
-- other. Whoever is still held in this claim waits again, due at once.
local function undo(keys, args)
  local claim, at = args[1], FIRST
  for each = 3, #args, 3 do
    local tongues, terms = tonumber(args[each + 1]), tonumber(args[each + 2])
    local number = there(keys, args[each])
    local held = number and redis.call('HGET', keys[HELD], number)
    if held and string.match(held, '^[^ ]*') == claim then
      local profile = string.sub(held, #claim + 2)
      local one, own = unpacked(profile), {}
      for term = 1, terms do own[term] = term end
      redis.call('HDEL', keys[HELD], number)
      redis.call('HSET', keys[WAITING], number, profile)
      shelve(keys, at, tongues, terms, own, number, one.since, one.reserve, args[2])
      redis.call('ZADD', keys[DUE], string.format('%.17g', one.since), number)
    end
    at = at + tongues * (2 + terms)
  end
  forget_claim(keys, claim)
  return 1
end

-- ARGV: member
local function leave(keys, args)
  return take_out(keys, args[1]) and 1 or 0
end

-- ARGV: claim, then member, ticket pairs: these tickets are out, held in this claim or another, or waiting
local function settle(keys, args)
  for at = 2, #args, 2 do take_out(keys, args[at], args[at + 1]) end
  forget_claim(keys, args[1])
  return 1
end

-- ARGV: now, 0, 0, 0, ttl, 0, '', '', sealed ticket, then the seeker: wait, due at once, without having been tried.
-- A ticket that is there stays as it is.
local function restore(keys, args)
  local one = seeker(args, 10)
  local number, ticket = there(keys, one.member)
  if number and ticket == one.number then return 0 end
  take_out(keys, one.member)
  number = join(keys, one.member, one.number, args[9])
  redis.call('HSET', keys[WAITING], number, one.text)
  shelve(keys, FIRST, one.tongues, #one.terms, own_terms(one), number, one.since, one.reserve, args[5])
  redis.call('ZADD', keys[DUE], string.format('%.17g', one.since), number)
  return 1
end

-- ARGV: name of a restore that comes to its end: from now on the line is complete, unless it was emptied meanwhile
local function here(keys, args)
  if redis.call('HGET', keys[META], 'restores') ~= args[1] then return 0 end
  redis.call('HSET', keys[META], 'here', args[1])
  return 1
end

-- Of a list, how many the seeker may meet (at most `most` are asked), and the numbers of those asked
local function count(keys, key, one, most, sharing)
  local fit, asked, all = 0, 0, redis.call('ZCARD', key)
  for from = 0, most - 1, CHUNK do
    local numbers = redis.call('ZRANGE', key, from, math.min(from + CHUNK, most) - 1)
    if #numbers == 0 then break end
    asked = asked + #numbers
    for at, profile in ipairs(redis.call('HMGET', keys[WAITING], unpack(numbers))) do
      if profile then
        local gender, genders, close, age, youngest, oldest, platform, server, _, _, _, _, names, avoid =
          struct.unpack(PROFILE, profile)
        if agree(one, gender, genders, close, age, youngest, oldest, platform, server)
          and strangers(one, member_of(profile, names), profile, avoid) then
          fit = fit + 1
          if sharing then sharing[numbers[at]] = true end
        end
      end
    end
  end
  return asked == 0 and 0 or math.floor(fit * all / asked)
end

-- ARGV: as for find, with how many of each list are asked for looks. How many wait, fit, share any and each of the
-- seeker's interests; whether the seeker waits and has a reserve.
local function stats(keys, args)
  local one, most = seeker(args, 10), tonumber(args[6])
  local fit, many, sharing, named, most_named = 0, 0, {}, {}, 0
  for tongue = 1, one.tongues do
    fit = fit + count(keys, key_of(keys, one, tongue, 0), one, most) + count(keys, key_of(keys, one, tongue, 1), one, most)
    for place in ipairs(one.terms) do
      named[place] = (named[place] or 0) + count(keys, key_of(keys, one, tongue, place + 1), one, most, sharing)
    end
  end
  for _ in pairs(sharing) do many = many + 1 end
  for place in ipairs(one.terms) do
    named[place] = named[place] or 0
    most_named = math.max(most_named, named[place])
  end
  local number = there(keys, one.member)
  local own = number and redis.call('HGET', keys[WAITING], number)
  local held = number and not own and redis.call('HGET', keys[HELD], number)
  local profile = own or (held and string.sub(held, #string.match(held, '^[^ ]*') + 2))
  local choosy = profile and unpacked(profile).reserve > 0 or false
  return {
    redis.call('HLEN', keys[WAITING]) - (own and 1 or 0), fit, math.max(many, most_named), choosy and 1 or 0, named,
  }
end
