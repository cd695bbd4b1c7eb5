-- Proves delivery: what it publishes has to come back through a subscriber connection to this server.
-- KEYS[1]  written for a moment, so that a server that takes no writes is noticed; none on a Cluster, where a node
--          that does not own the channel's slot refuses by itself
-- ARGV     PUBLISH or SPUBLISH; the channel; the message
if KEYS[1] then redis.call('SET', KEYS[1], ARGV[3], 'PX', 10000) end
return redis.call(ARGV[1], ARGV[2], ARGV[3])
