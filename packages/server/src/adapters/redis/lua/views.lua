-- People who view something (an order, a conversation, a company), or no longer do, on one server. Somebody counts as
-- long as any server says so.
--
-- KEYS  [1] order_viewers:{id} or the like  [2…] waycast:views:{id}:VIEWER, a set of servers, for each viewer
-- ARGV  [1] "view" or "unview"  [2] server id  [3] seconds that all of it lives  [4…] ids of the viewers
-- Returns {viewers, ids of those who came or left}.

local changed = {}
for at = 2, #KEYS do
  local viewer = ARGV[at + 2]
  if ARGV[1] == 'view' then
    redis.call('SADD', KEYS[at], ARGV[2])
    redis.call('EXPIRE', KEYS[at], ARGV[3])
    if redis.call('SADD', KEYS[1], viewer) == 1 then
      changed[#changed + 1] = viewer
    end
  else
    redis.call('SREM', KEYS[at], ARGV[2])
    if redis.call('SCARD', KEYS[at]) == 0 and redis.call('SREM', KEYS[1], viewer) == 1 then
      changed[#changed + 1] = viewer
    end
  end
end
if ARGV[1] == 'view' then
  redis.call('EXPIRE', KEYS[1], ARGV[3])
end
return { redis.call('SCARD', KEYS[1]), changed }
