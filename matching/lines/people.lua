-- People who join, go and are claimed, after kept.lua.

-- What is known of whoever has this profile, as requests.py takes the sealed ticket out of it
local function known_of(keys, profile)
  local known = call('HGET', keys[PEOPLE], '@' .. member_of(profile))
  if not known then error('BROKEN: somebody is in the line whom it does not know') end -- as calls.py reads it
  return known
end

-- Take out a member (their field), waiting or claimed under this number. Whoever is in a claim besides stays held.
local function take_out(keys, member, number)
  local stamp = new_stamp(keys)
  if stamp then call('HSET', keys[PEOPLE], STAMP, stamp) end
  if call('HDEL', keys[PEOPLE], member, number) == 2 then
    if not goes(number) then call('ZREM', keys[DUE], number) end
  else
    local held = call('HGET', keys[PEOPLE], '~' .. number)
    if not held then return end
    call('HDEL', keys[PEOPLE], '~' .. number)
    call('ZREM', keys[CLAIMS], apart_held(held) .. '\0' .. number)
  end
end

-- Claim two who wait: the one who has waited longer is the seeker
local function claim_two(keys, claim, now, one, one_profile, other, other_profile)
  local since, other_since = since_of(one_profile), since_of(other_profile)
  if other_since < since or (other_since == since and earlier(other, one)) then
    one, one_profile, other, other_profile = other, other_profile, one, one_profile
  end
  local before = claim .. '\0'
  local stamp = new_stamp(keys)
  goes(one)
  goes(other)
  if call('HDEL', keys[PEOPLE], one, other) ~= 2 then error('BROKEN: somebody was taken already') end
  call('HSET', keys[PEOPLE], '~' .. one, before .. '1' .. one_profile, '~' .. other, before .. '2' .. other_profile)
  if stamp then call('HSET', keys[PEOPLE], STAMP, stamp) end
  call('ZADD', keys[CLAIMS], now, before .. one, now, before .. other)
end

-- Claim somebody who waits for somebody who has just come: their field, and what is known of them. Returns what is known of the
-- partner.
local function claim_one(keys, claim, now, one, one_profile, other, other_profile, member, known)
  local before = claim .. '\0'
  local stamp = new_stamp(keys)
  local theirs = goes(other) or known_of(keys, other_profile)
  if call('HDEL', keys[PEOPLE], other) ~= 1 then error('BROKEN: somebody was taken already') end
  local held, other_held = before .. '1' .. one_profile, before .. '2' .. other_profile
  if stamp then
    call('HSET', keys[PEOPLE], '~' .. one, held, '~' .. other, other_held, member, known, STAMP, stamp)
  else
    call('HSET', keys[PEOPLE], '~' .. one, held, '~' .. other, other_held, member, known)
  end
  call('ZADD', keys[CLAIMS], now, before .. one, now, before .. other)
  return theirs
end

-- Wait under this number
local function stand(keys, number, profile, member, known)
  local stamp = new_stamp(keys)
  if stamp then
    call('HSET', keys[PEOPLE], number, profile, member, known, STAMP, stamp)
  else
    call('HSET', keys[PEOPLE], number, profile, member, known)
  end
end
