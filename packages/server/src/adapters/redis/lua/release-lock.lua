-- Gives an order's lock back, if the driver holds it.
--
-- KEYS  [1] order_lock:{orderId}
-- ARGV  [1] driver id
-- Returns 1 when it was released, 0 when the driver does not hold it.

if redis.call('GET', KEYS[1]) == ARGV[1] then
  return redis.call('DEL', KEYS[1])
end
return 0
