-- Vehicles were heard. One entry never dies, so that a set which is gone (evicted, or a Redis that came back empty) is
-- told from one in which nobody is left.
--
-- KEYS  [1] a sorted set of vehicles by the time when they were last heard
-- ARGV  for each vehicle: its name, and how many milliseconds ago it was heard

local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local arguments = { '+inf', '' }
for index = 1, #ARGV, 2 do
  arguments[#arguments + 1] = string.format('%.0f', now - ARGV[index + 1])
  arguments[#arguments + 1] = ARGV[index]
end
redis.call('ZADD', KEYS[1], 'GT', unpack(arguments))
return #ARGV / 2
