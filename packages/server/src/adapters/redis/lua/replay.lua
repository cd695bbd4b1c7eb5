-- Reads a log after a position.
--
-- KEYS  [1] the log, a stream as append.lua writes it
-- ARGV  [1] life of the log in seconds  [2] a random word, for an epoch that begins here
--       [3] epoch and [4] offset of the position; both empty: only where the log stands
--
-- Returns {how, epoch, offset, entries}, where epoch and offset say where the log stands:
--   position  nothing was asked for
--   after     the position is there; the entries are what followed
--   all       it is not; the entries are the whole log, from which the caller may still find out what followed
--
-- A log that is not there, or is of another process, gets a mark with offset 0: whoever reads it relies on this epoch,
-- and has to learn of it when the log is evicted.

local key = KEYS[1]

-- As in append.lua.
local function generation()
  local process = string.match(redis.call('INFO', 'server'), 'run_id:(%w+)')
  return process .. '.' .. string.match(redis.call('INFO', 'replication'), 'master_replid:(%w+)')
end

local function fieldOf(entry, name)
  for index = 1, #entry[2], 2 do
    if entry[2][index] == name then return entry[2][index + 1] end
  end
end

-- As in append.lua.
local tail = redis.pcall('XREVRANGE', key, '+', '-', 'COUNT', 1)
if tail.err then
  if not string.find(tail.err, '^WRONGTYPE') then return tail end
  redis.call('DEL', key)
  tail = {}
end

local present = generation()
local last = tail[1]
if not last or fieldOf(last, 'generation') ~= present then
  local time = redis.call('TIME')
  local ms = time[1] * 1000 + math.floor(time[2] / 1000)
  if last then ms = math.max(ms, tonumber(string.match(last[1], '^%d+')) + 1) end
  local epoch = string.format('%.0f-%s', ms, ARGV[2])
  local id = string.format('%.0f-0', ms)
  redis.call('XADD', key, id, 'epoch', epoch, 'generation', present, 'id', '', 'message', '')
  redis.call('EXPIRE', key, ARGV[1])
  last = redis.call('XREVRANGE', key, '+', '-', 'COUNT', 1)[1]
end

local epoch, offset = fieldOf(last, 'epoch'), tonumber(string.match(last[1], '%d+$'))
if ARGV[3] == '' then return { 'position', epoch, offset, {} } end

local ms = string.match(ARGV[3], '^(%d+)%-')
if ms and #ms <= 15 then
  local id = ms .. '-' .. ARGV[4]
  local entries = redis.call('XRANGE', key, id, '+')
  local first = entries[1]
  if first and first[1] == id and fieldOf(first, 'epoch') == ARGV[3] then
    table.remove(entries, 1)
    return { 'after', epoch, offset, entries }
  end
end
return { 'all', epoch, offset, redis.call('XRANGE', key, '-', '+') }
