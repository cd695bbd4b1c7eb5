-- Which ids of a family have a state, so that they can be listed without a scan of all keys.
--
-- KEYS  [1] a sorted set of ids by the time of their last change
-- ARGV  [1] life of a state in seconds  then the ids that change now

local time = redis.call('TIME')
local now = tonumber(time[1])
local arguments = {}
for index = 2, #ARGV do
  arguments[#arguments + 1] = now
  arguments[#arguments + 1] = ARGV[index]
end
redis.call('ZADD', KEYS[1], unpack(arguments))
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', '(' .. now - ARGV[1] - 1)
redis.call('EXPIRE', KEYS[1], ARGV[1])
return #ARGV - 1
