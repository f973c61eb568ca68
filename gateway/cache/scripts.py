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
