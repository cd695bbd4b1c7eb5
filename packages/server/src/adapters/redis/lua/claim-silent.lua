-- Takes the vehicles that were not heard for a while, each for one server.
--
-- KEYS  [1] the set of heard.lua
-- ARGV  [1] milliseconds of silence  [2] how many to take at most  [3] the set's name, as the caller knows it
-- Returns {name, vehicles}; nothing is taken from a set of another name, which servers are still filling. The name is
-- empty when there is no set.

local name = redis.call('ZRANGEBYSCORE', KEYS[1], '+inf', '+inf', 'LIMIT', 0, 1)[1] or ''
if name == '' or name ~= ARGV[3] then return { name, {} } end
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local silentSince = string.format('%.0f', now - ARGV[1])
local silent = redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', silentSince, 'LIMIT', 0, ARGV[2])
if #silent > 0 then redis.call('ZREM', KEYS[1], unpack(silent)) end
return { name, silent }
