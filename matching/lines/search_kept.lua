-- The same searches, after search.lua, among those who are kept (kept.lua): nothing is read, and of whom there is less to ask.

-- Take those who are gone out of a posting
local function clear_kept(postings, needle)
  local posting, left = postings[needle], 0
  local many = #posting
  for at = 1, many do
    local person = posting[at]
    posting[at] = nil
    if person.waits then
      left = left + 1
      posting[left] = person
    end
  end
  line.places = line.places - many + left
  if left == 0 then postings[needle] = nil end
end

-- Those with an interest in common who are kept, as `look` does it, and after it, if it `looked` at some
local function look_kept(one, several, looked)
  local byte, PARTS = byte, PARTS -- each use is a step less
  local needles, values, near, each_brings, count, looks = one.needles, one.values, one.near, one.each, one.count, one.looks
  local left, ours, least, over, this, spoken = one.brings, sqrt(one.every), one.least, false, turn, one.spoken
  local own, before = line.people[one.number], looked
  local meets, welcome, wished, age_here, least_age, most_age =
    one.meets, one.welcome, one.close, one.age, one.youngest, one.oldest
  if own then own.turn = this end
  for place = 1, count do
    if left < least then break end
    local rest = left -- what all from here on bring
    left = left - each_brings[place]
    for tongue = 1, #spoken do
      local postings = spoken[tongue].postings
      local posting = postings[needles[place]]
      local gone = false
      for at = 1, posting and #posting or 0 do
        local person = posting[at]
        if not person.waits then
          gone = true
        elseif person.turn ~= this then
          if looked == looks then
            over = true
            break
          end
          looked = looked + 1
          person.turn = this
          local gender, genders, close, age, youngest, oldest = byte(person.text, 1, 6)
          if welcome[gender] and meets[genders] and age >= least_age and age <= most_age
            and age_here >= youngest and age_here <= oldest
            and (wished + close == 0 or as_close(one, person.text, close)) then
            local length, modest = person.length, person.modest
            -- else not even by sharing all that is left
            if several or rest * PARTS / (ours * length) - modest >= one.best then
              local shared
              if near then
                shared = shared_with(one, person.text, 1)
              else
                shared = values[place]
                if band(person.signs, values[count + place]) ~= 0 then
                  shared = shared + shared_with(one, person.text, place + 1)
                end
              end
              local parts = shared * PARTS / (ours * length)
              parts = parts < PARTS and parts - parts % 1 or PARTS
              if (several or parts - modest >= one.best) and strangers(one, person.text, person.avoid) then
                offer(one, several, person.number, person.text, person.since, person.reserve, parts, modest)
              end
            end
          end
        end
      end
      if gone then clear_kept(postings, needles[place]) end
      if over then break end
    end
    if over then break end
    if not several then least = least_of(one, least) end
  end
  asked_so_far = asked_so_far + looked - before
end

-- Since when whoever waits longest in a queue of kept people does
local function first_moment(queue)
  local at, last = queue.first, queue.last
  while at <= last and not queue[at].waits do
    queue[at] = nil
    at = at + 1
  end
  if at > last then
    queue.first, queue.last = 1, 0
    return inf
  end
  queue.first = at
  return queue[at].since
end

-- The longest waiting of such a queue whom `one` may meet, of those who waited `wait` at least
local function first_kept(one, queue, wait)
  local latest = one.now - wait
  if first_moment(queue) > latest then return nil end
  for at = queue.first, queue.last do
    local person = queue[at]
    if person.waits then
      if person.since > latest then return nil end
      if person.number ~= one.number and may_meet(one, person.text) then
        return person.since, person.number, person.text
      end
    end
  end
  return nil
end

-- Since when whoever waits longest does, of all whom somebody may have a language in common with
local function longest_since(one)
  local first = one.shelf and one.shelf.first or inf
  if line.many == 0 then return first end
  for place = 1, #one.spoken do
    local tongue = one.spoken[place]
    first = math.min(first, first_moment(tongue[1]), first_moment(tongue[2]))
  end
  return first
end
