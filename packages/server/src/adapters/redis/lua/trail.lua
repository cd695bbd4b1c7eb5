-- The recent past of vehicles: every fix by its time, the last hour of them.
--
-- KEYS  one sorted set for each vehicle
-- ARGV  [1] the oldest time to keep, epoch ms  [2] life in seconds
--       then for each key: how many fixes, and each as its time and its JSON

local at = 3
for _, key in ipairs(KEYS) do
  local arguments = {}
  for _ = 1, tonumber(ARGV[at]) do
    arguments[#arguments + 1] = ARGV[at + 1]
    arguments[#arguments + 1] = ARGV[at + 2]
    at = at + 2
  end
  at = at + 1
  local added = redis.pcall('ZADD', key, unpack(arguments))
  if type(added) == 'table' and added.err then
    if not string.find(added.err, '^WRONGTYPE') then return added end
    -- What another program left under the key is replaced, or the vehicles after it would go without.
    redis.call('DEL', key)
    redis.call('ZADD', key, unpack(arguments))
  end
  redis.call('ZREMRANGEBYSCORE', key, '-inf', '(' .. ARGV[1])
  redis.call('EXPIRE', key, ARGV[2])
end
return #KEYS
