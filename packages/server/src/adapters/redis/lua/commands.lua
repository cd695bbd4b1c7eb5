-- Runs commands one after another. One whose key holds another program's value fails alone; any other failure ends
-- the call, and its caller tries again with all.
-- KEYS     the key of each command
-- ARGV     for each: its name, how many arguments it has behind the key, these
-- Returns  their replies, with the errors among them
local replies, at = {}, 1
for index, key in ipairs(KEYS) do
  local last = at + 1 + tonumber(ARGV[at + 1])
  local reply = redis.pcall(ARGV[at], key, unpack(ARGV, at + 2, last))
  if type(reply) == 'table' and reply.err and not string.find(reply.err, '^WRONGTYPE') then return reply end
  replies[index] = reply
  at = last + 1
end
return replies
