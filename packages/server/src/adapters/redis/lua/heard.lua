-- Vehicles were heard.
--
-- KEYS  [1] a sorted set of vehicles by the time when they were last heard, with one member `~NAME` that never dies
-- ARGV  [1] a name for the set, should it be new
--       then for each vehicle: its name, and how many milliseconds ago it was heard
-- Returns the set's name. A set of another name began empty (evicted, or a Redis that lost it), so that every server
-- has to write what it knows once more.

local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local name = redis.call('ZRANGEBYSCORE', KEYS[1], '+inf', '+inf', 'LIMIT', 0, 1)[1] or ARGV[1]
local arguments = { '+inf', name }
for index = 2, #ARGV, 2 do
  arguments[#arguments + 1] = string.format('%.0f', now - ARGV[index + 1])
  arguments[#arguments + 1] = ARGV[index]
end
redis.call('ZADD', KEYS[1], 'GT', unpack(arguments))
return name
