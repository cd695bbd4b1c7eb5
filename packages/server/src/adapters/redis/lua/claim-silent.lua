-- Takes the vehicles that were not heard for a while, each for one server.
--
-- KEYS  [1] the set of heard.lua
-- ARGV  [1] milliseconds of silence  [2] how many to take at most
-- Returns the names; nothing at all (nil) when the set is gone and has to be written again.

if redis.call('EXISTS', KEYS[1]) == 0 then return false end
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local silent = redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', string.format('%.0f', now - ARGV[1]), 'LIMIT', 0, ARGV[2])
if #silent > 0 then redis.call('ZREM', KEYS[1], unpack(silent)) end
return silent
