"""What runs on the server itself, in one piece and in one round trip."""

CLAIM = """
-- Claim each key that nobody holds: ARGV is the owner and the lifetime in milliseconds.
local won = {}
for i, key in ipairs(KEYS) do
  won[i] = redis.call('SET', key, ARGV[1], 'NX', 'PX', ARGV[2]) and 1 or 0
end
return won
"""

RELEASE = """
-- Let go of the keys that this owner holds; another's may have followed one that expired.
for _, key in ipairs(KEYS) do
  if redis.call('GET', key) == ARGV[1] then
    redis.call('DEL', key)
  end
end
return 1
"""

HELD = """
-- Say of each key whether anybody holds it.
local held = {}
for i, key in ipairs(KEYS) do
  held[i] = redis.call('EXISTS', key)
end
return held
"""

WINDOW = """
-- Count calls in a sliding window. KEYS: the calls by their time, the replicas by their last sign
-- of life, the pause. ARGV: the question as MessagePack. All times are in microseconds.
local log, live, pause = KEYS[1], KEYS[2], KEYS[3]
local ask = cmsgpack.unpack(ARGV[1])
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]

-- What seems to be made in the future was made by now: the clock was set back.
local ahead = redis.call('ZRANGEBYSCORE', log, string.format('(%.0f', now), '+inf')
for _, call in ipairs(ahead) do
  redis.call('ZADD', log, now, call)
end
local seen = ask.seen <= now and ask.seen or 0

-- What the replica was told of must still be here; otherwise the data was lost.
redis.call('ZREMRANGEBYSCORE', log, '-inf', now - ask.window)
if ask.newest ~= '' and not redis.call('ZSCORE', log, ask.newest) then
  return cmsgpack.pack({forgot = true})
end

-- First what the replica has to tell.
for _, call in ipairs(ask.void) do
  redis.call('ZREM', log, call)
end
for call, age in pairs(ask.untold) do
  if age < ask.window then
    redis.call('ZADD', log, 'NX', now - age, call)
  end
end
redis.call('ZADD', live, now, ask.replica)
redis.call('ZREMRANGEBYSCORE', live, '-inf', now - 2 * ask.window)
if ask.pause > math.max(0, redis.call('PTTL', pause)) then
  redis.call('SET', pause, '1', 'PX', ask.pause)
end

-- Then what it may have.
local count = redis.call('ZCARD', log)
local free = ask.most - count
local since = ask.since
if since == 0 then
  since = now
end
local joined = since < 0
  or now - since >= ask.window
  or redis.call('ZCOUNT', live, since, '+inf') >= ask.replicas
if not joined then
  -- Others have yet to tell of what they called meanwhile; this is what leaves them as much.
  free = math.min(free, math.floor((ask.most - count + ask.apart) / ask.replicas) - ask.apart)
end
local paused = math.max(0, redis.call('PTTL', pause))
if paused > 60000 then
  -- Nobody asks for so long a pause; the clock was set back.
  paused = 60000
  redis.call('PEXPIRE', pause, paused)
end
if paused > 0 then
  free = 0
end
local granted = math.max(0, math.min(ask.wanted, free))
for i = 1, granted do
  redis.call('ZADD', log, now, ask.name .. ':' .. i)
end
free = math.max(0, free - granted)

local waits = {}
if paused > 0 then
  waits[1] = paused * 1000
elseif free == 0 then
  local surplus = count + granted - math.max(1, ask.most)
  local first = math.max(0, surplus)
  local last = first + math.max(1, ask.wanted - granted) - 1
  local leaving = redis.call('ZRANGE', log, first, last, 'WITHSCORES')
  for i = 2, #leaving, 2 do
    waits[i / 2] = leaving[i] + ask.window - now
  end
  waits[1] = waits[1] or ask.window
  if surplus < 0 then
    -- It waits for the others, who may come back at any time.
    waits = {math.min(waits[1], math.floor(ask.window / 60))}
  end
end

redis.call('PEXPIRE', log, math.ceil(ask.window / 1000))
redis.call('PEXPIRE', live, math.ceil(ask.window / 500))
return cmsgpack.pack({
  now = now,
  granted = granted,
  free = free,
  waits = waits,
  paused = paused,
  joined = joined,
  replicas = redis.call('ZCARD', live),
  calls = redis.call('ZRANGEBYSCORE', log, string.format('(%.0f', seen), '+inf', 'WITHSCORES')
})
"""

LEVELS = """
-- Fill the buckets of several clients, which drain by themselves. KEYS: the replicas by their last
-- sign of life, then when each bucket will be empty. ARGV: the news as MessagePack. All times are
-- in microseconds.
local live = KEYS[1]
local news = cmsgpack.unpack(ARGV[1])
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]

redis.call('ZADD', live, now, news.replica)
redis.call('ZREMRANGEBYSCORE', live, '-inf', now - 2 * news.window)
redis.call('PEXPIRE', live, math.ceil(news.window / 500))

local levels = {}
for i, untold in ipairs(news.untold) do
  local key = KEYS[i + 1]
  local empty = math.max(tonumber(redis.call('GET', key) or 0), now - news.ages[i]) + untold
  -- So long does nobody have to wait but for a clock that was set back.
  empty = math.min(empty, now + 2 * news.window)
  levels[i] = math.max(0, empty - now)
  if levels[i] > 0 then
    redis.call('SET', key, string.format('%.0f', empty), 'PX', math.ceil(levels[i] / 1000))
  end
end
return cmsgpack.pack({replicas = redis.call('ZCARD', live), levels = levels})
"""
