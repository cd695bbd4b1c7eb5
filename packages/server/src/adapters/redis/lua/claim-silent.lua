-- Takes the vehicles that were not heard for a while, each for one server.
--
-- KEYS  [1] the set of heard.lua  [2] vehicles that were taken, by the time when that ends unless the taker says that
--       it has seen to them: it may die
-- ARGV  [1] milliseconds of silence  [2] how many to take at most  [3] the set's name, as the caller knows it
--       [4] milliseconds for seeing to them
-- Returns {name, vehicles}; nothing is taken from a set of another name, which servers are still filling. The name is
-- empty when there is no set.

local name = redis.call('ZRANGEBYSCORE', KEYS[1], '+inf', '+inf', 'LIMIT', 0, 1)[1] or ''
if name == '' or name ~= ARGV[3] then return { name, {} } end
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)

local function before(key, limit)
  return redis.call('ZRANGEBYSCORE', key, '-inf', string.format('%.0f', limit), 'LIMIT', 0, ARGV[2])
end

local taken = before(KEYS[2], now)
if #taken == 0 then
  taken = before(KEYS[1], now - ARGV[1])
  if #taken > 0 then redis.call('ZREM', KEYS[1], unpack(taken)) end
end
if #taken == 0 then return { name, taken } end

local arguments = {}
for _, vehicle in ipairs(taken) do
  arguments[#arguments + 1] = string.format('%.0f', now + ARGV[4])
  arguments[#arguments + 1] = vehicle
end
redis.call('ZADD', KEYS[2], unpack(arguments))
redis.call('EXPIRE', KEYS[2], 3600)
return { name, taken }
