-- Drivers who look at an order, or no longer do, on one server. A driver counts as long as any server says so.
--
-- KEYS  [1] order_viewers:{orderId}  [2…] waycast:views:{orderId}:DRIVER, a set of servers, for each driver
-- ARGV  [1] "view" or "unview"  [2] server id  [3] seconds that all of it lives  [4…] driver ids
-- Returns {viewers, 1 when they are others than before, else 0}.

local changed = 0
for at = 2, #KEYS do
  local driver = ARGV[at + 2]
  if ARGV[1] == 'view' then
    redis.call('SADD', KEYS[at], ARGV[2])
    redis.call('EXPIRE', KEYS[at], ARGV[3])
    changed = math.max(changed, redis.call('SADD', KEYS[1], driver))
  else
    redis.call('SREM', KEYS[at], ARGV[2])
    if redis.call('SCARD', KEYS[at]) == 0 then
      changed = math.max(changed, redis.call('SREM', KEYS[1], driver))
    end
  end
end
if ARGV[1] == 'view' then
  redis.call('EXPIRE', KEYS[1], ARGV[3])
end
return { redis.call('SCARD', KEYS[1]), changed }
